// Vectors of exact integers, in a stack: int64 while every entry is below 2^62, words of any number beyond.
#pragma once

#include <algorithm>
#include <vector>

#include "integer.hpp"

namespace exactrelu::signs {

using Wide = __int128;
constexpr int SMALL = 62;                   // the bits of an entry of a small vector

inline int bits_of(Word x) { return x ? 64 - __builtin_clzll(x) : 0; }
inline int bits_of(Double x) { return Word(x >> 64) ? 64 + bits_of(Word(x >> 64)) : bits_of(Word(x)); }
inline int bits_of(const Integer& x) { return x.size ? 64 * (x.size - 1) + bits_of(x.word[x.size - 1]) : 0; }
inline Word magnitude(int64_t x) { return x < 0 ? 0 - Word(x) : Word(x); }
inline Double magnitude(Wide x) { return x < 0 ? 0 - Double(x) : Double(x); }

// A vector that lies somewhere in a stack. No entry has more than `bits` bits.
struct Vector {
    const int64_t* small;                   // the entries, if bits <= SMALL
    const int32_t* size;                    // otherwise the words of each entry, negative where the entry is
    const Word* word;                       // and the magnitudes, one after the other
    const double* near;                     // a wide vector times a power of two, but for 2^-52 of each entry and 2^-1074
    int bits;
};

class Vectors {
public:
    explicit Vectors(int n) : n(n) {}

    int count() const { return int(items_.size()); }
    void shrink(int count) {
        if (count == this->count()) return;
        words_.resize(items_[count].start);
        items_.resize(count);
    }
    Vector operator[](int i) const {
        const Item& item = items_[i];
        const Word* at = words_.data() + item.start;
        if (item.bits <= SMALL) return {reinterpret_cast<const int64_t*>(at), nullptr, nullptr, nullptr, item.bits};
        const int heads = (n + 1) / 2;
        return {nullptr, reinterpret_cast<const int32_t*>(at + n), at + n + heads, reinterpret_cast<const double*>(at),
                item.bits};
    }
    int add(const int64_t* x) {             // entries below 2^62
        Word every = 0;
        for (int i = 0; i < n; i++) every |= magnitude(x[i]);
        items_.push_back({words_.size(), bits_of(every)});
        words_.insert(words_.end(), reinterpret_cast<const Word*>(x), reinterpret_cast<const Word*>(x) + n);
        return count() - 1;
    }
    int add(const Integer* x) {
        int bits = 0;
        for (int i = 0; i < n; i++) bits = std::max(bits, bits_of(x[i]));
        if (bits <= SMALL) {
            small_.resize(n);
            for (int i = 0; i < n; i++)
                small_[i] = x[i].size ? (x[i].negative ? -int64_t(x[i].word[0]) : int64_t(x[i].word[0])) : 0;
            return add(small_.data());
        }
        const size_t start = words_.size();
        items_.push_back({start, bits});
        size_t total = n + (n + 1) / 2;
        for (int i = 0; i < n; i++) total += x[i].size;
        words_.resize(start + total);
        Word* at = words_.data() + start;
        double* near = reinterpret_cast<double*>(at);
        int32_t* size = reinterpret_cast<int32_t*>(at + n);
        Word* word = at + n + (n + 1) / 2;
        for (int i = 0; i < n; i++) {
            int exponent;
            const double value = approximate(x[i], exponent);
            near[i] = std::ldexp(value, exponent - bits);
            size[i] = x[i].negative ? -x[i].size : x[i].size;
            std::memcpy(word, x[i].word, x[i].size * sizeof(Word));
            word += x[i].size;
        }
        return count() - 1;
    }
    int add(const Vector& x, bool negative = false) {        // of another stack
        const size_t start = words_.size();
        size_t total = n;
        if (!x.small) {
            total += (n + 1) / 2;
            for (int i = 0; i < n; i++) total += std::abs(x.size[i]);
        }
        items_.push_back({start, x.bits});
        words_.resize(start + total);
        Word* at = words_.data() + start;
        if (x.small) {
            int64_t* to = reinterpret_cast<int64_t*>(at);
            for (int i = 0; i < n; i++) to[i] = negative ? -x.small[i] : x.small[i];
            return count() - 1;
        }
        std::memcpy(at, x.near, total * sizeof(Word));
        if (negative) {
            double* near = reinterpret_cast<double*>(at);
            int32_t* size = reinterpret_cast<int32_t*>(at + n);
            for (int i = 0; i < n; i++) near[i] = -near[i], size[i] = -size[i];
        }
        return count() - 1;
    }
    size_t bytes() const { return words_.size() * sizeof(Word); }

