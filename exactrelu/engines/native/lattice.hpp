// The face lattice of a fan, split by one form at a time: engines/lattice.py in C++, with the same ids throughout.
//
// Words as there: a face of level k is a cone of dimension k + 1; level 0 holds the rays, the top level the cells. The
// code of a face holds three bits for each of FORMS forms (positive, negative, zero somewhere on it), and two more: a
// ray of it has t > 0, a ray of it has t = 0. Besides, every face knows rows that vanish on it and determine its span,
// as a chain: those of its mother, and the form that cut it out.
#pragma once

#include "numbers.hpp"

namespace exactrelu {

constexpr int FORMS = 20;
constexpr uint64_t PLUS = 1, MINUS = 2, CUT = 3, ZERO = 4;
constexpr uint64_t FINITE = uint64_t(1) << 62, INFINITE = uint64_t(1) << 63;
using Face = uint32_t;

// Bit i of the low 21 bits at bit 3 i, and back.
inline uint64_t spread(uint64_t x) {
    x &= 0x1fffff;
    x = (x | x << 32) & 0x1f00000000ffffull, x = (x | x << 16) & 0x1f0000ff0000ffull;
    x = (x | x << 8) & 0x100f00f00f00f00full, x = (x | x << 4) & 0x10c30c30c30c30c3ull;
    return (x | x << 2) & 0x1249249249249249ull;
}
inline uint64_t gathered(uint64_t x) {
    x &= 0x1249249249249249ull;
    x = (x | x >> 2) & 0x10c30c30c30c30c3ull, x = (x | x >> 4) & 0x100f00f00f00f00full;
    x = (x | x >> 8) & 0x1f0000ff0000ffull, x = (x | x >> 16) & 0x1f00000000ffffull;
    return (x | x >> 32) & 0x1fffff;
}
using Chain = uint32_t;                  // a link; the chain ends at 0

struct Links {                           // the rows that determine the span of a face, newest first
    struct Link { Row row; Chain before; };
    Buffer<Link> all;

    Links() { all.push({0, 0}); }
    Chain add(Row row, Chain before) {
        if (all.size() >= 0xffffffffu) throw std::bad_alloc();
        all.push({row, before});
        return Chain(all.size() - 1);
    }
};

struct Level {
    Buffer<Face> ids;                    // the facets of all faces
    Buffer<uint64_t> start;              // where those of a face begin
    Buffer<uint32_t> length;
    Buffer<uint64_t> code;
    Buffer<Chain> chain;
    Buffer<Face> place;                  // of a cut face: its position among those of its level
    Buffer<uint32_t> region;             // of a cut face: a region of the layers before that it lies in
    Buffer<uint64_t> marked;             // a bit for each face, 0 between the splits
    size_t dead = 0;                     // entries of ids that belong to no face any more

    size_t count() const { return code.size(); }
    size_t bytes() const {
        return ids.bytes() + start.bytes() + length.bytes() + code.bytes() + chain.bytes() + place.bytes() +
               region.bytes() + marked.bytes();
    }
    void grow(size_t count) {
        code.resize(count), chain.resize(count), place.resize(count);
        if (this->length.size() != count) this->length.resize(count), start.resize(count);
    }
    void compact() {
        if (2 * dead < ids.size()) return;
        Buffer<Face> kept;
        kept.resize(ids.size() - dead);
        size_t end = 0;
        for (size_t f = 0; f < count(); f++) {
            std::memcpy(&kept[end], &ids[start[f]], length[f] * sizeof(Face));
            start[f] = end, end += length[f];
        }
        kept.resize(end);
        ids.swap(kept), dead = 0;
    }
};

struct Stopped {};                       // another thread has asked to stop

class Lattice {
  public:
    volatile int64_t* stop = nullptr;
    void heed() const {
        if (*stop) throw Stopped();
    }

    std::vector<Level> levels;           // levels[0] are the rays: they have codes and chains only
    Links links;
    std::vector<std::vector<Face>> cut;  // of every level: the faces that the last split has cut, in ascending order

