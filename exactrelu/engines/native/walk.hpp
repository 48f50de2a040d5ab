// The depth-first search: a cone is cut by the forms of a layer until none cuts it, then by those of the next one.
#pragma once

#include <climits>

#include "found.hpp"
#include "programs.hpp"
#include "sheet.hpp"

namespace exactrelu::signs {

class Walk {
public:
    Walk(const Task& task, Found& found, int most_rays)
        : task_(task), found_(found), most_rays_(most_rays), points_(task.n), cutter_(found), programs_(task, found) {
        for (size_t layer = 0; layer < std::max<size_t>(1, task.stages.size()); layer++) sheets_.emplace_back(task.n);
        Sheet& sheet = sheets_[0];
        append(task.rows, sheet.forms);
        if (task.stages.size()) append(task.stages[0], sheet.forms);
        sheet.clear(1, 1 + task.rows.count());
        append(task.first, points_);
        for (int i = 0; i < points_.count(); i++) {
            const Vector point = points_[i];
            Word* mask = sheet.add(i);
            mask[0] |= Word(!task.central && has_positive_t(point));
            sheet.look(mask, point);
        }
        first_ = points_.count();
    }

    // Every cell; Empty if the domain is.
    void run() {
        int free = 0;
        for (int row : task_.basis) free += task_.form(row) >= 0;
        if (free > 62) throw TooWide();
        found_.mirrored = task_.central && task_.stages.size() == 1;     // half of the cells are the others' negatives
        bool nonempty = false;
        for (uint64_t choice = 0; choice < uint64_t(1) << (free - found_.mirrored); choice++) {
            first_cone(choice);
            if (!restrict_to_domain(most_rays_)) {
                try {
                    first_by_programs(choice);
                    nonempty = true;
                    continue;
                } catch (Flat) {
                    first_cone(choice);
                    restrict_to_domain(INT_MAX);
                }
            }
            if (!task_.central && !any_finite()) continue;
            nonempty = true;
            open(0, 0, int(ids_.size()), 0);
            while (!stack_.empty()) advance();
        }
        if (!nonempty) throw Empty();
    }

    // The extreme rays of the cell with a sign vector, as entries; how many they are.
    int rays(const int8_t* wanted, std::vector<Integer>& into) {
        uint64_t choice = 0, bit = 1;
        for (int row : task_.basis)
            if (const int form = task_.form(row); form >= 0) choice |= wanted[form] < 0 ? bit : 0, bit <<= 1;
        first_cone(choice);
        restrict_to_domain(INT_MAX);
        if (!task_.central && !any_finite()) throw Empty();
        int begin = 0, end = int(ids_.size());
        for (size_t layer = 0; layer < sheets_.size(); layer++) {
            Sheet& sheet = sheets_[layer];
            const int8_t* signs = wanted + task_.offset(layer);
            if (layer) {
                const int first = int(ids_.size());
                enter(layer, begin, end);
                begin = first, end = int(ids_.size());
            }
            while (sides_.of(sheet, ids_.data() + begin, ids_.data() + end), sides_.cut_forms()) {
                const int form = choose(sheet, begin, end);
                const Cut cut = cutter_.cut(sheet, points_, ids_, begin, end, sides_, form, sheet.forms[form - sheet.constraints], dimension_);
                found_.tick();
                const bool minus = signs[form - sheet.own] < 0;
                begin = minus ? cut.minus_begin : cut.begin, end = minus ? cut.end : cut.plus_end;
            }
            for (int i = 0; layer < task_.stages.size() && i < task_.stages[layer].count(); i++)
                if (sides_.sign(sheet.own + i) != signs[i]) throw NoCell();
        }
        for (int i = begin; i < end; i++) {
            into.resize(into.size() + task_.n);
            unpack(points_[sheets_.back().point[ids_[i]]], task_.n, into.data() + into.size() - task_.n);
        }
        return end - begin;
    }

private:
    struct Frame {
        Cut cut;
        int layer, bit, turn;
        int ids, entries, points;           // the stacks as they were before
    };

