// Whether a form is a combination of others with factors >= 0, in exact integers: what doubles leave open.
#pragma once

#include "certify.hpp"

namespace exactrelu::signs {

// The simplex method in a cone, in a tableau whose integers are minors (Edmonds 1967), with the rule of Bland (1977): it
// ends. The rows span the space. Only the entries from `first` on count.
template <class Number>
class Tableau {
public:
    bool implied(const std::vector<Signed>& rows, const Signed& form, int n, int first, std::vector<int>& support,
                 std::vector<Integer>& direction) {
        width_ = n - first, height_ = int(rows.size()) + 1;
        table_.assign(size_t(height_) * width_, Number(0)), row_label_.resize(height_), column_label_.resize(width_);
        for (int i = 0; i < height_; i++) {
            const Signed& row = i < height_ - 1 ? rows[i] : form;
            copy_entries(row, n, first, &at(i, 0), 1);
            row_label_[i] = i;
        }
        for (int j = 0; j < width_; j++) column_label_[j] = -1 - j;
        common_ = Number(1);
        const int last = height_ - 1;
        for (int j = 0; j < width_; j++) {  // rows take the place of the coordinates
            int i = 0;
            while (i < last && (row_label_[i] < 0 || !sign_of(at(i, j)))) i++;
            if (i == last) throw TooWide(); // the rows do not span
            exchange(i, j);
        }
        while (true) {
            int j = -1, i = -1;
            for (int c = 0; c < width_; c++)
                if (sign_of(at(last, c)) < 0 && (j < 0 || column_label_[c] < column_label_[j])) j = c;
            if (j < 0) break;
            for (int r = 0; r < last; r++)
                if (row_label_[r] >= 0 && sign_of(at(r, j)) < 0 && (i < 0 || row_label_[r] < row_label_[i])) i = r;
            if (i < 0) {
                direction.assign(width_, Integer());
                for (int r = 0; r < last; r++)
                    if (row_label_[r] < 0) direction[-1 - row_label_[r]] = integer(at(r, j));
                return false;
            }
            exchange(i, j);
        }
        support.clear();
        for (int c = 0; c < width_; c++)
            if (sign_of(at(last, c))) support.push_back(column_label_[c]);
        return true;
    }

private:
    Number& at(int i, int j) { return table_[size_t(i) * width_ + j]; }

    // A row and a column change places; the common denominator stays positive.
    void exchange(int r, int s) {
        const Number pivot = at(r, s);
        const bool negative = sign_of(pivot) < 0;
        for (int i = 0; i < height_; i++) {
            if (i == r) continue;
            const Number factor = at(i, s);
            for (int j = 0; j < width_; j++)
                if (j != s) at(i, j) = minor_of(at(i, j), pivot, factor, at(r, j), common_);
        }
        for (int j = 0; j < width_; j++)
            if (j != s) negate(at(r, j));
        at(r, s) = common_, common_ = pivot;
        std::swap(row_label_[r], column_label_[s]);
        if (!negative) return;
        negate(common_);
        for (Number& entry : table_) negate(entry);
    }

    int width_ = 0, height_ = 0;
    std::vector<Number> table_;
    std::vector<int> row_label_, column_label_;         // rows, or coordinates as -1, -2, ...
    Number common_{};
};

class Bland {
public:
    std::vector<int> support;               // the rows with positive factors, if the form is such a combination
    std::vector<Integer> direction;         // otherwise a vector on which no row is negative, but the form

    bool implied(const std::vector<Signed>& rows, const Signed& form, int n, int first = 0) {
        const int size = minor_bits(rows, form, n - first);
        if (2 * size < 62) return short_.implied(rows, form, n, first, support, direction);
        if (2 * size < 126) return middle_.implied(rows, form, n, first, support, direction);
        return long_.implied(rows, form, n, first, support, direction);
    }

private:
    Tableau<int64_t> short_;
    Tableau<Wide> middle_;
    Tableau<Integer> long_;
};

}  // namespace exactrelu::signs
