// Points on the other side of a form, in a cone of which one inner point is known.
#pragma once

#include "implied.hpp"

namespace exactrelu::signs {

// The inequalities of a cone, strict at all its inner points.
class Inside {
public:
    System system;
    Points points;
    explicit Inside(int n) : system(n, 0), points(n), n_(n) {}

    int sign_at(const Signed& form, const double* near, int point) const {
        const int sign = certain_sign(near, points.near(point), n_);
        return sign != 2 ? sign : form.sign * dot_sign(form.vector(), points.exact[point], n_);
    }
    bool contains(int point) const {
        for (int i = 0; i < system.count(); i++)
            if (sign_at(system.exact[i], system.row(i), point) <= 0) return false;
        return true;
    }

    // Where a form is 0 at an inner point: another one on each side.
    void both(const Signed& form, const double* near, int point, int& plus, int& minus) {
        double step = INFINITY;
        for (int i = 0; i < system.count(); i++) {
            const double slope = std::fabs(dot(system.row(i), near, n_));
            if (slope > 0) step = std::min(step, dot(system.row(i), points.near(point), n_) / slope);
        }
        step = std::isfinite(step) ? step / 2 : 1;
        plus = moved(point, near, step, form, near, 1);
        minus = moved(point, near, -step, form, near, -1);
        if (plus < 0 || minus < 0) plus = nudged(form, point, 1), minus = nudged(form, point, -1);
    }

    // A point where a form is negative that is positive at an inner point; -1 if there is none, with the proof in `ask`.
    int beyond(const Signed& form, const double* near, int point, Implied& ask) {
        const double* at = points.near(point);
        const double height = dot(near, at, n_), cross = height / dot(near, near, n_);
        double limit = INFINITY;            // straight down, as far as the inequalities allow
        for (int i = 0; i < system.count(); i++) {
            const double slope = dot(system.row(i), near, n_);
            if (slope > 0) limit = std::min(limit, dot(system.row(i), at, n_) / slope);
        }
        if (cross < 0.99 * limit) {
            const int found = moved(point, near, -std::min(2 * cross, (cross + limit) / 2), form, near, -1);
            if (found >= 0) return found;
        }
        Implied::Answer answer = ask.ask(system, form);
        if (answer == Implied::YES) return -1;
        if (answer == Implied::NO) {
            const double down = -dot(near, ask.rest.data(), n_);
            for (double step = 2; step < 100 && down > 0; step *= 4) {
                const int found = moved(point, ask.rest.data(), step * height / down, form, near, -1);
                if (found >= 0) return found;
            }
            answer = ask.exactly(system, form);
        }
        return answer == Implied::YES ? -1 : carried(form, near, point, ask.direction());
    }

