// Points that were met before: neighbouring cells share most of their rays.
#pragma once

#include "vectors.hpp"

namespace exactrelu::signs {

// A point is known by the constraints and forms that vanish on the edge it lies on, and the form that cuts the edge:
// they leave a line, so a point or its negative. Forgets everything when it has grown large.
class Known {
public:
    explicit Known(int n) : points_(n), table_(SLOTS, 0) {}

    void clear(int words) {
        words_ = words, items_ = 0;
        data_.clear(), points_.shrink(0);
        if (!++generation_) std::fill(table_.begin(), table_.end(), 0), generation_ = 1;
    }
    // The number of the point with a key, or -1; then its slot is remembered for `add`.
    int find(const Word* key) {
        if (items_ == MOST || points_.bytes() > BYTES) clear(words_);
        Word hash = 0;
        for (int w = 0; w < words_; w++) hash = (hash ^ key[w]) * 0x9e3779b97f4a7c15, hash ^= hash >> 32;
        for (slot_ = hash % SLOTS; table_[slot_] >> 32 == generation_; slot_ = (slot_ + 1) % SLOTS) {
            const int item = int(uint32_t(table_[slot_]));
            if (std::equal(key, key + words_, data_.data() + size_t(item) * 3 * words_)) return item;
        }
        return -1;
    }
    void add(const Word* key, const Word* sides, const Vector& point) {
        table_[slot_] = generation_ << 32 | Word(items_++);
        data_.insert(data_.end(), key, key + words_);
        data_.insert(data_.end(), sides, sides + 2 * words_);
        points_.add(point);
    }
    const Word* sides(int item) const { return data_.data() + (size_t(item) * 3 + 1) * words_; }
    Vector point(int item) const { return points_[item]; }

private:
    static constexpr size_t SLOTS = 1 << 17;
    static constexpr int MOST = 1 << 16;
    static constexpr size_t BYTES = 1 << 26;
    int words_ = 1, items_ = 0;
    Word generation_ = 1;
    size_t slot_ = 0;
    std::vector<Word> data_;
    Vectors points_;
    std::vector<Word> table_;               // the generation, and the number of a point
};

}  // namespace exactrelu::signs
