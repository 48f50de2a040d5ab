// The point of a cone that is nearest to a vector, in doubles: what it says is proved elsewhere.
#pragma once

#include <cmath>
#include <vector>

namespace exactrelu::signs {

inline double dot(const double* a, const double* b, int n) {
    double total = 0;
    for (int i = 0; i < n; i++) total += a[i] * b[i];
    return total;
}

// Lawson and Hanson's active sets (1974): rows are taken up one by one, with the factors Q R of those that are in use.
class Nearest {
public:
    std::vector<int> support;               // the rows in use
    std::vector<double> factor;             // and their factors, all positive
    std::vector<double> rest;               // the vector minus the nearest point
    double distance = 0;                    // its square

    // rows: count of them, n entries each. Whether it ended; then the vector is in the cone if `distance` is about 0, and
    // else no row has a positive product with `rest`, but for rounding.
    bool find(const double* rows, const double* norms, int count, const double* vector, int n) {
        n_ = n, vector_ = vector;
        support.clear(), factor.clear(), q_.clear(), r_.clear();
        rest.assign(vector, vector + n);
        barred_.assign(count, 0);
        const double length = dot(vector, vector, n);
        for (int step = 0; step < 4 * n + 40; step++) {
            distance = dot(rest.data(), rest.data(), n);
            if (distance <= 1e-20 * length) return true;
            int best = -1;
            double most = 1e-9 * std::sqrt(distance);
            for (int i = 0; i < count; i++) {
                if (barred_[i]) continue;
                const double value = dot(rows + i * n, rest.data(), n) * norms[i];
                if (value > most) most = value, best = i;
            }
            if (best < 0) return true;
            barred_[best] = 1;
            if (int(support.size()) == n || !take_up(rows + best * n)) continue;
            support.push_back(best), factor.push_back(0);
            if (!settle(rows)) return false;
            if (support.empty() || support.back() != best) continue;     // it went at once: a matter of rounding
            for (int i = 0; i < count; i++) barred_[i] = 0;
            for (int i : support) barred_[i] = 1;
            remain();
        }
        return false;
    }

private:
    // Add a row to the factors; false if it depends on the others.
    bool take_up(const double* row) {
        const int n = n_, k = int(support.size());
        q_.insert(q_.end(), row, row + n);
        std::vector<double> column(k + 1, 0.0);
        double* q = q_.data() + size_t(k) * n;
        const double before = dot(row, row, n);
        for (int pass = 0; pass < 2; pass++)
            for (int j = 0; j < k; j++) {
                const double part = dot(q_.data() + size_t(j) * n, q, n);
                for (int c = 0; c < n; c++) q[c] -= part * q_[size_t(j) * n + c];
                column[j] += part;
            }
        const double left = dot(q, q, n);
        if (left <= 1e-18 * before) {
            q_.resize(size_t(k) * n);
            return false;
        }
        column[k] = std::sqrt(left);
        for (int c = 0; c < n; c++) q[c] /= column[k];
        r_.insert(r_.end(), column.begin(), column.end());
        return true;
    }
    double& r(int i, int j) { return r_[size_t(j) * (j + 1) / 2 + i]; }

    // The best factors for the rows in use; rows whose factor would be negative are dropped.
    bool settle(const double* rows) {
        for (int round = 0; round < 3 * n_ + 10; round++) {
            const int k = int(support.size());
            solution_.resize(k);
            for (int j = k - 1; j >= 0; j--) {
                double value = dot(q_.data() + size_t(j) * n_, vector_, n_);
                for (int l = j + 1; l < k; l++) value -= r(j, l) * solution_[l];
                solution_[j] = value / r(j, j);
            }
            double step = 1;
            int first = -1;
            for (int j = 0; j < k; j++)
                if (solution_[j] <= 0) {
                    const double here = factor[j] / (factor[j] - solution_[j]);
                    if (first < 0 || here < step) step = here, first = j;
                }
            if (first < 0) {
                factor = solution_;
                return true;
            }
            for (int j = 0; j < k; j++) factor[j] += step * (solution_[j] - factor[j]);
            factor[first] = 0;
            std::vector<int> kept;
            std::vector<double> factors;
            for (int j = 0; j < k; j++)
                if (factor[j] > 0) kept.push_back(support[j]), factors.push_back(factor[j]);
            // from the first row that goes, the factors Q R are worked out anew
            int same = 0;
            while (same < int(kept.size()) && kept[same] == support[same]) same++;
            support.resize(same), factor.assign(factors.begin(), factors.begin() + same);
            q_.resize(size_t(same) * n_), r_.resize(size_t(same) * (same + 1) / 2);
            for (size_t j = same; j < kept.size(); j++)
                if (take_up(rows + size_t(kept[j]) * n_)) support.push_back(kept[j]), factor.push_back(factors[j]);
            if (support.empty()) return true;
        }
        return false;
    }
    void remain() {
        rest.assign(vector_, vector_ + n_);
        for (int pass = 0; pass < 2; pass++)
            for (size_t j = 0; j < support.size(); j++) {
                const double* q = q_.data() + j * n_;
                const double part = dot(q, rest.data(), n_);
                for (int c = 0; c < n_; c++) rest[c] -= part * q[c];
            }
    }

    int n_ = 0;
    const double* vector_ = nullptr;
    std::vector<double> q_, r_, solution_;
    std::vector<char> barred_;
};

}  // namespace exactrelu::signs