    // A point amid these: each is taken with the same weight.
    int amid(const Vectors& of, const std::vector<int>& which) {
        std::vector<double> entries(n_);
        goal_.assign(n_, 0);
        for (int i : which) {
            approximate(of[i], n_, 0, 1, entries.data());
            for (int c = 0; c < n_; c++) goal_[c] += entries[c];
        }
        const int found = points.add(goal_);
        if (found >= 0 && contains(found)) return found;
        if (found >= 0) points.shrink(found);
        std::vector<Sum> sums(n_);
        const Word one = 1;
        for (int i : which) {
            const Vector vector = of[i];
            Entries exact(vector);
            for (Sum& sum : sums) {
                const Word* word = exact.next();
                sum.add(word, exact.size, &one, 1, exact.negative);
            }
        }
        std::vector<Integer> sum(n_);
        for (int c = 0; c < n_; c++) sum[c] = sums[c].value();
        return points.add(sum);
    }

private:
    // The point plus a step, if it is inside and the form has this sign there; else -1.
    int moved(int point, const double* direction, double step, const Signed& form, const double* near, int sign) {
        goal_.resize(n_);
        for (int i = 0; i < n_; i++) goal_[i] = points.near(point)[i] + step * direction[i];
        centre(goal_, near, sign);
        return accepted(points.add(goal_), form, near, sign);
    }
    // Away from the walls that are much nearer than others: along the normal of the nearest, half the way to the next.
    void centre(std::vector<double>& y, const double* near, int sign) {
        const int count = system.count();
        const double length = 1 / std::sqrt(dot(near, near, n_));
        margin_.resize(count + 1);
        for (int step = 0; step < 5; step++) {
            int low = 0;
            for (int i = 0; i <= count; i++) {
                margin_[i] = i < count ? dot(system.row(i), y.data(), n_) * system.norms[i] : sign * dot(near, y.data(), n_) * length;
                if (margin_[i] < margin_[low]) low = i;
            }
            const double size = std::sqrt(dot(y.data(), y.data(), n_));
            if (!(margin_[low] > 0) || margin_[low] > 0.01 * size) return;
            const double *normal = low < count ? system.row(low) : near, scale = low < count ? system.norms[low] : sign * length;
            double limit = size;
            for (int i = 0; i <= count; i++) {
                const double slope = scale * (i < count ? dot(system.row(i), normal, n_) * system.norms[i] : sign * dot(near, normal, n_) * length);
                if (slope < 0) limit = std::min(limit, -margin_[i] / slope);
            }
            for (int i = 0; i < n_; i++) y[i] += limit / 2 * scale * normal[i];
        }
    }
    int accepted(int point, const Signed& form, const double* near, int sign) {
        if (point < 0 || (sign_at(form, near, point) == sign && contains(point))) return point;
        points.shrink(point);
        return -1;
    }
    // N y + s f: inside if N is larger than all |g.f|, as every g.y is at least 1.
    int nudged(const Signed& form, int point, int side) {
        std::vector<Integer> vector(n_), at(n_);
        unpack(form.vector(), n_, vector.data()), unpack(points.exact[point], n_, at.data());
        int bits = 0;
        for (const Signed& row : system.exact) {
            Sum sum;
            add_dot(sum, row.vector(), form.vector(), n_);
            bits = std::max(bits, bits_of(sum.value()));
        }
        return added(vector, side * form.sign, at, bits, form, nullptr);
    }
    // N v + y, with N so large that the form is negative.
    int carried(const Signed& form, const double* near, int point, std::vector<Integer> direction) {
        std::vector<Integer> at(n_);
        unpack(points.exact[point], n_, at.data());
        Sum here, there;
        add_dot(here, form.vector(), points.exact[point], n_);
        Vectors store(n_);
        store.add(direction.data());
        add_dot(there, form.vector(), store[0], n_);
        const int bits = bits_of(here.value()) - bits_of(there.value()) + 1;
        return added(at, 1, direction, std::max(0, bits), form, near);
    }
    // N v + s u with N = 2^bits; near it if that is inside too.
    int added(const std::vector<Integer>& u, int s, const std::vector<Integer>& v, int bits, const Signed& form, const double* near) {
        Integer power;
        power.size = bits / 64 + 1;
        if (power.size > CAPACITY) throw TooWide();
        std::memset(power.word, 0, power.size * sizeof(Word));
        power.word[bits / 64] = Word(1) << bits % 64;
        std::vector<Integer> sum(n_);
        for (int i = 0; i < n_; i++) {
            Sum entry;
            entry.add(power, v[i]), entry.add(u[i], Integer(1), s < 0);
            sum[i] = entry.value();
        }
        make_primitive(sum.data(), n_);
        const int exact = points.add(sum);
        if (!near || points.exact[exact].small) return exact;
        goal_.assign(points.near(exact), points.near(exact) + n_);
        const int rounded = accepted(points.add(goal_), form, near, -1);
        return rounded < 0 ? exact : rounded;
    }

    int n_;
    std::vector<double> goal_, margin_;
};

}  // namespace exactrelu::signs
