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

using Progress = int (*)(int64_t cells);    // called now and then; 0 stops the search

class Found {
public:
    Found(int neurons, bool keep, int64_t most, Progress progress)
        : path(neurons), keep_(keep), most_(most), progress_(progress), last_(now()) {}

    std::vector<int8_t> path;               // the signs of the cell that is looked at
    int64_t cells = 0, bounded_cells = 0;
    std::vector<int8_t> signs;              // of the cells, one after the other
    std::vector<uint8_t> bounded;
    std::vector<int64_t> inner;             // inner points of the cells that linear programs found,
    std::vector<int64_t> of_inner;          // and which cells these are
    bool mirrored = false;                  // count every cell twice: x and -x

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
        const auto time = now();
        if (time - last_ < std::chrono::milliseconds(50)) return;
        last_ = time;
        if (progress_ && !progress_(cells)) throw Stopped();
    }

private:
    static std::chrono::steady_clock::time_point now() { return std::chrono::steady_clock::now(); }
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
    Progress progress_;
    int ticks_ = 0;
    std::chrono::steady_clock::time_point last_;
};

}  // namespace exactrelu::signs
