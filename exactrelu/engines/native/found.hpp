// Where the cells go: counted, and kept if their sign vectors are asked for.
#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

#include "integer.hpp"

namespace exactrelu::signs {

struct Stopped {};                          // the caller wants no more
struct Full {};                             // more cells than the caller has room for
struct Empty {};                            // no point satisfies the inequalities of the domain
struct NoCell {};                           // there is no cell with a sign vector

struct Late {};                             // more time than the caller allows

class Found {
public:
    // shared: whether to stop, written by another thread, and the cells so far, read by it; or null
    Found(int neurons, bool keep, int64_t most, volatile int64_t* shared, int64_t milliseconds)
        : path(neurons), keep_(keep), most_(most), shared_(shared), end_(now() + std::chrono::milliseconds(milliseconds)),
          limited_(milliseconds) {}

    std::vector<int8_t> path;               // the signs of the cell that is looked at
    int64_t cells = 0, bounded_cells = 0;
    std::vector<int8_t> signs;              // of the cells, one after the other
    std::vector<uint8_t> bounded;
    bool mirrored = false;                  // count every cell twice: x and -x

    void begin(volatile int64_t* shared, int64_t milliseconds) {          // once more, for other work
        shared_ = shared, limited_ = milliseconds, end_ = now() + std::chrono::milliseconds(milliseconds), ticks_ = 0;
    }
    void add(bool is_bounded) {
        once(is_bounded);
        if (!mirrored) return;
        for (int8_t& sign : path) sign = -sign;
        once(is_bounded);
        for (int8_t& sign : path) sign = -sign;
    }
    void tick(int work = 1) {               // called often
        if ((ticks_ += work) < 64) return;
        ticks_ = 0;
        if (!shared_) return;
        shared_[1] = cells;
        if (*shared_) throw Stopped();
        if (limited_ && now() > end_) throw Late();
    }

private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
    void once(bool is_bounded) {
        if (keep_) {
            if (cells == most_) throw Full();
            signs.insert(signs.end(), path.begin(), path.end());
            bounded.push_back(is_bounded);
        }
        cells++, bounded_cells += is_bounded;
    }
    bool keep_;
    int64_t most_;
    volatile int64_t* shared_;
    std::chrono::steady_clock::time_point end_;
    bool limited_;
    int ticks_ = 0;
};

}  // namespace exactrelu::signs
