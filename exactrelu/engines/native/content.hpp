// Greatest common divisors, and vectors divided by the one of their entries.
#pragma once

#include "vectors.hpp"

namespace exactrelu::signs {

inline int zeros(Word x) { return __builtin_ctzll(x); }
inline int zeros(Double x) { return Word(x) ? zeros(Word(x)) : 64 + zeros(Word(x >> 64)); }

// The binary algorithm of Stein.
template <class Unsigned>
inline Unsigned gcd(Unsigned a, Unsigned b) {
    if (!a || !b) return a | b;
    const int twos = zeros(Unsigned(a | b));
    a >>= zeros(a);
    while (b) {
        b >>= zeros(b);
        if constexpr (sizeof(Unsigned) > sizeof(Word))
            if (!Word(a >> 64) && !Word(b >> 64)) return Unsigned(gcd(Word(a), Word(b))) << twos;
        const Unsigned low = a < b ? a : b;
        b = a < b ? b - a : a - b, a = low;
    }
    return a << twos;
}

inline void halve(Integer& a, int by) {     // divide by 2^by, exactly
    const int words = by / 64, bits = by % 64;
    a.size -= words;
    if (words) std::memmove(a.word, a.word + words, a.size * sizeof(Word));
    if (bits) {
        for (int i = 0; i + 1 < a.size; i++) a.word[i] = a.word[i] >> bits | a.word[i + 1] << (64 - bits);
        a.word[a.size - 1] >>= bits;
    }
    if (a.size && !a.word[a.size - 1]) a.size--;
}

inline int zeros(const Integer& a) {
    int words = 0;
    while (!a.word[words]) words++;
    return 64 * words + zeros(a.word[words]);
}

// The remainder of a modulo b > 0, of magnitudes: long division (Knuth 1981, 4.3.1 D), of which only what is left is kept.
inline void reduce(Integer& a, const Integer& b) {
    a.negative = false;
    const int n = b.size, m = a.size - n;
    if (compare(a.word, a.size, b.word, n) < 0) return;
    if (n == 1) {
        Word rest = 0;
        for (int i = a.size - 1; i >= 0; i--) rest = Word((Double(rest) << 64 | a.word[i]) % b.word[0]);
        a.word[0] = rest, a.size = rest != 0;
        return;
    }
    const int shift = 64 - bits_of(b.word[n - 1]);
    Word divisor[CAPACITY], rest[CAPACITY + 1];
    for (int i = n - 1; i >= 0; i--) divisor[i] = b.word[i] << shift | (shift && i ? b.word[i - 1] >> (64 - shift) : 0);
    rest[a.size] = shift ? a.word[a.size - 1] >> (64 - shift) : 0;
    for (int i = a.size - 1; i >= 0; i--) rest[i] = a.word[i] << shift | (shift && i ? a.word[i - 1] >> (64 - shift) : 0);
    for (int j = m; j >= 0; j--) {
        const Double top = Double(rest[j + n]) << 64 | rest[j + n - 1];
        Double q = rest[j + n] >= divisor[n - 1] ? Double(~Word(0)) : top / divisor[n - 1], r = top - q * divisor[n - 1];
        while (!(r >> 64) && q * divisor[n - 2] > (r << 64 | rest[j + n - 2])) q--, r += divisor[n - 1];
        Word borrow = 0, carry = 0;
        for (int i = 0; i < n; i++) {
            const Double product = q * divisor[i] + carry;
            const Word low = Word(product), before = rest[i + j];
            carry = Word(product >> 64);
            rest[i + j] = before - low - borrow;
            borrow = before < low || (before == low && borrow);
        }
        const Word before = rest[j + n];
        rest[j + n] = before - carry - borrow;
        if (before < carry || (before == carry && borrow)) {        // one too many
            Word over = 0;
            for (int i = 0; i < n; i++) {
                const Double sum = Double(rest[i + j]) + divisor[i] + over;
                rest[i + j] = Word(sum), over = Word(sum >> 64);
            }
            rest[j + n] += over;
        }
    }
    for (int i = 0; i < n; i++) a.word[i] = rest[i] >> shift | (shift && i + 1 < n ? rest[i + 1] << (64 - shift) : 0);
    a.size = n;
    while (a.size && !a.word[a.size - 1]) a.size--;
}

// 63 bits of a number from bit `at` on.
inline int64_t digits(const Integer& a, int at) {
    const int word = at / 64, shift = at % 64;
    Word low = word < a.size ? a.word[word] >> shift : 0;
    if (shift && word + 1 < a.size) low |= a.word[word + 1] << (64 - shift);
    return int64_t(low);
}

// u a + v b >= 0.
inline Integer combined(int64_t u, const Integer& a, int64_t v, const Integer& b) {
    Sum sum;
    const Word x = magnitude(u), y = magnitude(v);
    sum.add(a.word, a.size, &x, x != 0, u < 0), sum.add(b.word, b.size, &y, y != 0, v < 0);
    return sum.value();
}

// The positive greatest common divisor: the leading digits tell many steps of Euclid's algorithm at once (Lehmer 1938, with
// the condition of Jebelean 1993 for their being right).
inline Integer gcd(Integer a, Integer b) {
    a.negative = b.negative = false;
    if (compare(a.word, a.size, b.word, b.size) < 0) std::swap(a, b);
    while (b.size && a.size > 1) {
        const int at = bits_of(a) - 63;
        int64_t x = digits(a, at), y = digits(b, at), u = 1, v = 0, next_u = 0, next_v = 1;
        for (bool even = false; y; even = !even) {
            const int64_t q = x / y, rest = x - q * y, third_u = u - q * next_u, third_v = v - q * next_v;
            if (even ? rest < -third_u || y - rest < third_v - next_v : rest < -third_v || y - rest < third_u - next_u) break;
            x = y, y = rest, u = next_u, v = next_v, next_u = third_u, next_v = third_v;
        }
        if (v) {
            const Integer c = combined(u, a, v, b);
            b = combined(next_u, a, next_v, b), a = c;
        } else {
            reduce(a, b), std::swap(a, b);
        }
    }
    if (!b.size) return a;
    a.word[0] = gcd(a.word[0], b.word[0]);
    return a;
}

// a / b where b > 0 divides a, from the lowest word up (Jebelean 1993).
inline void divide_exactly(Integer& a, Integer b) {
    if (!a.size) return;
    const int twos = zeros(b);
    halve(a, twos), halve(b, twos);
    Word inverse = b.word[0];               // modulo 2^64, by Newton's iteration
    for (int i = 0; i < 6; i++) inverse *= 2 - b.word[0] * inverse;
    const int size = a.size - b.size + 1;
    for (int i = 0; i < size; i++) {
        const Word q = a.word[i] * inverse;
        Word carry = 0;
        for (int j = 0; j < b.size && i + j < size; j++) {
            const Double t = Double(q) * b.word[j] + carry;
            const Word low = Word(t);
            carry = Word(t >> 64) + (a.word[i + j] < low);
            a.word[i + j] -= low;
        }
        for (int j = i + b.size; carry && j < size; j++) {
            const Word before = a.word[j];
            a.word[j] -= carry;
            carry = before < carry;
        }
        a.word[i] = q;
    }
    a.size = size;
    while (a.size && !a.word[a.size - 1]) a.size--;
}

// Divide a vector by the greatest common divisor of its entries. Mostly that of two entries divides all others.
inline void make_primitive(Integer* x, int n) {
    Integer common;
    for (int i = 0; i < n; i++) {
        if (!x[i].size) continue;
        Integer entry = x[i];
        if (common.size) reduce(entry, common);
        if (entry.size) common = gcd(common, entry);
        if (common.size == 1 && common.word[0] == 1) return;
    }
    if (common.size)
        for (int i = 0; i < n; i++) divide_exactly(x[i], common);
}

inline Word remainder(Word a, Word b) { return a % b; }
inline Double remainder(Double a, Double b) { return (a | b) >> 64 ? a % b : Word(a) % Word(b); }

template <class Signed, class Unsigned>
inline void make_primitive(Signed* x, int n) {
    Unsigned common = 0;
    for (int i = 0; i < n; i++) {
        if (!x[i]) continue;
        Unsigned entry = magnitude(x[i]);
        if (common) entry = remainder(entry, common);
        if (entry) common = gcd(common, entry);
        if (common == 1) return;
    }
    if (!common) return;
    if (!(common & (common - 1))) {
        const int twos = zeros(common);
        for (int i = 0; i < n; i++) x[i] >>= twos;
    } else {
        for (int i = 0; i < n; i++) x[i] /= Signed(common);
    }
}

}  // namespace exactrelu::signs
