// The problem, and the forms of a layer on a cell of the layers before.
#pragma once

#include "vectors.hpp"

namespace exactrelu::signs {

// All in coordinates (t, kept columns); a central problem is solved on t = 0, and its vectors have no t.
struct Task {
    int n;                                  // the number of coordinates
    bool central;
    Vectors rows;                           // the inequalities of the domain
    std::vector<Vectors> stages;            // the forms of each layer, on (t, z+) from the second on
    std::vector<int> basis;                 // the independent ones among the inequalities and the forms of the first layer
    Vectors first;                          // the apex (unless central), then the axes, those of forms with their negatives

    Task(int n, bool central) : n(n), central(central), rows(n), first(n) {}
    int form(int row) const { return row - rows.count(); }      // negative: an inequality
    int offset(size_t layer) const {        // of its signs among those of a cell
        int total = 0;
        for (size_t i = 0; i < layer; i++) total += stages[i].count();
        return total;
    }
};

inline bool has_positive_t(const Vector& point) { return point.small ? point.small[0] > 0 : point.size[0] > 0; }

// The forms of a layer where the forms of the one before are positive as `on` says.
class PullBack {
public:
    void operator()(const Vectors& weights, const Vectors& before, int from, const std::vector<char>& on, bool central,
                    Vectors& into) {
        const int n = into.n;
        into.shrink(0);
        which_.clear();
        int bits = 0;
        bool small = true;
        for (size_t i = 0; i < on.size(); i++)
            if (on[i]) {
                which_.push_back(int(i));
                const Vector form = before[from + int(i)];
                bits = std::max(bits, form.bits), small = small && form.small;
            }
        for (int j = 0; j < weights.count(); j++) {
            const Vector weight = weights[j];
            if (small && weight.small && fits(bits, weight.bits, int(which_.size()) + 1, 2 * SMALL)) short_row(weight, before, from, central, into);
            else long_row(weight, before, from, central, n, into);
        }
    }

private:
    void short_row(const Vector& weight, const Vectors& before, int from, bool central, Vectors& into) {
        const int n = into.n;
        sums_.assign(n, 0);
        if (!central) sums_[0] = weight.small[0];
        for (int i : which_) {
            const int64_t factor = weight.small[1 + i];
            if (!factor) continue;
            const int64_t* form = before[from + i].small;
            for (int c = 0; c < n; c++) sums_[c] += Wide(factor) * form[c];
        }
        bool small = true;
        for (int c = 0; c < n; c++) small = small && bits_of(magnitude(sums_[c])) <= SMALL;
        if (small) {
            row_.assign(sums_.begin(), sums_.end());
            into.add(row_.data());
        } else {
            large_.resize(n);
            for (int c = 0; c < n; c++) large_[c] = integer(sums_[c]);
            into.add(large_.data());
        }
    }
    void long_row(const Vector& weight, const Vectors& before, int from, bool central, int n, Vectors& into) {
        totals_.assign(n, Sum());
        Entries weights(weight);
        const Word* bias = weights.next();
        if (!central && weights.size) {
            const Word one = 1;
            totals_[0].add(bias, weights.size, &one, 1, weights.negative);
        }
        int position = 0;
        for (int i : which_) {
            const Word* factor;
            do factor = weights.next(); while (position++ < i);
            if (!weights.size) continue;
            const Vector form = before[from + i];
            Entries entries(form);
            for (int c = 0; c < n; c++) {
                const Word* entry = entries.next();
                totals_[c].add(factor, weights.size, entry, entries.size, weights.negative ^ entries.negative);
            }
        }
        large_.resize(n);
        for (int c = 0; c < n; c++) large_[c] = totals_[c].value();
        into.add(large_.data());
    }

    std::vector<int> which_;
    std::vector<Wide> sums_;
    std::vector<int64_t> row_;
    std::vector<Integer> large_;
    std::vector<Sum> totals_;
};

}  // namespace exactrelu::signs
