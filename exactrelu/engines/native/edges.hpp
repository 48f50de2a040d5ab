// The edges of a cone that a hyperplane cuts, from the constraints that are tight at its extreme rays.
#pragma once

#include <utility>
#include <vector>

#include "integer.hpp"

// One library for all processors of a kind: the instruction that counts bits is used where it exists.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
#define EXACTRELU_CLONES __attribute__((target_clones("popcnt", "default")))
#else
#define EXACTRELU_CLONES
#endif

namespace exactrelu::signs {

// The masks of tight constraints of the rays of a cone, those on the plus side first, then those on the minus side.
struct Tight {
    const Word* masks;
    int words, plus, minus, all;
    int dimension;                          // of the cone; 0 if it is not known
};

// The pairs of adjacent rays, one of each side. An edge lies on dimension - 2 independent constraints, and on no third
// ray lie all that are tight at both. A ray with dimension - 1 tight constraints lies in a simplicial corner, where any
// dimension - 2 of them leave an edge.
#define EXACTRELU_EDGES(WORDS)                                                                     \
    const int words = WORDS, least = t.dimension - 2;                                              \
    const auto count = [words](const Word* a, const Word* b) {                                     \
        int total = 0;                                                                             \
        for (int w = 0; w < words; w++) total += __builtin_popcountll(a[w] & b[w]);                \
        return total;                                                                              \
    };                                                                                             \
    if (!from)                                                                                     \
        for (int i = 0; i < t.all; i++)                                                            \
            simple[i] = t.dimension && count(t.masks + i * words, t.masks + i * words) == least + 1; \
    for (int u = from; u < to; u++) {                                                              \
        const Word* a = t.masks + u * words;                                                       \
        for (int v = t.plus; v < t.plus + t.minus; v++) {                                          \
            const Word* b = t.masks + v * words;                                                   \
            if (count(a, b) < least) continue;                                                     \
            bool edge = true;                                                                      \
            if (!simple[u] && !simple[v]) {                                                        \
                int containing = 0;                                                                \
                for (int i = 0; i < t.all && containing < 3; i++) {                                \
                    const Word* c = t.masks + i * words;                                           \
                    Word missing = 0;                                                              \
                    for (int w = 0; w < words; w++) missing |= a[w] & b[w] & ~c[w];                \
                    containing += !missing;                                                        \
                }                                                                                  \
                edge = containing == 2;                                                            \
            }                                                                                      \
            if (edge) found.push_back({u, v});                                                     \
        }                                                                                          \
    }

EXACTRELU_CLONES
inline void edges_in_one_word(const Tight& t, int from, int to, char* simple, std::vector<std::pair<int, int>>& found) {
    EXACTRELU_EDGES(1)
}

EXACTRELU_CLONES
inline void edges_in_words(const Tight& t, int from, int to, char* simple, std::vector<std::pair<int, int>>& found) {
    EXACTRELU_EDGES(t.words)
}

// Those with the rays from..to-1 of the plus side; `simple` is filled by the call that begins at 0.
inline void edges(const Tight& t, int from, int to, char* simple, std::vector<std::pair<int, int>>& found) {
    if (t.words == 1) edges_in_one_word(t, from, to, simple, found);
    else edges_in_words(t, from, to, simple, found);
}

}  // namespace exactrelu::signs
