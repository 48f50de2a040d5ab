// Where the cells go: counted, and kept if their sign vectors are asked for.
#pragma once

#include <atomic>
#include <cstddef>
#include <vector>

#include "integer.hpp"

namespace exactrelu::signs {

struct Stopped {};                          // the caller wants no more
struct Full {};                             // more cells than the caller has room for
struct Empty {};                            // no point satisfies the inequalities of the domain
struct NoCell {};                           // there is no cell with a sign vector

struct Watch {                              // shared with the thread that waits
    std::atomic<int64_t> cells, stop;
};

class Found {
public:
    Found(int neurons, bool keep, int64_t most, Watch* watch) : path(neurons), watch(watch), keep_(keep), most_(most) {}

    std::vector<int8_t> path;               // the signs of the cell that is looked at
    int64_t cells = 0, bounded_cells = 0;
    std::vector<int8_t> signs;              // of the cells, one after the other
    std::vector<uint8_t> bounded;
    std::vector<int64_t> inner;             // inner points of the cells that linear programs found,
    std::vector<int64_t> of_inner;          // and which cells these are
    Watch* watch;
    bool mirrored = false;                  // count every cell twice: x and -x

    void begin(Watch* new_watch) { watch = new_watch, ticks_ = alone_ = 0; }
    // A cell, and if it is known a point inside, of n integers.
    void add(bool is_bounded, const int64_t* point = nullptr, int n = 0) {
        once(is_bounded, point, n, 1);
        if (!mirrored) return;
        for (int8_t& sign : path) sign = -sign;
        once(is_bounded, point, n, -1);
        for (int8_t& sign : path) sign = -sign;
    }
    void tick(int work = 1) {               // called often
        if ((ticks_ += work) < 64) return;
        ticks_ = 0;
        if (!watch) {                       // nobody waits: a moment's work, or none
            if (++alone_ > 50) throw Stopped();
            return;
        }
        watch->cells.store(cells, std::memory_order_relaxed);
        if (watch->stop.load(std::memory_order_relaxed)) throw Stopped();
    }

private:
    void once(bool is_bounded, const int64_t* point, int n, int sign) {
        if (keep_) {
            if (cells == most_) throw Full();
            signs.insert(signs.end(), path.begin(), path.end());
            bounded.push_back(is_bounded);
            if (point) of_inner.push_back(cells);
            for (int i = 0; point && i < n; i++) inner.push_back(sign * point[i]);
        }
        cells++, bounded_cells += is_bounded;
    }
    bool keep_;
    int64_t most_;
    int ticks_ = 0, alone_ = 0;
};

}  // namespace exactrelu::signs
