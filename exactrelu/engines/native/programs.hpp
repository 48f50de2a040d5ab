// The search by linear programs, for cells with many rays: a cell is kept as its inequalities and a point inside.
#pragma once

#include "beyond.hpp"
#include "circuits.hpp"
#include "found.hpp"
#include "layers.hpp"

namespace exactrelu::signs {

struct Flat {};                             // the domain has no inner point, or none at all

class Programs {
public:
    Programs(const Task& task, Found& found)
        : task_(task), found_(found), inside_(task.n), far_(task.n, 1), axis_(task.n), sum_(task.n), ways_(task.n) {
        for (size_t layer = 0; layer < std::max<size_t>(1, task.stages.size()); layer++) layers_.emplace_back(task.n);
        std::vector<int64_t> t(task.n, 0);
        t[0] = 1;
        axis_.add(t.data());
    }

    // A cell of a layer: its forms, the bits of the first of them and of the first that is no inequality of the domain.
    // The certificates of the first layer are kept from one cell to the next.
    void begin(size_t layer, const Vectors& forms, int constraints, int own, int words) {
        first_ = layer;
        inside_.system.shrink(0), far_.shrink(0), inside_.points.shrink(0);
        take(layers_[layer], forms, constraints, own);
        plus_.assign(words, 0), minus_.assign(words, 0);
        if (layer == 0 && !kept_) circuits_.clear(64 * words, words), kept_ = true;
    }
    Signed t() const { return {&axis_, 0, 1}; }
    void constrain(const Signed& form, int bit) { push(form, bit); }
    void know(int bit, int sign) { set(bit, sign, true); }

    // All cells in it, given its rays. `open` tells which forms are to be decided; `end` is a direction in which the cell may go on forever,
    // empty if there is none.
    void run(const Vectors& points, const std::vector<int>& rays, const std::vector<char>& open, const std::vector<double>& end) {
        open_ = open;
        Node node;
        node.point = inside_.amid(points, rays);
        node.end = end.empty() ? BOUNDED : goes_on(end) ? UNBOUNDED : UNKNOWN;
        node.direction = end;
        explore(first_, 0, node, 0);
    }

private:
    enum End { BOUNDED, UNBOUNDED, UNKNOWN };
    struct Node {
        int point = 0;
        End end = UNKNOWN;
        std::vector<double> direction;      // on which all inequalities are positive, if the end is UNBOUNDED
    };
    struct Layer {
        const Vectors* forms = nullptr;
        Vectors pulled_back;
        int constraints = 0, own = 0;
        std::vector<double> near;
        explicit Layer(int n) : pulled_back(n) {}
    };

    void take(Layer& layer, const Vectors& forms, int constraints, int own) {
        layer.forms = &forms, layer.constraints = constraints, layer.own = own;
        layer.near.resize(size_t(forms.count()) * task_.n);
        for (int i = 0; i < forms.count(); i++) approximate(forms[i], task_.n, 0, 1, layer.near.data() + size_t(i) * task_.n);
    }
    void push(const Signed& form, int bit) {
        inside_.system.add(form, bit);
        if (!task_.central) far_.add(form, bit);
    }
    void pop() {
        inside_.system.shrink(inside_.system.count() - 1);
        if (!task_.central) far_.shrink(far_.count() - 1);
    }
    void set(int bit, int sign, bool on) {
        Word &mask = (sign > 0 ? plus_ : minus_)[bit / 64], one = Word(1) << bit % 64;
        mask = on ? mask | one : mask & ~one;
    }

