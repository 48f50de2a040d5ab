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

inline void subtract(Integer& a, const Integer& b) {        // a >= b >= 0
    Word borrow = 0;
    for (int i = 0; i < a.size; i++) {
        const Word y = i < b.size ? b.word[i] : 0, x = a.word[i];
        a.word[i] = x - y - borrow;
        borrow = x < y || (x == y && borrow);
    }
    while (a.size && !a.word[a.size - 1]) a.size--;
}

// The positive greatest common divisor; the same algorithm.
inline Integer gcd(Integer a, Integer b) {
    a.negative = b.negative = false;
    if (!a.size) return b;
    if (!b.size) return a;
    const int in_a = zeros(a), in_b = zeros(b), twos = std::min(in_a, in_b);
    halve(a, in_a), halve(b, in_b);
    while (b.size) {
        if (a.size == 1 && b.size == 1) {
            a.word[0] = gcd(a.word[0], b.word[0]);
            break;
        }
        if (compare(a.word, a.size, b.word, b.size) > 0) std::swap(a, b);
        subtract(b, a);
        if (b.size) halve(b, zeros(b));
    }
    Sum shifted;
    Integer power;
    power.size = twos / 64 + 1;
    std::memset(power.word, 0, power.size * sizeof(Word));
    power.word[twos / 64] = Word(1) << twos % 64;
    shifted.add(a, power);
    return shifted.value();
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
