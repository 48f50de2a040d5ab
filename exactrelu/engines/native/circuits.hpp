// Certificates that were found before, as bit masks: where their signs occur again, they answer without a linear program.
#pragma once

#include <vector>

#include "integer.hpp"

namespace exactrelu::signs {

// For every form, sets of signs of others that force its sign to be +; all signs reversed, they force -.
class Circuits {
public:
    void clear(int bits, int words) {
        words_ = words;
        sets_.assign(bits, {}), next_.assign(bits, 0);
    }
    // The sign that the known signs force on a form by a circuit in store, or 0.
    int forced(int bit, const Word* plus, const Word* minus) const {
        const std::vector<Word>& sets = sets_[bit];
        for (size_t at = 0; at < sets.size(); at += 2 * words_) {
            Word missing = 0, reversed = 0;
            for (int w = 0; w < words_; w++) {
                const Word p = sets[at + w], m = sets[at + words_ + w];
                missing |= (p & ~plus[w]) | (m & ~minus[w]), reversed |= (p & ~minus[w]) | (m & ~plus[w]);
            }
            if (!missing) return 1;
            if (!reversed) return -1;
        }
        return 0;
    }
    // The signs of these masks force a sign.
    void add(int bit, const Word* plus, const Word* minus, int sign) {
        std::vector<Word>& sets = sets_[bit];
        const size_t length = 2 * size_t(words_);
        if (sets.size() < MOST * length) sets.resize(sets.size() + length), next_[bit] = sets.size() / length - 1;
        else next_[bit] = (next_[bit] + 1) % MOST;
        Word* at = sets.data() + next_[bit] * length;
        for (int w = 0; w < words_; w++) at[w] = sign > 0 ? plus[w] : minus[w], at[words_ + w] = sign > 0 ? minus[w] : plus[w];
    }

private:
    static constexpr size_t MOST = 128;
    int words_ = 1;
    std::vector<std::vector<Word>> sets_;
    std::vector<size_t> next_;
};

}  // namespace exactrelu::signs