    const int n;

private:
    struct Item {
        size_t start;
        int bits;
    };
    std::vector<Word> words_;
    std::vector<Item> items_;
    std::vector<int64_t> small_;
};

// Runs over the entries of a vector as magnitudes and signs.
struct Entries {
    const Vector& of;
    int i = 0;
    const Word* word;
    Word one;
    int size;
    bool negative;
    explicit Entries(const Vector& of) : of(of), word(of.word) {}
    const Word* next() {
        if (of.small) {
            one = magnitude(of.small[i]), size = one != 0, negative = of.small[i++] < 0;
            return &one;
        }
        const Word* here = word;
        negative = of.size[i] < 0, size = std::abs(of.size[i++]);
        word += size;
        return here;
    }
};

inline Integer integer(const Word* word, int size, bool negative) {
    Integer found;
    found.size = size, found.negative = negative && size;
    std::memcpy(found.word, word, size * sizeof(Word));
    return found;
}

inline Integer integer(Wide value) {
    const Double size = magnitude(value);
    const Word words[2] = {Word(size), Word(size >> 64)};
    return integer(words, words[1] ? 2 : words[0] ? 1 : 0, value < 0);
}

inline void unpack(const Vector& v, int n, Integer* into) {
    Entries entries(v);
    for (int i = 0; i < n; i++) {
        const Word* word = entries.next();
        into[i] = integer(word, entries.size, entries.negative);
    }
}

// Whether a product of vectors with so many bits fits in so many, as a sum of n terms.
inline bool fits(int bits, int others, int n, int most) { return bits + others + bits_of(Word(n)) <= most; }

inline int64_t short_dot(const int64_t* a, const int64_t* b, int n) {
    int64_t total = 0;
    for (int i = 0; i < n; i++) total += a[i] * b[i];
    return total;
}

inline Wide long_dot(const int64_t* a, const int64_t* b, int n) {
    Wide total = 0;
    for (int i = 0; i < n; i++) total += Wide(a[i]) * b[i];
    return total;
}

inline void add_dot(Sum& sum, const Vector& a, const Vector& b, int n) {
    Entries x(a), y(b);
    for (int i = 0; i < n; i++) {
        const Word *u = x.next(), *v = y.next();
        sum.add(u, x.size, v, y.size, x.negative ^ y.negative);
    }
}

// The sign that doubles prove, or 2. Source: proofs/signs.md.
inline int certain_sign(const double* a, const double* b, int n) {
    double total = 0, size = 0;
    for (int i = 0; i < n; i++) {
        const double term = a[i] * b[i];
        total += term, size += std::fabs(term);
    }
    const double error = (n + 8) * 0x1p-51 * size + 0x1p-900;
    return total > error ? 1 : total < -error ? -1 : 2;
}

// The sign of the product of two vectors.
inline int dot_sign(const Vector& a, const Vector& b, int n) {
    if (a.small && b.small) {
        if (fits(a.bits, b.bits, n, SMALL)) {
            const int64_t value = short_dot(a.small, b.small, n);
            return (value > 0) - (value < 0);
        }
        if (fits(a.bits, b.bits, n, 2 * SMALL)) {
            const Wide value = long_dot(a.small, b.small, n);
            return (value > 0) - (value < 0);
        }
    }
    if (a.near && b.near) {
        const int sign = certain_sign(a.near, b.near, n);
        if (sign != 2) return sign;
    }
    Sum sum;
    add_dot(sum, a, b, n);
    return sum.sign();
}

}  // namespace exactrelu::signs
