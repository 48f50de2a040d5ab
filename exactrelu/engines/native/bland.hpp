// Whether a form is a combination of others with factors >= 0, in exact integers: what doubles leave open.
#pragma once

#include "certify.hpp"

namespace exactrelu::signs {

// The simplex method in a cone, in a tableau whose integers are minors (Edmonds 1967), with the rule of Bland (1977): it
// ends. The rows span the space. Only the entries from `first` on count.
class Bland {
public:
    std::vector<int> support;               // the rows with positive factors, if the form is such a combination
    std::vector<Integer> direction;         // otherwise a vector on which no row is negative, but the form

    bool implied(const std::vector<Signed>& rows, const Signed& form, int n, int first = 0) {
        fill(rows, form, n, first);
        for (int j = 0; j < width_; j++) {  // rows take the place of the coordinates
            int i = 0;
            while (i < height_ - 1 && (row_label_[i] < 0 || !at(i, j).size)) i++;
            if (i == height_ - 1) throw TooWide();      // the rows do not span
            exchange(i, j);
        }
        while (true) {
            const int last = height_ - 1;
            int j = -1;
            for (int c = 0; c < width_; c++)
                if (at(last, c).sign() < 0 && (j < 0 || column_label_[c] < column_label_[j])) j = c;
            if (j < 0) break;
            int i = -1;
            for (int r = 0; r < last; r++)
                if (row_label_[r] >= 0 && at(r, j).sign() < 0 && (i < 0 || row_label_[r] < row_label_[i])) i = r;
            if (i < 0) {
                direction.assign(n - first, Integer());
                for (int r = 0; r < last; r++)
                    if (row_label_[r] < 0) direction[-1 - row_label_[r]] = at(r, j);
                return false;
            }
            exchange(i, j);
        }
        support.clear();
        for (int c = 0; c < width_; c++)
            if (at(height_ - 1, c).size) support.push_back(column_label_[c]);
        return true;
    }

private:
    Integer& at(int i, int j) { return table_[size_t(i) * width_ + j]; }
    void fill(const std::vector<Signed>& rows, const Signed& form, int n, int first) {
        width_ = n - first, height_ = int(rows.size()) + 1;
        table_.resize(size_t(height_) * width_);
        row_label_.resize(height_), column_label_.resize(width_);
        std::vector<Integer> entries(n);
        for (int i = 0; i < height_; i++) {
            const Signed& row = i < height_ - 1 ? rows[i] : form;
            unpack(row.vector(), n, entries.data());
            for (int j = 0; j < width_; j++) {
                at(i, j) = entries[first + j];
                if (row.sign < 0 && at(i, j).size) at(i, j).negative = !at(i, j).negative;
            }
            row_label_[i] = i;
        }
        for (int j = 0; j < width_; j++) column_label_[j] = -1 - j;
        common_ = Integer(1);
    }
    // A row and a column change places; the common denominator stays positive.
    void exchange(int r, int s) {
        const Integer pivot = at(r, s);
        for (int i = 0; i < height_; i++) {
            if (i == r) continue;
            const Integer factor = at(i, s);
            for (int j = 0; j < width_; j++)
                if (j != s) at(i, j) = minor_of(at(i, j), pivot, factor, at(r, j), common_);
        }
        for (int j = 0; j < width_; j++)
            if (j != s && at(r, j).size) at(r, j).negative = !at(r, j).negative;
        at(r, s) = common_, common_ = pivot;
        std::swap(row_label_[r], column_label_[s]);
        if (!pivot.negative) return;
        common_.negative = false;
        for (Integer& entry : table_)
            if (entry.size) entry.negative = !entry.negative;
    }

    int width_ = 0, height_ = 0;
    std::vector<Integer> table_;
    std::vector<int> row_label_, column_label_;         // rows, or coordinates as -1, -2, ...
    Integer common_;
};

}  // namespace exactrelu::signs