    // Decide the forms of a layer from the i-th on, then those of the layers after it.
    void explore(size_t layer, int i, Node node, int depth) {
        if (depth > 10000) throw TooWide();
        const int rows = inside_.system.count(), points = inside_.points.count();
        const std::vector<Word> plus = plus_, minus = minus_;
        for (;; i++) {
            Layer& at = layers_[layer];
            if (i == at.forms->count()) {
                if (layer + 1 >= task_.stages.size()) {
                    found_.add(bounded(node));
                    break;
                }
                enter(++layer);
                i = -1;
                continue;
            }
            if (layer == first_ && !open_[i]) continue;
            found_.tick();
            const bool of_domain = at.constraints + i < at.own;
            int other = -1, sign = decide(layer, i, node, other);
            if (of_domain && sign < 0 && other < 0) throw Flat();
            if (other < 0) {
                settle(layer, i, sign, true);
                continue;
            }
            const Signed form{at.forms, i, sign};
            Node beyond = node;
            beyond.point = other;
            if (of_domain) {
                if (sign < 0) node.point = other;
            } else {
                Node here = node;
                find_end(here, form);
                push(form, bit(layer, i)), settle(layer, i, sign, true);
                explore(layer, i + 1, here, depth + 1);
                pop(), settle(layer, i, sign, false);
                node.point = other, sign = -sign;
            }
            const Signed turned{at.forms, i, of_domain ? 1 : sign};
            find_end(node, turned);
            push(turned, bit(layer, i)), settle(layer, i, turned.sign, true);
        }
        while (inside_.system.count() > rows) pop();
        inside_.points.shrink(points);
        plus_ = plus, minus_ = minus;
    }

    int bit(size_t layer, int i) const { return first_ == 0 && layer == 0 ? layers_[0].constraints + i : -1; }
    void settle(size_t layer, int i, int sign, bool on) {
        const Layer& at = layers_[layer];
        const int form = i - (at.own - at.constraints);
        if (form >= 0 && on) found_.path[task_.offset(layer) + form] = int8_t(sign);
        if (sign && bit(layer, i) >= 0) set(bit(layer, i), sign, on);
    }

    // The sign of a form in a cell; if it has both, that at the node's point, and a point where it has the other.
    int decide(size_t layer, int i, Node& node, int& other) {
        Layer& at = layers_[layer];
        Signed form{at.forms, i, 1};
        if (!form.vector().bits) return 0;
        if (bit(layer, i) >= 0)
            if (const int sign = circuits_.forced(bit(layer, i), plus_.data(), minus_.data())) return sign;
        near_.assign(at.near.begin() + size_t(i) * task_.n, at.near.begin() + size_t(i + 1) * task_.n);
        int sign = inside_.sign_at(form, near_.data(), node.point);
        if (!sign) {
            inside_.both(form, near_.data(), node.point, node.point, other);
            return 1;
        }
        if (sign < 0)
            for (double& x : near_) x = -x;
        form.sign = sign;
        other = inside_.beyond(form, near_.data(), node.point, ask_);
        if (other < 0 && bit(layer, i) >= 0) remember(bit(layer, i), sign);
        return sign;
    }
    void remember(int bit, int sign) {
        std::vector<Word> plus(plus_.size(), 0), minus(plus_.size(), 0);
        for (int row : ask_.support) {
            const int of_row = inside_.system.bit[row];
            std::vector<Word>& side = inside_.system.exact[row].sign > 0 ? plus : minus;
            side[of_row / 64] |= Word(1) << of_row % 64;
        }
        circuits_.add(bit, plus.data(), minus.data(), sign);
    }

    void enter(size_t layer) {
        const Layer& before = layers_[layer - 1];
        const int8_t* signs = found_.path.data() + task_.offset(layer - 1);
        on_.resize(task_.stages[layer - 1].count());
        for (size_t i = 0; i < on_.size(); i++) on_[i] = signs[i] > 0;
        Layer& at = layers_[layer];
        pull_back_(task_.stages[layer], *before.forms, before.own - before.constraints, on_, task_.central, at.pulled_back);
        take(at, at.pulled_back, 0, 0);
    }

    // ---- directions in which a cell goes on forever ----

