// Rows of integers, each with an approximation in double precision whose error is bounded; and the ray that n - 1
// independent rows determine, as the vector of their minors (Cramer), in both kinds of numbers.
//
// The bounds are proved in proofs/filter.md. UNIT is the rounding unit; an entry of an approximate row is wrong by at
// most 4 UNIT of itself. A number is *exact* if it is an integer below 2^53 found by operations none of which left that
// range: then no rounding has happened, and also a 0 is certain.
#pragma once

#include <vector>

#include "buffer.hpp"
#include "integer.hpp"

namespace exactrelu {

constexpr double UNIT = 1.1102230246251565e-16;      // 2^-53
constexpr double SMALL = 9007199254740992.0;         // 2^53
constexpr double TINY = 1e-40;                       // far more than all underflows together
constexpr double LARGE_BOUND = 0x1p900;              // a bound below it is computed from numbers below 2^960
constexpr int MOST = 13;                             // coordinates: minors are taken over all subsets of them

using Row = uint32_t;

// A number of a row: its words, low first, and its sign.
struct View {
    const Word* word;
    int size;
    bool negative;
};

class Rows {
    int n_;
    Buffer<Word> words_;
    Buffer<uint64_t> start_;
    Buffer<int32_t> sizes_;              // n for each row: the number of words, negative for a negative number
    Buffer<double> near_;
    Buffer<uint8_t> exact_;
    Buffer<int32_t> bits_;               // of the largest number of a row

  public:
    explicit Rows(int n) : n_(n) {}

    size_t size() const { return start_.size(); }
    size_t bytes() const {
        return words_.bytes() + start_.bytes() + sizes_.bytes() + near_.bytes() + exact_.bytes() + bits_.bytes();
    }
    const double* near(Row row) const { return &near_[size_t(row) * n_]; }
    bool exact(Row row) const { return exact_[row]; }
    int bits(Row row) const { return bits_[row]; }

    // The numbers of a row, in order.
    void read(Row row, View* out) const {
        const Word* at = words_.data() + start_[row];
        const int32_t* sizes = &sizes_[size_t(row) * n_];
        for (int c = 0; c < n_; c++) {
            int size = sizes[c] < 0 ? -sizes[c] : sizes[c];
            out[c] = {at, size, sizes[c] < 0};
            at += size;
        }
    }

    Row add(const View* numbers) {
        if (start_.size() >= 0xffffffffu) throw std::bad_alloc();
        Row row = Row(start_.size());
        start_.push(words_.size());
        bool small = true;
        int most = 0;                    // the bits of the largest number
        for (int c = 0; c < n_; c++) {
            const View& a = numbers[c];
            sizes_.push(a.negative ? -a.size : a.size);
            size_t end = words_.size();
            words_.resize(end + a.size);
            if (a.size) std::memcpy(&words_[end], a.word, a.size * sizeof(Word));
            int bits = a.size ? 64 * a.size - __builtin_clzll(a.word[a.size - 1]) : 0;
            most = bits > most ? bits : most;
            small = small && bits <= 53;
        }
        small = small && most <= 52;
        size_t place = near_.size();
        near_.resize(place + n_);
        for (int c = 0; c < n_; c++) near_[place + c] = approximate(numbers[c], small ? 0 : -most);
        exact_.push(small), bits_.push(most);
        return row;
    }

    // value 2^shift, wrong by at most 4 UNIT of itself (or by what underflows).
    static double approximate(const View& a, int shift) {
        if (!a.size) return 0;
        double value = double(a.word[a.size - 1]);
        int exponent = 64 * (a.size - 1);
        if (a.size > 1) value = value * 18446744073709551616.0 + double(a.word[a.size - 2]), exponent -= 64;
        if (exponent + shift) value = std::ldexp(value, exponent + shift);
        return a.negative ? -value : value;
    }
};

// For each set of columns, as bits: the minors of the first rows are found from those of one row less.
class Minors {
    struct Term {
        uint16_t into, from;
        uint8_t column, negative;
    };
    int n_;
    std::vector<std::vector<Term>> steps_;          // steps_[k]: from minors of k rows to those of k + 1
    std::vector<double> minor_;

  public:
    explicit Minors(int n) : n_(n), steps_(n), minor_(size_t(2) << n) {
        for (int into = 1; into < 1 << n; into++) {
            int k = __builtin_popcount(into), position = 0;
            if (k >= n) continue;
            for (int c = 0; c < n; c++)
                if (into >> c & 1) {
                    // expansion along the last row: the entry in the last column has the sign +
                    bool negative = (k - 1 - position) & 1;
                    steps_[k - 1].push_back({uint16_t(into), uint16_t(into ^ 1 << c), uint8_t(c), uint8_t(negative)});
                    position++;
                }
        }
    }

    // The vector of minors of n - 1 rows, with bounds of the errors; whether it is exact.
    bool near(const Rows& rows, const Row* chosen, double* x, double* error) {
        double *minor = minor_.data(), *size = minor + (size_t(1) << n_);
        bool exact = true;
        minor[0] = size[0] = 1;
        for (int k = 0; k < n_ - 1; k++) {
            const double* row = rows.near(chosen[k]);
            exact = exact && rows.exact(chosen[k]);
            int last = -1;
            for (const Term& term : steps_[k]) {
                double product = row[term.column] * minor[term.from];
                double absolute = std::fabs(row[term.column]) * size[term.from];
                if (term.negative) product = -product;
                if (term.into != last)
                    minor[term.into] = product, size[term.into] = absolute, last = term.into;
                else
                    minor[term.into] += product, size[term.into] += absolute;
            }
        }
        const int all = (1 << n_) - 1;
        for (int c = 0; c < n_; c++) exact = exact && size[all ^ 1 << c] < SMALL;
        double factor = 2 * (n_ + 3) * (n_ + 3) * UNIT;
        for (int c = 0; c < n_; c++) {
            double value = minor[all ^ 1 << c];
            x[c] = c & 1 ? -value : value;
            error[c] = exact ? 0 : factor * size[all ^ 1 << c] + TINY;
        }
        return exact;
    }

    void exact(const Rows& rows, const Row* chosen, Integer* x) const {
        std::vector<Integer> minor(size_t(1) << n_);
        View row[MOST];
        minor[0] = Integer(1);
        for (int k = 0; k < n_ - 1; k++) {
            rows.read(chosen[k], row);
            const std::vector<Term>& terms = steps_[k];
            for (size_t i = 0; i < terms.size();) {
                Sum sum;
                int into = terms[i].into;
                for (; i < terms.size() && terms[i].into == into; i++) {
                    const View& a = row[terms[i].column];
                    const Integer& b = minor[terms[i].from];
                    sum.add(a.word, a.size, b.word, b.size, a.negative ^ b.negative ^ bool(terms[i].negative));
                }
                minor[into] = sum.value();
            }
        }
        const int all = (1 << n_) - 1;
        for (int c = 0; c < n_; c++) {
            x[c] = minor[all ^ 1 << c];
            if (c & 1) x[c].negative = !x[c].negative;
        }
    }
};

}  // namespace exactrelu
