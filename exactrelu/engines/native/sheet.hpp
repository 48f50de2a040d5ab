// Cones by their extreme rays, and their cuts by the forms of one layer.
#pragma once

#include "combine.hpp"
#include "edges.hpp"
#include "found.hpp"
#include "known.hpp"

namespace exactrelu::signs {

// What is known about one layer on one cell of the layers before: on which side of every constraint and of every form
// each ray lies. Bit 0 is t, then come the constraints that the cell has brought along, then the forms of the layer.
struct Sheet {
    int words = 1;                          // of a mask
    int constraints = 1;                    // t among them
    int own = 1;                            // the bit of the layer's first form: before it come rows of the domain
    Vectors forms;                          // on (t, kept coordinates), from bit `constraints` on
    Vectors walls;                          // the constraints from bit 1 on, as inequalities
    std::vector<Word> masks;                // for each entry: where it is positive, where negative
    std::vector<int> point;                 // for each entry: its number in the stack of points

    Known known;

    explicit Sheet(int n) : forms(n), walls(n), known(n) {}
    int entries() const { return int(point.size()); }
    void shrink(int entries) { point.resize(entries), masks.resize(size_t(entries) * 2 * words); }
    void clear(int constraints, int own) {  // the forms are there already
        this->constraints = constraints, this->own = own, words = (constraints + forms.count() + 63) / 64;
        point.clear(), masks.clear(), known.clear(words);
    }
    const Word* plus(int entry) const { return masks.data() + size_t(entry) * 2 * words; }
    Word off(int entry, int word) const { return plus(entry)[word] | minus(entry)[word]; }
    const Word* minus(int entry) const { return plus(entry) + words; }
    Word* add(int of_point) {
        point.push_back(of_point);
        masks.resize(masks.size() + 2 * words, 0);
        return masks.data() + masks.size() - 2 * words;
    }
    // The sides of the forms at an entry.
    void look(Word* mask, const Vector& point) const {
        for (int i = 0; i < forms.count(); i++) {
            const int bit = constraints + i, sign = dot_sign(forms[i], point, forms.n);
            mask[(sign > 0 ? 0 : words) + bit / 64] |= Word(sign != 0) << bit % 64;
        }
    }
};

// The sides on which a cone has points: unions of those of its rays.
struct Sides {
    std::vector<Word> plus, minus, all;     // all: on the plus side everywhere
    void of(const Sheet& sheet, const int* begin, const int* end) {
        const int words = sheet.words;
        plus.assign(words, 0), minus.assign(words, 0), all.assign(words, ~Word(0));
        for (const int* entry = begin; entry < end; entry++) {
            const Word *p = sheet.plus(*entry), *m = sheet.minus(*entry);
            for (int w = 0; w < words; w++) plus[w] |= p[w], minus[w] |= m[w], all[w] &= p[w];
        }
    }
    bool bounded() const { return all[0] & 1; }
    int8_t sign(int bit) const {            // 0 for a form that vanishes, or cuts
        return int8_t(plus[bit / 64] >> bit % 64 & 1) - int8_t(minus[bit / 64] >> bit % 64 & 1);
    }
    int cut_forms() const {
        int total = 0;
        for (size_t w = 0; w < plus.size(); w++) total += __builtin_popcountll(plus[w] & minus[w]);
        return total;
    }
};

// How the rays of a cone lie: [plus | on it | new on it | minus], so that both halves are stretches.
struct Cut {
    int begin, minus_begin, plus_end, end;
};

class Cutter {
public:
    explicit Cutter(Found& found) : found_(found) {}
    // Cut a cone, entries ids[begin, end), by the form of a bit of the sheet; the rays of the halves go to the end of ids.
    Cut cut(Sheet& sheet, Vectors& points, std::vector<int>& ids, int begin, int end, const Sides& sides, int bit,
            const Vector& form, int dimension) {
        sort(sheet, ids.data() + begin, ids.data() + end, bit);
        const int words = sheet.words, total = end - begin;
        masks_.resize(size_t(total) * words), simple_.resize(total);
        Word* mask = masks_.data();
        for (const std::vector<int>* some : {&plus_, &minus_, &zero_})
            for (int entry : *some) {
                const Word *p = sheet.plus(entry), *m = sheet.minus(entry);
                for (int w = 0; w < words; w++) *mask++ = ~(p[w] | m[w]) & (sides.plus[w] ^ sides.minus[w]);
            }
        edges_.clear();
        const Tight tight{masks_.data(), words, int(plus_.size()), int(minus_.size()), total, dimension};
        const int step = std::max(1, PAIRS / std::max(1, tight.minus));
        for (int from = 0; from < tight.plus; from += step) {
            edges(tight, from, std::min(tight.plus, from + step), simple_.data(), edges_);
            if (tight.plus > step) found_.tick(64);
        }

        which_.clear();
        for (int entry : plus_) which_.push_back(sheet.point[entry]);
        for (int entry : minus_) which_.push_back(sheet.point[entry]);
        values_.of(form, points, which_);
        Cut found;
        found.begin = int(ids.size());
        ids.insert(ids.end(), plus_.begin(), plus_.end());
        found.minus_begin = int(ids.size());
        ids.insert(ids.end(), zero_.begin(), zero_.end());
        int made = 0;
        for (auto [u, v] : edges_) {
            if (++made % 1024 == 0) found_.tick(64);
            ids.push_back(sheet.entries());
            add(sheet, points, u, v, bit);
        }
        found.plus_end = int(ids.size());
        ids.insert(ids.end(), minus_.begin(), minus_.end());
        found.end = int(ids.size());
        return found;
    }

private:
    void sort(const Sheet& sheet, const int* begin, const int* end, int bit) {
        plus_.clear(), zero_.clear(), minus_.clear();
        for (const int* entry = begin; entry < end; entry++) {
            if (sheet.plus(*entry)[bit / 64] >> bit % 64 & 1) plus_.push_back(*entry);
            else if (sheet.minus(*entry)[bit / 64] >> bit % 64 & 1) minus_.push_back(*entry);
            else zero_.push_back(*entry);
        }
    }
    // The point of the form on the edge between the u-th and the v-th ray. Its sides are theirs, but for the forms on
    // which they disagree.
    void add(Sheet& sheet, Vectors& points, int u, int v, int bit) {
        const int words = sheet.words, entry_u = plus_[u], entry_v = minus_[v - int(plus_.size())];
        Word* mask = sheet.add(points.count());
        const Word *a = sheet.plus(entry_u), *b = sheet.plus(entry_v);
        key_.resize(words), open_.resize(words);
        Word opposite = 0;
        for (int w = 0; w < words; w++) {
            const Word plus = a[w] | b[w], minus = a[words + w] | b[words + w];
            key_[w] = ~(plus | minus);
            open_[w] = plus & minus;
            mask[w] = plus & ~open_[w], mask[words + w] = minus & ~open_[w];
        }
        key_[bit / 64] |= Word(1) << bit % 64;
        const int item = sheet.known.find(key_.data());
        if (item >= 0) {
            const Word* sides = sheet.known.sides(item);
            for (int w = 0; w < words; w++) opposite |= (mask[w] & sides[words + w]) | (mask[words + w] & sides[w]);
            points.add(sheet.known.point(item), opposite);
            for (int w = 0; w < 2 * words; w++) mask[w] = sides[opposite ? (w + words) % (2 * words) : w];
            return;
        }
        combiner_.add(points, which_[u], which_[v], values_, u, v);
        const Vector at = points[points.count() - 1];
        open_[bit / 64] &= ~(Word(1) << bit % 64);
        for (int w = 0; w < words; w++)
            for (Word open = open_[w]; open; open &= open - 1) {
                const int other = 64 * w + zeros(open);
                const int sign = dot_sign(sheet.forms[other - sheet.constraints], at, points.n);
                if (sign > 0) mask[w] |= open & -open;
                if (sign < 0) mask[words + w] |= open & -open;
            }
        sheet.known.add(key_.data(), mask, at);
    }

    static constexpr int PAIRS = 1 << 20;   // looked at between two ticks

    Found& found_;
    std::vector<int> plus_, zero_, minus_, which_;
    std::vector<Word> masks_, key_, open_;
    std::vector<char> simple_;
    std::vector<std::pair<int, int>> edges_;
    Values values_;
    Combiner combiner_;
};

}  // namespace exactrelu::signs