    bool goes_on(const std::vector<double>& direction) const {
        for (int i = 0; i < far_.count(); i++)
            if (far_.norms[i] && certain_sign(far_.row(i), direction.data(), far_.width()) != 1) return false;
        return true;
    }
    // What one more inequality leaves of the end of a cell.
    void find_end(Node& node, const Signed& form) {
        if (task_.central || node.end != UNBOUNDED) return;
        row_.resize(task_.n);
        approximate(form.vector(), task_.n, 1, form.sign, row_.data());
        const double* row = row_.data();
        const int n = far_.width();
        if (certain_sign(row, node.direction.data(), n) == 1) return;
        const Signed against{form.of, form.index, -form.sign};
        node.end = UNKNOWN;
        switch (ask_.ask(far_, against)) {
            case Implied::YES:
                if (ask_.full) node.end = BOUNDED;
                return;
            case Implied::NO: {
                const double down = -dot(row, node.direction.data(), n), up = dot(row, ask_.rest.data(), n);
                if (!(up > 0)) return;
                std::vector<double> direction(n);
                double most = 0;
                const double step = down > 0 ? 2 * down / up : 1;
                for (int i = 0; i < n; i++) {
                    direction[i] = node.direction[i] + step * ask_.rest[i];
                    most = std::max(most, std::fabs(direction[i]));
                }
                for (double& x : direction) x /= most;
                if (!goes_on(direction) || certain_sign(row, direction.data(), n) != 1) return;
                node.direction = direction, node.end = UNBOUNDED;
                return;
            }
            case Implied::NO_EXACTLY: return;
        }
    }
    // Bounded if some combination of all rows with positive factors vanishes: if minus their sum is one with factors >= 0.
    bool bounded(const Node& node) {
        if (task_.central || node.end == UNBOUNDED) return false;
        if (node.end == BOUNDED) return true;
        for (int i = ways_.count(); i--;)
            if (nowhere_negative(i)) return false;
        std::vector<Sum> totals(task_.n);
        for (const Signed& row : far_.exact) {
            const Vector vector = row.vector();
            Entries entries(vector);
            const Word one = 1;
            for (Sum& total : totals) {
                const Word* word = entries.next();
                total.add(word, entries.size, &one, 1, entries.negative ^ (row.sign > 0));
            }
        }
        std::vector<Integer> sum(task_.n);
        for (int i = 1; i < task_.n; i++) sum[i] = totals[i].value();
        sum_.shrink(0), sum_.add(sum.data());
        const Signed against{&sum_, 0, 1};
        if (!sum_[0].bits) return true;
        Implied::Answer answer = ask_.ask(far_, against);
        if (answer == Implied::NO) {
            if (goes_on(ask_.rest)) return false;
            answer = ask_.exactly(far_, against);
        }
        if (answer != Implied::NO_EXACTLY) return true;
        if (ways_.count() == MOST) ways_.shrink(0);
        std::vector<Integer> way(1);
        way.insert(way.end(), ask_.direction().begin(), ask_.direction().end());
        make_primitive(way.data(), task_.n);
        ways_.add(way);
        return false;
    }
    // Whether no inequality is negative in a direction that was found before.
    bool nowhere_negative(int way) const {
        for (int i = far_.count() - 1; i >= 0; i--) {
            const int sign = certain_sign(far_.row(i), ways_.near(way) + 1, far_.width());
            if (sign == -1 || (sign == 2 && far_.exact[i].sign * dot_sign(far_.exact[i].vector(), ways_.exact[way], task_.n) < 0))
                return false;
        }
        return true;
    }

    const Task& task_;
    Found& found_;
    size_t first_ = 0;
    Inside inside_;
    System far_;                            // the inequalities on t = 0, without the coordinate t
    Vectors axis_, sum_;
    Points ways_;                           // directions in which other cells go on
    static constexpr int MOST = 64;
    std::vector<Layer> layers_;
    std::vector<char> open_, on_;
    std::vector<double> near_, row_;
    std::vector<Word> plus_, minus_;        // the signs that are known on the path
    bool kept_ = false;
    Circuits circuits_;
    Implied ask_;
    PullBack pull_back_;
};

}  // namespace exactrelu::signs
