// Proofs that a form is a positive combination of others: with doubles and a bound of their error, or with integers.
#pragma once

#include <cmath>

#include "content.hpp"
#include "nearest.hpp"

namespace exactrelu::signs {

// A form with a sign: the i-th of a stack, or its negative.
struct Signed {
    const Vectors* of;
    int index;
    int sign;
    Vector vector() const { return (*of)[index]; }
};

// The entries from `first` on, times a power of two, in doubles: the largest is about 1, and each is right but for 2^-51 of
// it and 2^-1000; 0 if all are 0.
inline void approximate(const Vector& v, int n, int first, int sign, double* into) {
    double most = 0;
    for (int i = first; i < n; i++) {
        into[i - first] = v.small ? double(v.small[i]) : v.near[i];
        most = std::max(most, std::fabs(into[i - first]));
    }
    if (!v.small && most < 0x1p-70) {       // next to much larger entries that do not count
        std::vector<Integer> entries(n);
        unpack(v, n, entries.data());
        int bits = 0;
        for (int i = first; i < n; i++) bits = std::max(bits, bits_of(entries[i]));
        for (int i = first; i < n; i++) {
            int exponent;
            const double value = approximate(entries[i], exponent);
            into[i - first] = std::ldexp(value, exponent - bits);
        }
        most = bits ? 0.5 : 0;
    }
    if (most == 0) return;
    const double scale = std::ldexp(double(sign), -1 - std::ilogb(most));
    for (int i = 0; i < n - first; i++) into[i] *= scale;
}

// Whether n forms in doubles are independent and another one is a combination of them with positive factors.
class InDoubles {
public:
    bool certify(const std::vector<const double*>& rows, const double* form, int n) {
        if (int(rows.size()) != n || !invert(rows, n)) return false;
        const double unit = (n + 8) * 0x1p-51;
        double norm_x = 0, norm_a = 0, off = 0, total = 0;
        for (double x : inverse_) total += std::fabs(x);
        if (!(total < 0x1p300)) return false;           // nothing below overflows
        for (int i = 0; i < n; i++) {
            double of_x = 0, of_a = 0, here = 0;
            for (int j = 0; j < n; j++) {
                of_x += std::fabs(inverse_[i * n + j]), of_a += std::fabs(rows[j][i]);
                here += std::fabs(dot(&inverse_[i * n], rows[j], n) - (i == j));
            }
            norm_x = std::max(norm_x, of_x), norm_a = std::max(norm_a, of_a), off = std::max(off, here);
        }
        off = 1.0001 * (off + n * unit * norm_x * norm_a + 0x1p-900);
        if (!(off < 0.5)) return false;
        double least = INFINITY, most = 0, rest = 0;
        factor_.resize(n);
        for (int i = 0; i < n; i++) {
            factor_[i] = dot(&inverse_[i * n], form, n);
            least = std::min(least, factor_[i]), most = std::max(most, std::fabs(factor_[i]));
        }
        for (int c = 0; c < n; c++) {
            double value = form[c], size = std::fabs(form[c]);
            for (int j = 0; j < n; j++) value -= rows[j][c] * factor_[j], size += std::fabs(rows[j][c] * factor_[j]);
            rest = std::max(rest, std::fabs(value) + unit * size);
        }
        const double error = 1.0001 * norm_x * (rest + 0x1p-900 * (1 + most)) / (1 - off);
        return least > error;
    }

private:
    // An approximate inverse of the matrix with these columns, by Gauss and Jordan.
    bool invert(const std::vector<const double*>& rows, int n) {
        matrix_.resize(size_t(n) * n), inverse_.assign(size_t(n) * n, 0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) matrix_[i * n + j] = rows[j][i];
            inverse_[i * n + i] = 1;
        }
        for (int j = 0; j < n; j++) {
            int pivot = j;
            for (int i = j + 1; i < n; i++)
                if (std::fabs(matrix_[i * n + j]) > std::fabs(matrix_[pivot * n + j])) pivot = i;
            const double value = matrix_[pivot * n + j];
            if (!(std::fabs(value) > 1e-12)) return false;
            for (int c = 0; c < n; c++) {
                std::swap(matrix_[pivot * n + c], matrix_[j * n + c]), std::swap(inverse_[pivot * n + c], inverse_[j * n + c]);
                matrix_[j * n + c] /= value, inverse_[j * n + c] /= value;
            }
            for (int i = 0; i < n; i++) {
                const double factor = matrix_[i * n + j];
                if (i == j || factor == 0) continue;
                for (int c = j; c < n; c++) matrix_[i * n + c] -= factor * matrix_[j * n + c];
                for (int c = 0; c < n; c++) inverse_[i * n + c] -= factor * inverse_[j * n + c];
            }
        }
        return true;
    }
    std::vector<double> matrix_, inverse_, factor_;
};