    size_t top() const { return levels.size() - 1; }
    size_t cells() const { return levels.back().count(); }
    size_t faces() const {
        size_t all = 0;
        for (const Level& level : levels) all += level.count();
        return all;
    }
    size_t bytes() const {
        size_t all = links.all.bytes();
        for (const Level& level : levels) all += level.bytes();
        return all;
    }

    // The product of half-lines and of lines split at 0, one for each axis; row[i] vanishes off axis i.
    void simplicial(const std::vector<bool>& two_sided, const std::vector<Row>& row, Chain base);

    // The codes of all faces from those of the rays.
    void look() {
        for (size_t k = 1; k < levels.size(); k++) {
            Level& level = levels[k];
            const uint64_t* below = levels[k - 1].code.data();
            for (size_t f = 0; f < level.count(); f++) {
                uint64_t code = 0;
                const Face* ids = &level.ids[level.start[f]];
                for (uint32_t i = 0; i < level.length[f]; i++) code |= below[ids[i]];
                level.code[f] = code;
            }
        }
    }

    // Find the faces that a form cuts; how many bytes the split will take. region: of every cell, or null.
    size_t find(int form, const uint32_t* region);

    // Split them. row_of(region) is the row of the form in a region of the layers before; make_ray(w, u, v, region) makes
    // ray w on the edge from u (positive) to v (negative), whose chain is known, and its code.
    template <class RowOf, class MakeRay>
    void split(int form, const RowOf& row_of, const MakeRay& make_ray);

    // Keep the faces of some faces of level k, which becomes the top, and of the others nothing; the rays that stay.
    std::vector<Face> keep(size_t k, std::vector<Face> chosen);