    static void append(const Vectors& from, Vectors& to) {
        std::vector<Integer> row(from.n);
        for (int i = 0; i < from.count(); i++) {
            unpack(from[i], from.n, row.data());
            to.add(row.data());
        }
    }

    // The cone of a choice of signs, as ids.
    void first_cone(uint64_t choice) {
        ids_.clear(), points_.shrink(first_), sheets_[0].shrink(first_);
        int next = 0;
        if (!task_.central) ids_.push_back(next++);
        for (int row : task_.basis) {
            const int two_sided = task_.form(row) >= 0;
            ids_.push_back(next + (two_sided & int(choice)));
            next += 1 + two_sided, choice >>= two_sided;
        }
        dimension_ = task_.n;
    }

    // The part of the first cone in the domain; whether it was found with so many rays.
    bool restrict_to_domain(int most_rays) {
        Sheet& sheet = sheets_[0];
        for (int bit = 1; bit < sheet.own; bit++) {
            if (int(ids_.size()) > most_rays) return false;
            const int word = bit / 64, shift = bit % 64, end = int(ids_.size());
            sides_.of(sheet, ids_.data(), ids_.data() + end);
            if (!(sides_.minus[word] >> shift & 1)) continue;
            if (sides_.plus[word] >> shift & 1) {
                const Cut cut = cutter_.cut(sheet, points_, ids_, 0, end, sides_, bit, sheet.forms[bit - 1], dimension_);
                ids_.erase(ids_.begin() + cut.plus_end, ids_.end());
                ids_.erase(ids_.begin(), ids_.begin() + cut.begin);
            } else {                        // at most the face where the row vanishes
                std::vector<int> on;
                for (int entry : ids_)
                    if (!(sheet.minus(entry)[word] >> shift & 1)) on.push_back(entry);
                ids_.swap(on);
                dimension_ = 0;
            }
            found_.tick();
        }
        return true;
    }

    bool any_finite() const {
        for (int entry : ids_)
            if (sheets_[0].plus(entry)[0] & 1) return true;
        return false;
    }

    void advance() {
        Frame& frame = stack_.back();
        const int layer = frame.layer;
        const Cut cut = frame.cut;
        switch (frame.turn++) {
            case 0: return open(layer, cut.begin, cut.plus_end, int(ids_.size()));
            case 1: return open(layer, cut.minus_begin, cut.end, int(ids_.size()));
        }
        ids_.resize(frame.ids), sheets_[layer].shrink(frame.entries), points_.shrink(frame.points);
        stack_.pop_back();
    }

    // Cut the cone ids[begin, end), or report it if nothing cuts it; `ids` is the size of ids to be restored.
    void open(size_t layer, int begin, int end, int ids) {
        found_.tick();
        while (true) {
            Sheet& sheet = sheets_[layer];
            const bool last = layer + 1 >= task_.stages.size();
            sides_.of(sheet, ids_.data() + begin, ids_.data() + end);
            const int cuts = sides_.cut_forms();
            if (cuts == 0 || (cuts == 1 && last)) {
                write_signs(layer);
                if (last) {
                    report(layer, cuts, begin, end);
                    ids_.resize(ids);
                    return;
                }
                const int first = int(ids_.size());
                enter(++layer, begin, end);
                begin = first, end = int(ids_.size());
                continue;
            }
            if (dimension_ && weight(sheet, begin, end) > most_rays_) {
                by_programs(layer, begin, end);
                ids_.resize(ids);
                return;
            }
            const int bit = choose(sheet, begin, end);
            Frame frame{{}, int(layer), bit, 0, ids, sheet.entries(), points_.count()};
            frame.cut = cutter_.cut(sheet, points_, ids_, begin, end, sides_, bit, sheet.forms[bit - sheet.constraints], dimension_);
            stack_.push_back(frame);
            return;
        }
    }

