// Integers of bounded size, exact: sign and magnitude, at most CAPACITY words of 64 bits.
//
// A result that does not fit throws TooWide; the caller gives up and leaves the problem to Python's integers.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstring>

#if defined(__FAST_MATH__)
#error "the bounds of the errors need the arithmetic of IEEE 754"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "signs are written eight at once, low byte first"
#endif

namespace exactrelu {

struct TooWide {};                          // an integer has outgrown CAPACITY

constexpr int CAPACITY = 48;                // 3072 bits
using Word = uint64_t;
using Double = unsigned __int128;

struct Integer {
    int size = 0;                           // words in use: the highest one is not 0
    bool negative = false;
    Word word[CAPACITY];

    Integer() {}
    Integer(int64_t value) {
        negative = value < 0;
        word[0] = negative ? 0 - Word(value) : Word(value);
        size = word[0] != 0;
    }
    Integer(const Integer& other) { *this = other; }
    Integer& operator=(const Integer& other) {
        size = other.size, negative = other.negative;
        std::memcpy(word, other.word, size * sizeof(Word));
        return *this;
    }
    int sign() const { return size ? (negative ? -1 : 1) : 0; }
};

// The order of the magnitudes of n words each way: -1, 0 or 1.
inline int compare(const Word* a, int m, const Word* b, int n) {
    if (m != n) return m < n ? -1 : 1;
    while (m--)
        if (a[m] != b[m]) return a[m] < b[m] ? -1 : 1;
    return 0;
}

// The sum of products of which each is added or subtracted: two magnitudes, and their difference at the end.
struct Sum {
    int size[2] = {0, 0};
    Word word[2][CAPACITY];

    // Add (or subtract) a b.
    void add(const Word* a, int m, const Word* b, int n, bool negative) {
        if (!m || !n) return;
        if (m + n + 1 > CAPACITY) throw TooWide();
        Word* out = word[negative];
        int& used = size[negative];
        while (used < m + n) out[used++] = 0;
        for (int i = 0; i < m; i++) {
            Word carry = 0, factor = a[i];
            if (!factor) continue;
            int j = 0;
            for (; j < n; j++) {
                Double t = Double(factor) * b[j] + out[i + j] + carry;
                out[i + j] = Word(t), carry = Word(t >> 64);
            }
            for (j += i; carry; j++) {
                if (j == used) {
                    if (used == CAPACITY) throw TooWide();
                    out[used++] = 0;
                }
                Double t = Double(out[j]) + carry;
                out[j] = Word(t), carry = Word(t >> 64);
            }
        }
    }
    void add(const Integer& a, const Integer& b, bool negative = false) {
        add(a.word, a.size, b.word, b.size, a.negative ^ b.negative ^ negative);
    }
    void trim() {
        for (int side = 0; side < 2; side++)
            while (size[side] && !word[side][size[side] - 1]) size[side]--;
    }
    int sign() {
        trim();
        return compare(word[0], size[0], word[1], size[1]);
    }
    Integer value() {
        Integer found;
        int order = sign();
        found.negative = order < 0;
        if (!order) return found;
        const int large = order < 0, small = 1 - large;
        Word borrow = 0;
        for (int i = 0; i < size[large]; i++) {
            Word b = i < size[small] ? word[small][i] : 0, a = word[large][i];
            Word d = a - b - borrow;
            borrow = a < b || (a == b && borrow);
            found.word[i] = d;
        }
        found.size = size[large];
        while (found.size && !found.word[found.size - 1]) found.size--;
        return found;
    }
};

// The nearest double but for a relative error of at most 2^-51, and a power of two to be multiplied by: value 2^exponent.
inline double approximate(const Integer& a, int& exponent) {
    exponent = 0;
    if (!a.size) return 0;
    double value = double(a.word[a.size - 1]);
    if (a.size > 1) value = value * 18446744073709551616.0 + double(a.word[a.size - 2]), exponent = 64 * (a.size - 2);
    return a.negative ? -value : value;
}

}  // namespace exactrelu
