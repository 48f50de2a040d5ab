// Which sides of a form a cone meets: a point on the other side, or a proof that there is none.
#pragma once

#include "bland.hpp"

namespace exactrelu::signs {

// Inequalities, exact and in doubles; a stack.
struct System {
    int n, first;                           // the vectors, and the first of their entries that count
    std::vector<Signed> exact;
    std::vector<int> bit;                   // of the sheet, or -1
    std::vector<double> rows, norms;        // each row times a power of two, without the entries before `first`
    explicit System(int n, int first) : n(n), first(first), scratch_(n) {}
    int width() const { return n - first; }
    int count() const { return int(exact.size()); }
    const double* row(int i) const { return rows.data() + size_t(i) * width(); }
    void add(const Signed& form, int of_bit) {
        exact.push_back(form), bit.push_back(of_bit);
        approximate(form.vector(), n, first, form.sign, scratch_.data());
        rows.insert(rows.end(), scratch_.begin(), scratch_.begin() + width());
        const double square = dot(row(count() - 1), row(count() - 1), width());
        norms.push_back(square ? 1 / std::sqrt(square) : 0);                // a row that is 0 here is never taken up
    }
    void shrink(int count) {
        exact.resize(count), bit.resize(count), norms.resize(count), rows.resize(size_t(count) * width());
    }

private:
    std::vector<double> scratch_;
};

// A point by its integers, as a vector of a stack, with the same in doubles.
class Points {
public:
    explicit Points(int n) : exact(n), small_(n) {}
    Vectors exact;
    const double* near(int i) const { return near_.data() + size_t(i) * exact.n; }
    int count() const { return exact.count(); }
    void shrink(int count) { exact.shrink(count), near_.resize(size_t(count) * exact.n); }
    int add(const std::vector<Integer>& point) {
        exact.add(point.data());
        return approximated();
    }
    // A point near some doubles: integers of 50 bits. -1 if they are no numbers.
    int add(const std::vector<double>& point) {
        double most = 0;
        for (double x : point) most = std::max(most, std::fabs(x));
        if (!(most > 1e-300 && most < 1e300)) return -1;
        const double scale = std::ldexp(1.0, 50 - std::ilogb(most));
        for (int i = 0; i < exact.n; i++) small_[i] = int64_t(std::nearbyint(point[i] * scale));
        exact.add(small_.data());
        return approximated();
    }

private:
    int approximated() {
        near_.resize(near_.size() + exact.n);
        approximate(exact[count() - 1], exact.n, 0, 1, near_.data() + near_.size() - exact.n);
        return count() - 1;
    }
    std::vector<double> near_;
    std::vector<int64_t> small_;
};

class Implied {
public:
    std::vector<int> support;               // the rows of a proof
    bool full = false;                      // they and the form leave only 0 where none of them is positive

    // Whether the form is positive wherever all rows of the system are: a combination of them with factors >= 0. If not,
    // a vector is left in `rest` or `direction` on which the rows are not negative, but the form is.
    enum Answer { YES, NO, NO_EXACTLY };
    Answer ask(const System& system, const Signed& form) {
        vector_.resize(system.n);
        approximate(form.vector(), system.n, system.first, form.sign, vector_.data());
        return ask(system, form, vector_.data());
    }
    Answer ask(const System& system, const Signed& form, const double* vector) {
        const int n = system.width();
        full = false;
        if (nearest_.find(system.rows.data(), system.norms.data(), system.count(), vector, n)) {
            const double length = dot(vector, vector, n);
            if (nearest_.distance > 1e-14 * length) {
                rest = nearest_.rest;
                for (double& x : rest) x = -x;
                return NO;
            }
            if (certify(system, form, vector)) return YES;
        }
        return exactly(system, form);
    }
    Answer exactly(const System& system, const Signed& form) {
        full = false;
        if (bland_.implied(system.exact, form, system.n, system.first)) {
            support = bland_.support;
            full = int(support.size()) == system.width();
            return YES;
        }
        return NO_EXACTLY;
    }
    std::vector<double> rest;
    const std::vector<Integer>& direction() const { return bland_.direction; }

private:
    bool certify(const System& system, const Signed& form, const double* vector) {
        const int n = system.width();
        support = nearest_.support;
        if (int(support.size()) == n) {
            rows_.clear();
            for (int i : support) rows_.push_back(system.row(i));
            if (in_doubles_.certify(rows_, vector, n)) return full = true;
        }
        exact_.clear();
        for (int i : support) exact_.push_back(system.exact[i]);
        if (!in_integers_.certify(exact_, form, system.n, system.first)) return false;
        std::vector<int> kept;
        for (size_t i = 0; i < support.size(); i++)
            if (in_integers_.used[i]) kept.push_back(support[i]);
        support = kept, full = int(support.size()) == n;
        return true;
    }

    Nearest nearest_;
    InDoubles in_doubles_;
    InIntegers in_integers_;
    Bland bland_;
    std::vector<double> vector_;
    std::vector<const double*> rows_;
    std::vector<Signed> exact_;
};

}  // namespace exactrelu::signs