  private:
    Buffer<Face> zero_, touching_;
};

inline void Lattice::simplicial(const std::vector<bool>& two_sided, const std::vector<Row>& row, Chain base) {
    size_t axes = two_sided.size(), all = 1;
    std::vector<size_t> weight, choices;
    for (bool two : two_sided) weight.push_back(all), choices.push_back(two ? 3 : 2), all *= two ? 3 : 2;
    std::vector<Face> index(all);
    std::vector<Chain> chain(size_t(1) << axes, 0);          // of the faces that use a set of axes
    for (size_t used = (size_t(1) << axes) - 1; used--;) {
        size_t axis = __builtin_ctzll(~used);                // the first one that is not used
        size_t more = used | size_t(1) << axis;
        chain[used] = links.add(row[axis], more == (size_t(1) << axes) - 1 ? base : chain[more]);
    }
    chain[(size_t(1) << axes) - 1] = base;
    levels.resize(axes);
    for (size_t code = 1; code < all; code++) {
        size_t used = 0;
        for (size_t i = 0; i < axes; i++)
            if (code / weight[i] % choices[i]) used |= size_t(1) << i;
        size_t k = __builtin_popcountll(used) - 1;
        Level& level = levels[k];
        Face face = index[code] = Face(level.count());
        level.grow(face + 1);
        level.chain[face] = chain[used];
        level.start[face] = level.ids.size();
        level.length[face] = k ? uint32_t(k + 1) : 0;
        for (size_t i = 0; k && i < axes; i++)
            if (used >> i & 1) level.ids.push(index[code - code / weight[i] % choices[i] * weight[i]]);
    }
    cut.resize(axes);
}

inline size_t Lattice::find(int form, const uint32_t* region) {
    const int shift = 3 * form;
    auto is_cut = [shift](uint64_t code) { return (code >> shift & CUT) == CUT; };
    for (std::vector<Face>& faces : cut) faces.clear();
    if (!top()) return 0;
    Level& last = levels[top()];
    for (Face f = 0, end = Face(last.count()); f < end; f++)
        if (is_cut(last.code[f])) {
            if (region) last.region.resize(last.count()), last.region[f] = region[f];
            cut[top()].push_back(f);
        }
    if (cut[top()].empty()) return 0;
    // few cells are cut: go down from them; many: look at all faces
    bool down = region || 16 * cut[top()].size() < last.count();
    for (size_t k = top(); k-- > 1;) {
        Level& level = levels[k];
        if (!down) {
            for (Face f = 0, end = Face(level.count()); f < end; f++)
                if (is_cut(level.code[f])) cut[k].push_back(f);
            continue;
        }
        Level& above = levels[k + 1];
        size_t words = (level.count() + 63) / 64, before = level.marked.size(), low = words, high = 0;
        if (before < words) {
            level.marked.resize(words);
            std::memset(&level.marked[before], 0, (words - before) * sizeof(uint64_t));
        }
        if (region) level.region.resize(level.count());
        for (Face f : cut[k + 1]) {
            const Face* ids = &above.ids[above.start[f]];
            for (uint32_t i = 0; i < above.length[f]; i++) {
                Face g = ids[i];
                if (!is_cut(level.code[g])) continue;
                level.marked[g / 64] |= uint64_t(1) << g % 64;
                if (region) level.region[g] = above.region[f];
                low = g / 64 < low ? g / 64 : low, high = g / 64 > high ? g / 64 : high;
            }
        }
        for (size_t w = low; w <= high && w < words; w++)
            for (uint64_t bits = level.marked[w]; bits; bits &= bits - 1) cut[k].push_back(Face(64 * w + __builtin_ctzll(bits)));
        for (Face f : cut[k]) level.marked[f / 64] = 0;
    }
    size_t bytes = 0;
    for (size_t k = 1; k <= top(); k++) bytes += (40 + 8 * (k + 2)) * cut[k].size();
    return bytes;
}

template <class RowOf, class MakeRay>
void Lattice::split(int form, const RowOf& row_of, const MakeRay& make_ray) {
    const int shift = 3 * form;
    const size_t top = this->top();
    std::vector<Face> old(top + 1);
    for (size_t k = 0; k <= top; k++) old[k] = Face(levels[k].count());
    bool regions = false;
    for (size_t k = 0; k <= top; k++) {
        size_t more = cut[k].size() + (k < top ? cut[k + 1].size() : 0);
        if (old[k] + more > 0xfffffff0u) throw std::bad_alloc();
        levels[k].grow(old[k] + more);
        for (size_t i = 0; i < cut[k].size(); i++) levels[k].place[cut[k][i]] = Face(i);
        regions = regions || levels[k].region.size();
    }
    std::vector<uint64_t> codes_below, codes;       // what the cut faces of the level below, and of this one, get
    for (size_t k = 1; k <= top; k++) {
        Level &level = levels[k], &below = levels[k - 1];
        const Face n = Face(cut[k].size()), zero = old[k - 1] + Face(cut[k - 1].size());
        const Face zero_below = k > 1 ? old[k - 2] + Face(cut[k - 2].size()) : 0;
        codes.assign(n, 0);
        for (Face i = 0; i < n; i++) {
            if (!(i & 1023)) heed();
            if (i + 12 < n) __builtin_prefetch(&level.ids[level.start[cut[k][i + 12]]]);
            if (i + 5 < n && k > 1) {
                const Face* soon = &level.ids[level.start[cut[k][i + 5]]];
                for (uint32_t j = 0, end = level.length[cut[k][i + 5]]; j < end; j++)
                    __builtin_prefetch(&below.code[soon[j]]), __builtin_prefetch(&below.place[soon[j]]);
            }
            const Face f = cut[k][i], z = zero + i, opposite = old[k] + i;
            const uint32_t region = regions ? level.region[f] : 0, length = level.length[f];
            const Face* ids = &level.ids[level.start[f]];
            const Chain chain = level.chain[f];
            below.chain[z] = links.add(row_of(region), chain);
            level.chain[opposite] = chain;
            if (k == 1) {
                Face u = ids[0], v = ids[1];
                if (!(below.code[u] >> shift & PLUS)) std::swap(u, v);
                make_ray(z, u, v, region);
                uint64_t code = below.code[z];
                Face* own = &level.ids[level.start[f]];
                own[0] = u, own[1] = z;
                level.start[opposite] = level.ids.size(), level.length[opposite] = 2;
                level.ids.push(v), level.ids.push(z);
                codes[i] = below.code[u] | code;
                level.code[opposite] = below.code[v] | code;
                continue;
            }
            // the negative part, and the positive one if it does not fit in the row of f, are written at the end
            const uint64_t end = level.ids.size();
            level.ids.resize(end + 2 * (length + 1));
            ids = &level.ids[level.start[f]];
            Face *positive = &level.ids[level.start[f]], *negative = &level.ids[end];
            below.ids.reserve(below.ids.size() + length + 1);
            zero_.clear(), touching_.clear();
            uint32_t in_plus = 0, in_minus = 0;
            uint64_t plus = 0, minus = 0, nought = 0;
            const uint64_t* lowest = levels[k - 2].code.data();
            for (uint32_t j = 0; j < length; j++) {
                const Face g = ids[j];
                const uint64_t code = below.code[g], side = code >> shift & 7;
                if ((side & CUT) == CUT) {
                    const Face at = below.place[g];
                    positive[in_plus++] = g, negative[in_minus++] = old[k - 1] + at, zero_.push(zero_below + at);
                    plus |= codes_below[at], minus |= below.code[old[k - 1] + at], nought |= lowest[zero_below + at];
                } else if (side & PLUS) {
                    positive[in_plus++] = g, plus |= code;          // in_plus <= j: what is overwritten has been read
                    if (side & ZERO) touching_.push(g);
                } else
                    negative[in_minus++] = g, minus |= code;
            }
            // a ridge of f on which the form vanishes lies in one facet of f where it is >= 0 and in one where it is <= 0
            for (size_t t = 0; t < touching_.size(); t++) __builtin_prefetch(&below.ids[below.start[touching_[t]]]);
            for (size_t t = 0; t < touching_.size(); t++) {
                const Face* ridges = &below.ids[below.start[touching_[t]]];
                for (uint32_t j = 0; j < below.length[touching_[t]]; j++)
                    if ((lowest[ridges[j]] >> shift & 7) == ZERO) zero_.push(ridges[j]), nought |= lowest[ridges[j]];
            }
            negative[in_minus++] = z;
            level.start[opposite] = end, level.length[opposite] = in_minus;
            if (in_plus < length) {
                positive[in_plus++] = z;
                level.dead += length - in_plus;
            } else {
                Face* moved = negative + in_minus;
                std::memcpy(moved, positive, in_plus * sizeof(Face));
                moved[in_plus++] = z;
                level.start[f] = end + in_minus, level.dead += length, in_minus += in_plus;
            }
            level.length[f] = in_plus;
            level.ids.resize(end + in_minus);
            below.start[z] = below.ids.size(), below.length[z] = uint32_t(zero_.size());
            below.ids.resize(below.start[z] + zero_.size());
            std::memcpy(&below.ids[below.start[z]], zero_.data(), zero_.size() * sizeof(Face));
            below.code[z] = nought;
            codes[i] = plus | nought;
            level.code[opposite] = minus | nought;
        }
        for (size_t i = 0; k > 1 && i < codes_below.size(); i++) below.code[cut[k - 1][i]] = codes_below[i];
        codes_below.swap(codes);
    }
    for (size_t i = 0; i < codes_below.size(); i++) levels[top].code[cut[top][i]] = codes_below[i];
    for (size_t k = 1; k <= top; k++) levels[k].compact();
}

inline std::vector<Face> Lattice::keep(size_t k, std::vector<Face> chosen) {
    levels.resize(k + 1), cut.resize(k + 1);
    for (; k; k--) {
        Level &level = levels[k], kept;
        std::vector<Face> place(levels[k - 1].count(), 0), used;
        for (Face f : chosen)
            for (uint32_t i = 0; i < level.length[f]; i++) place[level.ids[level.start[f] + i]] = 1;
        for (Face g = 0; g < place.size(); g++)
            if (place[g]) place[g] = Face(used.size()), used.push_back(g);
        kept.grow(chosen.size());
        for (size_t i = 0; i < chosen.size(); i++) {
            Face f = chosen[i];
            kept.chain[i] = level.chain[f], kept.length[i] = level.length[f], kept.start[i] = kept.ids.size();
            for (uint32_t j = 0; j < level.length[f]; j++) kept.ids.push(place[level.ids[level.start[f] + j]]);
        }
        levels[k] = std::move(kept);
        chosen = used;
    }
    Level kept;
    kept.grow(chosen.size());
    for (size_t i = 0; i < chosen.size(); i++) kept.chain[i] = levels[0].chain[chosen[i]];
    levels[0] = std::move(kept);
    return chosen;
}

}  // namespace exactrelu
