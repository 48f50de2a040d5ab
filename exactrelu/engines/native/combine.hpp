// The point where an edge meets a hyperplane: the values of the form at its ends, and the primitive combination.
#pragma once

#include "content.hpp"

namespace exactrelu::signs {

// The values of a form at points: 128 bits while they suffice.
class Values {
public:
    void of(const Vector& form, const Vectors& points, const std::vector<int>& which) {
        const int n = points.n;
        wide_.clear(), short_.clear();
        bool small = form.small;
        int bits = 0;
        for (int i : which) {
            const Vector point = points[i];
            small = small && point.small, bits = std::max(bits, point.bits);
        }
        if (small && fits(form.bits, bits, n, SMALL)) {
            for (int i : which) short_.push_back(short_dot(form.small, points[i].small, n));
        } else if (small && fits(form.bits, bits, n, 2 * SMALL)) {
            for (int i : which) short_.push_back(long_dot(form.small, points[i].small, n));
        } else {
            for (int i : which) {
                Sum sum;
                add_dot(sum, form, points[i], n);
                wide_.push_back(sum.value());
            }
        }
    }
    bool wide() const { return !wide_.empty(); }
    Wide small(int i) const { return short_[i]; }
    const Integer& large(int i) const { return wide_[i]; }

private:
    std::vector<Wide> short_;
    std::vector<Integer> wide_;
};

class Combiner {
public:
    // |h(v)| u + |h(u)| v, primitive, where h has different signs at u and v; its number in `points`.
    int add(Vectors& points, int u, int v, const Values& values, int at_u, int at_v) {
        if (!values.wide()) {
            Double a = magnitude(values.small(at_v)), b = magnitude(values.small(at_u));
            const Double common = gcd(a, b);
            if (common != 1) a /= common, b /= common;
            if (bits_of(a) <= SMALL && bits_of(b) <= SMALL) return add(points, points[u], points[v], Word(a), Word(b));
            return add(points, points[u], points[v], integer(Wide(a)), integer(Wide(b)));
        }
        Integer a = values.large(at_v), b = values.large(at_u);
        a.negative = b.negative = false;
        return add(points, points[u], points[v], a, b);
    }

private:
    int add(Vectors& points, const Vector& u, const Vector& v, Word a, Word b) {
        const int n = points.n;
        if (!u.small || !v.small) return add(points, u, v, integer(Wide(a)), integer(Wide(b)));
        const int bits = 1 + std::max(bits_of(a) + u.bits, bits_of(b) + v.bits);
        if (bits <= SMALL) {
            small_.resize(n);
            for (int i = 0; i < n; i++) small_[i] = int64_t(a) * u.small[i] + int64_t(b) * v.small[i];
            make_primitive<int64_t, Word>(small_.data(), n);
            return points.add(small_.data());
        }
        small_.resize(n), middle_.resize(n);
        for (int i = 0; i < n; i++) middle_[i] = Wide(a) * u.small[i] + Wide(b) * v.small[i];
        make_primitive<Wide, Double>(middle_.data(), n);
        bool small = true;
        for (int i = 0; i < n; i++) {
            small_[i] = int64_t(middle_[i]);
            small = small && bits_of(magnitude(middle_[i])) <= SMALL;
        }
        if (small) return points.add(small_.data());
        large_.resize(n);
        for (int i = 0; i < n; i++) large_[i] = integer(middle_[i]);
        return points.add(large_.data());
    }
    int add(Vectors& points, const Vector& u, const Vector& v, const Integer& a, const Integer& b) {
        const int n = points.n;
        large_.resize(n);
        Entries x(u), y(v);
        for (int i = 0; i < n; i++) {
            Sum sum;
            const Word* from_u = x.next();
            sum.add(a.word, a.size, from_u, x.size, x.negative);
            const Word* from_v = y.next();
            sum.add(b.word, b.size, from_v, y.size, y.negative);
            large_[i] = sum.value();
        }
        make_primitive(large_.data(), n);
        return points.add(large_.data());
    }

    std::vector<int64_t> small_;
    std::vector<Wide> middle_;
    std::vector<Integer> large_;
};

}  // namespace exactrelu::signs