// The integers of the elimination: (a b - c d) / e, exactly.
inline int64_t minor_of(int64_t a, int64_t b, int64_t c, int64_t d, int64_t e) { return (a * b - c * d) / e; }
inline Wide minor_of(Wide a, Wide b, Wide c, Wide d, Wide e) { return (a * b - c * d) / e; }
inline Integer minor_of(const Integer& a, const Integer& b, const Integer& c, const Integer& d, const Integer& e) {
    Sum sum;
    sum.add(a, b), sum.add(c, d, true);
    Integer found = sum.value(), by = e;
    by.negative = false;
    const bool negative = found.negative ^ e.negative;
    divide_exactly(found, by);
    found.negative = negative && found.size;
    return found;
}
inline void negate(int64_t& x) { x = -x; }
inline void negate(Wide& x) { x = -x; }
inline void negate(Integer& x) { x.negative = x.size && !x.negative; }
inline Integer integer(const Integer& x) { return x; }
inline int sign_of(int64_t x) { return (x > 0) - (x < 0); }
inline int sign_of(Wide x) { return (x > 0) - (x < 0); }
inline int sign_of(const Integer& x) { return x.sign(); }

// The entries of a form from `first` on, one every `step` places.
template <class Number>
inline void copy_entries(const Signed& form, int n, int first, Number* into, int step) {
    const Vector v = form.vector();
    Entries entries(v);
    for (int i = 0; i < n; i++) {
        const Word* word = entries.next();
        if (i < first) continue;
        const bool negative = entries.negative ^ (form.sign < 0);
        if constexpr (std::is_same_v<Number, Integer>) *into = integer(word, entries.size, negative);
        else *into = entries.size ? (negative ? -Number(*word) : Number(*word)) : 0;
        into += step;
    }
}

// No minor of a matrix with these rows has more bits, if it has at most so many rows (Hadamard).
inline int minor_bits(const std::vector<Signed>& rows, const Signed& form, int size) {
    int bits = form.vector().bits;
    for (const Signed& row : rows) bits = std::max(bits, row.vector().bits);
    return size * (bits + (bits_of(Word(size)) + 1) / 2) + 1;
}

// The same with integers, for any number of independent forms; factors may be 0. Only the entries from `first` on count.
class InIntegers {
public:
    std::vector<char> used;                 // which factors are positive

    bool certify(const std::vector<Signed>& rows, const Signed& form, int n, int first = 0) {
        const int size = minor_bits(rows, form, int(rows.size()) + 1);
        used.assign(rows.size(), 0);
        if (2 * size < 62) return eliminate<int64_t>(rows, form, n, first);
        if (2 * size < 126) return eliminate<Wide>(rows, form, n, first);
        return eliminate<Integer>(rows, form, n, first);
    }

private:
    template <class Number>
    bool eliminate(const std::vector<Signed>& rows, const Signed& form, int n, int first) {
        const int k = int(rows.size()), width = k + 1, height = n - first;
        std::vector<Number> m(size_t(height) * width);
        for (int j = 0; j <= k; j++) copy_entries(j < k ? rows[j] : form, n, first, m.data() + j, width);
        Number before = 1;
        for (int j = 0; j < k; j++) {
            int pivot = j;
            while (pivot < height && !sign_of(m[size_t(pivot) * width + j])) pivot++;
            if (pivot >= height) return false;
            for (int c = 0; c < width; c++) std::swap(m[size_t(pivot) * width + c], m[size_t(j) * width + c]);
            const Number* base = &m[size_t(j) * width];
            for (int i = 0; i < height; i++) {
                Number* row = &m[size_t(i) * width];
                const Number factor = row[j];
                if (i == j) continue;
                for (int c = j; c < width; c++) row[c] = minor_of(base[j], row[c], factor, base[c], before);
                if (i < j) row[i] = base[j];
            }
            before = base[j];
        }
        bool any = false;
        for (int i = 0; i < height; i++) {
            const int sign = sign_of(m[size_t(i) * width + k]) * (i < k ? sign_of(before) : 1);
            if (i >= k ? sign != 0 : sign < 0) return false;
            if (i < k) used[i] = sign > 0, any = any || sign > 0;
        }
        return any;
    }
};

}  // namespace exactrelu::signs