    // The rays of a cone; those beyond 64 bits count for more, as what is done with them takes longer.
    int64_t weight(const Sheet& sheet, int begin, int end) const {
        int64_t total = 0;
        for (int i = begin; i < end; i++) {
            const int bits = points_[sheet.point[ids_[i]]].bits;
            total += bits <= SMALL ? 1 : 3 * (1 + bits / 64);
        }
        return total;
    }
    // The cutting form that fewest rays are off.
    int choose(const Sheet& sheet, int begin, int end) const {
        int best = -1, least = 0;
        for (size_t w = 0; w < sides_.plus.size(); w++)
            for (Word cut = sides_.plus[w] & sides_.minus[w]; cut; cut &= cut - 1) {
                int off = 0;
                for (int i = begin; i < end; i++) off += sheet.off(ids_[i], w) >> zeros(cut) & 1;
                if (best < 0 || off < least) best = int(64 * w) + zeros(cut), least = off;
            }
        return best;
    }

    // The signs of the forms of a layer on a cone that none of them cuts (or one, which gets sign 0 here).
    void write_signs(size_t layer) {
        if (task_.stages.empty()) return;
        const Sheet& sheet = sheets_[layer];
        int8_t* sign = found_.path.data() + task_.offset(layer);
        for (int i = 0; i < task_.stages[layer].count(); i++) sign[i] = sides_.sign(sheet.own + i);
    }

    // A cell, or the two parts into which the only cutting form divides it: a part is unbounded if it has a ray at t = 0.
    void report(size_t layer, int cuts, int begin, int end) {
        if (!cuts) return found_.add(sides_.bounded());
        const Sheet& sheet = sheets_[layer];
        const int bit = choose(sheet, begin, end), word = bit / 64, shift = bit % 64;
        bool bounded[2] = {true, true};
        if (!sides_.bounded())
            for (int i = begin; i < end; i++) {
                const Word *plus = sheet.plus(ids_[i]), *minus = sheet.minus(ids_[i]);
                if (plus[0] & 1) continue;
                if (!(minus[word] >> shift & 1)) bounded[0] = false;
                if (!(plus[word] >> shift & 1)) bounded[1] = false;
            }
        int8_t& sign = found_.path[task_.offset(layer) + bit - sheet.own];
        sign = 1, found_.add(bounded[0]);
        sign = -1, found_.add(bounded[1]);
    }

    // The cone as one of the next layer: its facets are that layer's constraints, its rays get entries at the end of ids.
    void enter(size_t layer, int begin, int end) {
        const Sheet& before = sheets_[layer - 1];
        Sheet& sheet = sheets_[layer];
        const std::vector<int> facets = facets_of(before, begin, end);
        on_.resize(task_.stages[layer - 1].count());
        for (size_t i = 0; i < on_.size(); i++) on_[i] = sides_.sign(before.own + int(i)) > 0;
        pull_back_(task_.stages[layer], before.forms, before.own - before.constraints, on_, task_.central, sheet.forms);
        sheet.walls.shrink(0);
        for (int bit : facets) {
            const Signed wall = wall_of(before, bit);
            sheet.walls.add(wall.vector(), wall.sign < 0);
        }
        sheet.clear(1 + int(facets.size()), 1 + int(facets.size()));
        for (int i = begin; i < end; i++) {
            const int entry = ids_[i];
            ids_.push_back(sheet.entries());
            Word* mask = sheet.add(before.point[entry]);
            const Word *plus = before.plus(entry), *minus = before.minus(entry);
            mask[0] |= plus[0] & 1;
            for (size_t j = 0; j < facets.size(); j++) {
                const Word off = (plus[facets[j] / 64] | minus[facets[j] / 64]) >> facets[j] % 64 & 1;
                mask[(1 + j) / 64] |= off << (1 + j) % 64;
            }
            sheet.look(mask, points_[before.point[entry]]);
        }
    }

    // The inequality of a bit that is not t.
    Signed wall_of(const Sheet& sheet, int bit) const {
        if (bit < sheet.constraints) return {&sheet.walls, bit - 1, 1};
        return {&sheet.forms, bit - sheet.constraints, sides_.sign(bit)};
    }

    // Leave a cone to linear programs: its facets, its rays, and a direction amid those at t = 0.
    void by_programs(size_t layer, int begin, int end) {
        const Sheet& sheet = sheets_[layer];
        write_signs(layer);
        programs_.begin(layer, sheet.forms, sheet.constraints, sheet.own, sheet.words);
        if (!task_.central) programs_.constrain(programs_.t(), 0), programs_.know(0, 1);
        for (int bit : facets_of(sheet, begin, end)) programs_.constrain(wall_of(sheet, bit), bit);
        std::vector<char> open(sheet.forms.count());
        for (int i = 0; i < sheet.forms.count(); i++) {
            const int bit = sheet.constraints + i, sign = sides_.sign(bit);
            open[i] = (sides_.plus[bit / 64] & sides_.minus[bit / 64]) >> bit % 64 & 1;
            if (sign) programs_.know(bit, sign);
        }
        std::vector<int> points;
        for (int i = begin; i < end; i++) points.push_back(sheet.point[ids_[i]]);
        run_programs(points, open);
    }
    // The same for a first cone, with the inequalities of the domain still to come.
    void first_by_programs(uint64_t choice) {
        first_cone(choice);
        const Sheet& sheet = sheets_[0];
        programs_.begin(0, sheet.forms, sheet.constraints, sheet.own, sheet.words);
        programs_.constrain(programs_.t(), 0), programs_.know(0, 1);
        std::vector<char> open(sheet.forms.count(), 1);
        for (int i : task_.basis) {
            const int form = task_.form(i), sign = form >= 0 && (choice & 1) ? -1 : 1;
            if (form >= 0) choice >>= 1, found_.path[form] = int8_t(sign);
            open[i] = 0;
            programs_.constrain({&sheet.forms, i, sign}, 1 + i), programs_.know(1 + i, sign);
        }
        std::vector<int> points;
        for (int entry : ids_) points.push_back(sheet.point[entry]);
        run_programs(points, open);
    }
    void run_programs(const std::vector<int>& points, const std::vector<char>& open) {
        std::vector<double> end, ray(task_.n);
        for (int point : points) {
            const Vector vector = points_[point];
            if (task_.central || has_positive_t(vector)) continue;
            end.resize(task_.n - 1, 0);
            approximate(vector, task_.n, 1, 1, ray.data());
            for (size_t i = 0; i < end.size(); i++) end[i] += ray[i];
        }
        programs_.run(points_, points, open, end);
    }

    // One bit for every facet of a cone but t: no other constraint is tight at more of its rays.
    std::vector<int> facets_of(const Sheet& sheet, int begin, int end) {
        const int rays = end - begin, words = (rays + 63) / 64;
        std::vector<int> bits;
        std::vector<Word> tight;
        for (int bit = 0; bit < 64 * sheet.words; bit++) {
            if (!((sides_.plus[bit / 64] ^ sides_.minus[bit / 64]) >> bit % 64 & 1)) continue;
            std::vector<Word> mask(words, 0);
            for (int i = 0; i < rays; i++) {
                const Word *plus = sheet.plus(ids_[begin + i]), *minus = sheet.minus(ids_[begin + i]);
                mask[i / 64] |= Word(~((plus[bit / 64] | minus[bit / 64]) >> bit % 64) & 1) << i % 64;
            }
            bits.push_back(bit), tight.insert(tight.end(), mask.begin(), mask.end());
        }
        const auto within = [&](size_t a, size_t b) {
            Word beyond = 0;
            for (int w = 0; w < words; w++) beyond |= tight[a * words + w] & ~tight[b * words + w];
            return !beyond;
        };
        std::vector<int> found;
        for (size_t a = 0; a < bits.size(); a++) {
            bool facet = bits[a] != 0;
            for (size_t b = 0; facet && b < bits.size(); b++)
                facet = a == b || !within(a, b) || (a < b && within(b, a));
            if (facet) found.push_back(bits[a]);
        }
        return found;
    }

    const Task& task_;
    Found& found_;
    const int most_rays_;                   // the weight of a cone beyond which linear programs take over
    Vectors points_;
    std::vector<Sheet> sheets_;             // one a layer, for the cell that the search is in
    std::vector<int> ids_;                  // stretches of entries: the rays of the cones on the path
    std::vector<Frame> stack_;
    std::vector<char> on_;
    int first_ = 0, dimension_ = 0;
    Sides sides_;
    Cutter cutter_;
    PullBack pull_back_;
    Programs programs_;
};

}  // namespace exactrelu::signs
