// The fan engine: exactrelu/engines/fan.py in C++, with the same rays, faces and order of both.
//
// Rays have no coordinates of their own. Each is the solution of n - 1 rows, its chain; floating point with a bound of
// the error decides the signs that are asked for, and minors in integers those that it cannot. Where the ends of an edge
// agree about a form, nothing is computed at all.
#include <algorithm>
#include <chrono>
#include <exception>
#include <unordered_map>

#include "lattice.hpp"

#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

namespace exactrelu {

enum Status { DONE = 0, STOPPED = 1, TOO_LARGE = 2, TOO_WIDE = 3, EMPTY = 4, NO_MEMORY = 5, PAUSED = 100 };

// z += x w and e += g |w| for a row of weights.
WIDE static void accumulate(double* z, double* e, const double* w, double x, double g, int width) {
    for (int j = 0; j < width; j++) z[j] += x * w[j], e[j] += g * std::fabs(w[j]);
}

struct Layer {
    int inputs, width;                   // inputs: 1 + the neurons before
    std::vector<View> weight;            // row by row, [bias, weights]
    std::vector<double> near;            // column by column, unscaled; not a number where too large
    bool exact;
    int bits = 0, log_inputs = 1;        // of the largest weight; of the number of inputs
};

class Fan {
  public:
    int n, central, domain_rows;
    std::vector<Layer> layers;
    std::vector<Word> words;             // the words of all weights
    std::vector<int> basis;
    Rows rows;
    Minors minors;
    Lattice lattice;
    int columns, W;                      // t, the rows of the domain, the forms; the words of a set of them
    Buffer<Word> ray_plus, ray_minus, cell_plus, cell_minus;       // W words for each ray or cell
    Buffer<double> near;                 // 2 n for each ray: coordinates, and bounds of their errors
    Buffer<uint8_t> state;               // of a ray: UNKNOWN, KNOWN, EXACT, or HOPELESS for floating point
    enum : uint8_t { UNKNOWN, KNOWN, EXACT, HOPELESS };
    std::vector<uint32_t> order;         // the cells in canonical order
    int column_reached = 0;

    // of the current stage s >= 1: the regions that the layers before have made
    struct Stage {
        std::vector<uint32_t> parent;    // the region of the stage before
        std::vector<Word> plus;          // W words each: the positive neurons
        std::unordered_map<uint64_t, Row> known;
    };
    std::vector<Stage> stages;
    Buffer<uint32_t> region;             // of every cell, in the last stage

    Fan(int n, int central, int domain_rows) : n(n), central(central), domain_rows(domain_rows), rows(n), minors(n) {}

    // ---- rows -----------------------------------------------------------------------------------

    Row linear(int column) const { return Row(column); }       // t, the domain, the first layer: in this order

    Row row_of(size_t stage, uint32_t where, int neuron) {
        if (!stage) return Row(1 + domain_rows + neuron);
        Stage& known = stages[stage];
        uint64_t key = uint64_t(where) * layers[stage].width + neuron;
        auto found = known.known.find(key);
        if (found != known.known.end()) return found->second;
        const View* weights = &layers[stage].weight[size_t(neuron) * layers[stage].inputs];
        const Word* plus = &known.plus[size_t(where) * W];
        int first = 1 + domain_rows;
        for (size_t s = 0; s + 1 < stage; s++) first += layers[s].width;
        View row[MOST];
        const Row fresh = narrow_row(stage, where, weights, plus, first);
        if (fresh) {
            known.known.emplace(key, fresh);
            return fresh;
        }
        std::vector<Sum> sum(n);
        static const Word one = 1;
        sum[0].add(weights[0].word, weights[0].size, &one, 1, weights[0].negative);
        for (int j = 0; j < layers[stage].inputs - 1; j++) {
            int column = first + j;
            if (!(plus[column / 64] >> column % 64 & 1) || !weights[1 + j].size) continue;
            Row before = row_of(stage - 1, known.parent[where], j);
            rows.read(before, row);
            const View& w = weights[1 + j];
            for (int c = 0; c < n; c++) sum[c].add(w.word, w.size, row[c].word, row[c].size, w.negative ^ row[c].negative);
        }
        std::vector<Integer> value(n);
        for (int c = 0; c < n; c++) {
            value[c] = sum[c].value();
            row[c] = {value[c].word, value[c].size, value[c].negative};
        }
        Row made = rows.add(row);
        known.known.emplace(key, made);
        return made;
    }

    // The same where everything fits in 127 bits; 0 (the row of t) if it may not.
    Row narrow_row(size_t stage, uint32_t where, const View* weights, const Word* plus, int first) {
        const Layer& layer = layers[stage];
        const int room = 126 - layer.bits - layer.log_inputs;
        if (room < 1 || layer.bits > 63) return 0;
        __int128 sum[MOST] = {};
        View row[MOST];
        for (int j = 0; j < layer.inputs - 1; j++) {
            int column = first + j;
            if (!(plus[column / 64] >> column % 64 & 1) || !weights[1 + j].size) continue;
            Row before = row_of(stage - 1, stages[stage].parent[where], j);
            if (rows.bits(before) > std::min(room, 63)) return 0;
            rows.read(before, row);
            int64_t w = int64_t(*weights[1 + j].word);
            if (weights[1 + j].negative) w = -w;
            for (int c = 0; c < n; c++)
                if (row[c].size) sum[c] += __int128(w) * (row[c].negative ? -int64_t(*row[c].word) : int64_t(*row[c].word));
        }
        if (weights[0].size) sum[0] += weights[0].negative ? -__int128(*weights[0].word) : __int128(*weights[0].word);
        Word words[2 * MOST];
        for (int c = 0; c < n; c++) {
            unsigned __int128 a = sum[c] < 0 ? -(unsigned __int128)(sum[c]) : (unsigned __int128)(sum[c]);
            words[2 * c] = Word(a), words[2 * c + 1] = Word(a >> 64);
            row[c] = {words + 2 * c, a >> 64 ? 2 : a ? 1 : 0, sum[c] < 0};
        }
        return rows.add(row);
    }

    // ---- rays -----------------------------------------------------------------------------------

    bool plus(Face ray, int column) const { return ray_plus[size_t(ray) * W + column / 64] >> column % 64 & 1; }
    bool minus(Face ray, int column) const { return ray_minus[size_t(ray) * W + column / 64] >> column % 64 & 1; }

    void chosen(Face ray, Row* out) const {
        Chain at = lattice.levels[0].chain[ray];
        for (int k = 0; k < n - 1; k++) out[k] = lattice.links.all[at].row, at = lattice.links.all[at].before;
    }

    // The columns of which one is not 0 at any ray: t and the independent rows.
    int guide(int i) const { return i < 0 ? 0 : 1 + basis[i]; }

    void resize_rays(size_t count) {
        size_t before = state.size();
        near.resize(2 * n * count), state.resize(count);
        ray_plus.resize(W * count), ray_minus.resize(W * count);
        if (count > before) std::memset(&state[before], UNKNOWN, count - before);
    }

    uint8_t approach(Face ray) {         // find coordinates in floating point
        if (state[ray] != UNKNOWN) return state[ray];
        Row row[MOST];
        chosen(ray, row);
        double *x = &near[size_t(2 * n) * ray], *error = x + n;
        bool exact = minors.near(rows, row, x, error);
        double orientation = 0;
        for (int i = -1; i < int(basis.size()) && !orientation; i++) {
            int column = guide(i), known = int(plus(ray, column)) - int(minus(ray, column));
            if (known) orientation = known * near_sign(rows.near(linear(column)), rows.exact(linear(column)), x, exact);
        }
        double most = 0;
        for (int c = 0; c < n; c++) most = std::max(most, std::fabs(x[c]));
        if (!orientation || !(most < 1e300)) return state[ray] = HOPELESS;
        double scale = orientation;
        if (!exact && most > 0) scale = std::ldexp(orientation, -std::ilogb(most));
        for (int c = 0; c < n; c++) {
            x[c] *= scale;
            if (!exact) error[c] = error[c] * std::fabs(scale) + TINY;
        }
        return state[ray] = exact ? EXACT : KNOWN;
    }

    // The certain sign of row.x, or 2; x is exact, or wrong by the n numbers that follow it.
    int near_dot(const double* row, bool exact_row, const double* x, bool exact_ray) const {
        double value = 0, size = 0, wrong = 0;
        const double* error = x + n;
        for (int c = 0; c < n; c++) {
            double product = row[c] * x[c];
            value += product, size += std::fabs(product), wrong += std::fabs(row[c]) * error[c];
        }
        if (exact_row && exact_ray && size < SMALL) return (value > 0) - (value < 0);
        double bound = 2 * (wrong + (n + 6) * UNIT * size) + TINY;
        return value > bound ? 1 : value < -bound ? -1 : 2;
    }
    double near_sign(const double* row, bool exact_row, const double* x, bool exact_ray) const {
        int sign = near_dot(row, exact_row, x, exact_ray);
        return sign == 2 ? 0 : sign;
    }

    void solve(Face ray, std::vector<Integer>& x) {          // coordinates in integers
        Row row[MOST];
        chosen(ray, row);
        x.resize(n);
        minors.exact(rows, row, x.data());
        for (int i = -1; i < int(basis.size()); i++) {
            int column = guide(i), known = int(plus(ray, column)) - int(minus(ray, column));
            if (!known) continue;
            if (exact_dot(linear(column), x) != known)
                for (Integer& value : x) value.negative = !value.negative;
            return;
        }
    }

    int exact_dot(Row row, const std::vector<Integer>& x) const {
        View numbers[MOST];
        rows.read(row, numbers);
        Sum sum;
        for (int c = 0; c < n; c++)
            sum.add(numbers[c].word, numbers[c].size, x[c].word, x[c].size, numbers[c].negative ^ x[c].negative);
        return sum.sign();
    }

    Face solved_ = ~Face(0);             // the ray that was solved last
    std::vector<Integer> solution_;
    const std::vector<Integer>& solution(Face ray) {
        if (solved_ != ray) solve(ray, solution_), solved_ = ray;
        return solution_;
    }

    int sign_of_row(Face ray, Row row) {
        if (approach(ray) != HOPELESS) {
            int sign = near_dot(rows.near(row), rows.exact(row), &near[size_t(2 * n) * ray], state[ray] == EXACT);
            if (sign != 2) return sign;
        }
        return exact_dot(row, solution(ray));
    }

    void set_sign(Face ray, int column, int sign) {
        Word bit = Word(1) << column % 64;
        size_t at = size_t(ray) * W + column / 64;
        if (sign > 0) ray_plus[at] |= bit;
        if (sign < 0) ray_minus[at] |= bit;
    }

    // The ray w where a form vanishes between u (positive) and v (negative): signs where these agree or one is 0.
    void between(Face w, Face u, Face v, size_t stage, int column, int first_column, uint32_t where) {
        resize_rays(w + 1);
        Word *p = &ray_plus[size_t(w) * W], *m = &ray_minus[size_t(w) * W];
        const Word *pu = &ray_plus[size_t(u) * W], *pv = &ray_plus[size_t(v) * W];
        const Word *mu = &ray_minus[size_t(u) * W], *mv = &ray_minus[size_t(v) * W];
        for (int i = 0; i < W; i++) {
            p[i] = pu[i] | pv[i], m[i] = mu[i] | mv[i];
            Word differ = p[i] & m[i];
            if (!differ) continue;
            p[i] &= ~differ, m[i] &= ~differ;
            for (; differ; differ &= differ - 1) {
                int other = 64 * i + __builtin_ctzll(differ);
                if (other != column) unsure_.push_back(other);
            }
        }
        for (int other : unsure_)
            set_sign(w, other, sign_of_row(w, row_of(stage, where, other - first_column)));
        unsure_.clear();
    }
    std::vector<int> unsure_;

    // `count` bits of a set of columns from column `first` on, count <= FORMS.
    static Word some(const Word* set, int first, int count) {
        Word found = set[first / 64] >> first % 64;
        if (first % 64 + count > 64) found |= set[first / 64 + 1] << (64 - first % 64);
        return found & ((Word(1) << count) - 1);
    }
    static void put(Word* set, int first, int count, Word bits) {
        set[first / 64] |= bits << first % 64;
        if (first % 64 + count > 64) set[first / 64 + 1] |= bits >> (64 - first % 64);
    }

    uint64_t code(Face ray, int first, int count) const {
        Word p = some(&ray_plus[size_t(ray) * W], first, count), m = some(&ray_minus[size_t(ray) * W], first, count);
        Word all = (Word(1) << count) - 1;
        return (plus(ray, 0) ? FINITE : INFINITE) | spread(p) | spread(m) << 1 | spread(all & ~(p | m)) << 2;
    }

    void look(int first, int count) {
        for (Face ray = 0; ray < lattice.levels[0].count(); ray++) lattice.levels[0].code[ray] = code(ray, first, count);
        lattice.look();
    }

    // ---- the stages -----------------------------------------------------------------------------

    void begin() {
        std::vector<bool> two_sided;
        std::vector<Row> axis;
        if (!central) two_sided.push_back(false), axis.push_back(linear(0));
        for (int i : basis) two_sided.push_back(i >= domain_rows), axis.push_back(linear(1 + i));
        lattice.simplicial(two_sided, axis, central ? lattice.links.add(linear(0), 0) : 0);
        resize_rays(lattice.levels[0].count());
        std::memset(ray_plus.data(), 0, ray_plus.size() * sizeof(Word));
        std::memset(ray_minus.data(), 0, ray_minus.size() * sizeof(Word));
        Face ray = 0;
        if (!central) set_sign(ray++, 0, 1);
        for (int i : basis) {
            set_sign(ray++, 1 + i, 1);
            if (i >= domain_rows) set_sign(ray++, 1 + i, -1);
        }
    }

    void forget_rays(const std::vector<Face>& kept) {
        for (size_t i = 0; i < kept.size(); i++) {
            std::memmove(&ray_plus[i * W], &ray_plus[kept[i] * size_t(W)], W * sizeof(Word));
            std::memmove(&ray_minus[i * W], &ray_minus[kept[i] * size_t(W)], W * sizeof(Word));
            state[i] = UNKNOWN;
        }
        resize_rays(kept.size());
        solved_ = ~Face(0);
    }

    template <class Late>
    Status restrict_to_domain(size_t memory, const Late& late) {
        while (restricted_ < domain_rows) {
            const int i = restricted_++;
            if (std::find(basis.begin(), basis.end(), i) != basis.end()) continue;
            Buffer<uint64_t>& codes = lattice.levels[0].code;
            const int column = 1 + i;
            for (Face ray = 0; ray < codes.size(); ray++) {
                if (!(ray & 1023)) lattice.heed();
                int sign = sign_of_row(ray, linear(column));
                codes[ray] = sign > 0 ? PLUS : sign < 0 ? MINUS : ZERO;
            }
            lattice.look();
            bool positive = false;
            for (Face cell = 0; cell < lattice.cells(); cell++) positive |= bool(lattice.levels.back().code[cell] & PLUS);
            std::vector<Face> chosen;
            size_t k = lattice.top();
            if (!positive) {             // the domain is flat: the faces on which the row vanishes
                for (k = lattice.levels.size(); k-- && chosen.empty();)
                    for (Face f = 0; f < lattice.levels[k].count(); f++)
                        if ((lattice.levels[k].code[f] & 7) == ZERO) chosen.push_back(f);
                k++;
                if (chosen.empty()) return EMPTY;
            } else {
                for (Face cell = 0; cell < lattice.cells(); cell++)
                    if ((lattice.levels.back().code[cell] & CUT) != MINUS) chosen.push_back(cell);
                const size_t more = lattice.find(0, nullptr);
                if (2 * bytes() + more > memory) return TOO_LARGE;
                if (more)
                    lattice.split(0, [&](uint32_t) { return linear(column); }, [&](Face w, Face u, Face v, uint32_t) {
                        between(w, u, v, 0, column, 0, 0);
                        lattice.levels[0].code[w] = ZERO;
                    });
            }
            forget_rays(lattice.keep(k, chosen));
            if (late()) return PAUSED;
        }
        if (central) return DONE;
        for (Face ray = 0; ray < lattice.levels[0].count(); ray++)
            if (plus(ray, 0)) return DONE;
        return EMPTY;
    }

    // The sign of every neuron of a layer at every ray there is.
    void enter(size_t stage, int first) {
        if (!stage) {
            const int end = first + (layers.empty() ? 0 : layers[0].width);
            for (Face ray = 0; ray < lattice.levels[0].count(); ray++)
                for (int column = 1; column < end; column++)
                    if (!plus(ray, column) && !minus(ray, column)) set_sign(ray, column, sign_of_row(ray, linear(column)));
            cell_plus.resize(W * lattice.cells()), cell_minus.resize(W * lattice.cells());
            std::memset(cell_plus.data(), 0, cell_plus.size() * sizeof(Word));
            std::memset(cell_minus.data(), 0, cell_minus.size() * sizeof(Word));
            return;
        }
        stages.resize(stage + 1);
        Stage& now = stages[stage];
        size_t cells = lattice.cells();
        now.plus.assign(cell_plus.data(), cell_plus.data() + cells * W);
        if (stage > 1) now.parent.assign(region.data(), region.data() + cells);
        else now.parent.assign(cells, 0);
        region.resize(cells);
        for (uint32_t cell = 0; cell < cells; cell++) region[cell] = cell;
        std::vector<double> x, g, z, e;
        std::vector<int> columns_of;
        for (size_t s = 0, c = 1 + domain_rows; s <= stage; c += layers[s].width, s++) columns_of.push_back(int(c));
        for (Face ray = 0; ray < lattice.levels[0].count(); ray++) {
            lattice.heed();
            bool hopeless = approach(ray) == HOPELESS;
            const double* start = &near[size_t(2 * n) * ray];
            x.assign(start, start + n), e.assign(start + n, start + 2 * n);
            for (size_t s = 0; s <= stage && !hopeless; s++) {
                const Layer& layer = layers[s];
                bool exact = layer.exact && std::all_of(e.begin(), e.end(), [](double a) { return a == 0; });
                const double unit = (layer.inputs + 4) * UNIT;
                z.assign(layer.width, 0), g.assign(layer.width, 0);
                for (int i = 0; i < layer.inputs; i++) {
                    if (x[i] == 0 && e[i] == 0) continue;
                    double wrong = std::max(e[i] + unit * std::fabs(x[i]), TINY);
                    accumulate(z.data(), g.data(), &layer.near[size_t(i) * layer.width], x[i], wrong, layer.width);
                }
                for (int j = 0; j < layer.width; j++) {
                    double& bound = g[j];
                    bound = exact && bound < 0.99 * unit * SMALL ? 0 : bound == 0 ? 0 : 2 * bound + TINY;
                    if (!(bound < LARGE_BOUND)) bound = INFINITY;        // a sum may have overflowed: it says nothing
                }
                if (s == stage) break;
                double t = start[0], wrong_t = start[n];
                x.assign(1 + layer.width, 0), e.assign(1 + layer.width, 0);
                x[0] = t, e[0] = wrong_t;
                for (int j = 0; j < layer.width; j++)
                    if (plus(ray, columns_of[s] + j)) x[1 + j] = z[j], e[1 + j] = g[j];
            }
            exact_inputs_ = ~size_t(0);
            for (int j = 0; j < layers[stage].width; j++) {
                int sign;
                if (!hopeless && z[j] > g[j]) sign = 1;
                else if (!hopeless && z[j] < -g[j]) sign = -1;
                else if (!hopeless && z[j] == 0 && g[j] == 0) sign = 0;
                else sign = exact_value(ray, stage, j, columns_of);
                set_sign(ray, first + j, sign);
            }
        }
    }

    size_t exact_inputs_ = ~size_t(0);   // the stage whose inputs at the ray of `enter` are in inputs_
    std::vector<Integer> inputs_;

    int exact_value(Face ray, size_t stage, int neuron, const std::vector<int>& columns_of) {
        if (exact_inputs_ != stage) {
            std::vector<Integer> x = solution(ray);
            Integer t = x[0];
            for (size_t s = 0; s < stage; s++) {
                std::vector<Integer> after(1 + layers[s].width);
                after[0] = t;
                for (int j = 0; j < layers[s].width; j++)
                    if (plus(ray, columns_of[s] + j)) after[1 + j] = value(s, j, x).value();
                x.swap(after);
            }
            inputs_.swap(x), exact_inputs_ = stage;
        }
        return value(stage, neuron, inputs_).sign();
    }

    Sum value(size_t stage, int neuron, const std::vector<Integer>& x) const {
        Sum sum;
        const Layer& layer = layers[stage];
        const View* weights = &layer.weight[size_t(neuron) * layer.inputs];
        for (int i = 0; i < layer.inputs; i++)
            sum.add(weights[i].word, weights[i].size, x[i].word, x[i].size, weights[i].negative ^ x[i].negative);
        return sum;
    }

    size_t bytes() const {
        size_t all = lattice.bytes() + rows.bytes() + near.bytes() + state.bytes() + ray_plus.bytes() + ray_minus.bytes() +
                     cell_plus.bytes() + cell_minus.bytes() + region.bytes();
        for (const Stage& stage : stages) all += stage.plus.size() * 8 + stage.parent.size() * 4 + stage.known.size() * 48;
        return all;
    }

    // Go on until it is done, or so many milliseconds have passed (0: no limit), seen after every neuron and domain row.
    // shared: whether to stop, written by another thread; how far it is, read by it: neurons, cells
    Status run(size_t memory, volatile int64_t* shared, int64_t milliseconds) {
        auto start = std::chrono::steady_clock::now();
        auto late = [&]() {
            return milliseconds && std::chrono::steady_clock::now() - start > std::chrono::milliseconds(milliseconds);
        };
        lattice.stop = shared;
        if (!begun_) {
            begin();
            begun_ = true, first_ = 1 + domain_rows;
        }
        const Status status = restrict_to_domain(memory, late);
        if (status != DONE) return status;
        for (; stage_ < layers.size(); first_ += layers[stage_].width, stage_++, neuron_ = 0) {
            if (!neuron_) enter(stage_, first_);
            while (neuron_ < layers[stage_].width) {
                int form = neuron_ % FORMS, begin = first_ + neuron_ - form;
                int count = std::min(FORMS, layers[stage_].width - (neuron_ - form));
                if (!form) look(begin, count);
                size_t more = lattice.find(form, stage_ ? region.data() : nullptr);
                if (2 * bytes() + more > memory) return TOO_LARGE;           // the tables that Python gets take as much
                if (more) split(stage_, neuron_, first_, form, begin, count);
                neuron_++, column_reached++;
                if (form == count - 1) settle(begin, count);
                shared[1] = column_reached, shared[2] = int64_t(lattice.cells());
                if (*shared) return STOPPED;
                if (neuron_ < layers[stage_].width && late()) return PAUSED;
            }
        }
        if (layers.empty()) enter(0, first_);
        look(0, 0);
        sort();
        return DONE;
    }

    // Among the faces on which no open row of the domain vanishes: for each level those with t > 0 somewhere, and
    // everywhere; and those of codimension 1 with t > 0 somewhere on which no one of the first `frame` rows does either,
    // but for rows that vanish everywhere. The codes are lost.
    void owned(int frame, const uint8_t* open, int64_t* counts, int64_t* walls) {
        const size_t top = lattice.top();
        std::vector<std::vector<bool>> own(top + 1), inside(1);
        for (size_t k = 0; k <= top; k++) own[k].assign(lattice.levels[k].count(), true);
        if (top) inside[0].assign(lattice.levels[top - 1].count(), true);
        bool apex_is_wall = central && !top;                 // of a line: every row vanishes there
        for (int i = 0; i < domain_rows; i++) apex_is_wall = apex_is_wall && !open[i];
        for (int kind = 0; kind < 2; kind++) {
            std::vector<int> chosen;
            for (int i = 0; i < domain_rows; i++)
                if (kind ? i < frame : bool(open[i])) chosen.push_back(1 + i);
            for (size_t first = 0; first < chosen.size(); first += 62) {
                const size_t end = std::min(first + 62, chosen.size());
                uint64_t somewhere = 0;
                for (Face ray = 0; ray < lattice.levels[0].count(); ray++) {
                    uint64_t code = plus(ray, 0) ? FINITE : INFINITE;
                    for (size_t i = first; i < end; i++) code |= uint64_t(plus(ray, chosen[i])) << (i - first);
                    lattice.levels[0].code[ray] = code, somewhere |= code;
                }
                lattice.look();
                const uint64_t all = (uint64_t(1) << (end - first)) - 1, mask = kind ? somewhere & all : all;
                apex_is_wall = apex_is_wall && !(kind && mask);
                for (size_t k = kind ? top - 1 : 0; k <= top && (!kind || (top && k < top)); k++) {
                    std::vector<bool>& flags = kind ? inside[0] : own[k];
                    for (size_t f = 0; f < flags.size(); f++)
                        if ((lattice.levels[k].code[f] & mask) != mask) flags[f] = false;
                }
            }
        }
        look(0, 0);
        *walls = apex_is_wall;
        for (size_t k = 0; k <= top; k++) {
            counts[2 * k] = counts[2 * k + 1] = 0;
            for (size_t f = 0; f < own[k].size(); f++) {
                if (!own[k][f]) continue;
                const uint64_t code = lattice.levels[k].code[f];
                const bool counted = central || code & FINITE;
                counts[2 * k] += counted, counts[2 * k + 1] += !(code & INFINITE);
                *walls += counted && k + 1 == top && inside[0][f];
            }
        }
    }

    bool begun_ = false;
    size_t stage_ = 0;
    int neuron_ = 0, first_ = 0, restricted_ = 0;          // rows of the domain that are done

    void split(size_t stage, int neuron, int first, int form, int begin, int count) {
        const int column = first + neuron;
        const std::vector<Face>& cut = lattice.cut.back();
        size_t cells = lattice.cells(), i = 0;
        cell_plus.resize(W * (cells + cut.size())), cell_minus.resize(W * (cells + cut.size()));
        if (stage) region.resize(cells + cut.size());
        for (Face cell : cut) {
            std::memcpy(&cell_plus[W * (cells + i)], &cell_plus[W * size_t(cell)], W * sizeof(Word));
            std::memcpy(&cell_minus[W * (cells + i)], &cell_minus[W * size_t(cell)], W * sizeof(Word));
            if (stage) region[cells + i] = region[cell];
            i++;
        }
        lattice.split(form, [&](uint32_t where) { return row_of(stage, where, neuron); },
                      [&](Face w, Face u, Face v, uint32_t where) {
                          between(w, u, v, stage, column, first, where);
                          lattice.levels[0].code[w] = code(w, begin, count);
                      });
    }

    // Read the signs of the cells off their codes, now that no form of this batch cuts one.
    void settle(int first, int count) {
        const Level& top = lattice.levels.back();
        for (size_t cell = 0; cell < top.count(); cell++) {
            put(&cell_plus[cell * W], first, count, gathered(top.code[cell]) & ((Word(1) << count) - 1));
            put(&cell_minus[cell * W], first, count, gathered(top.code[cell] >> 1) & ((Word(1) << count) - 1));
        }
    }

    // The canonical order: as text, '+' before '-' before '0'.
    void sort() {
        order.resize(lattice.cells());
        for (size_t cell = 0; cell < order.size(); cell++) order[cell] = uint32_t(cell);
        std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
            const Word *pa = &cell_plus[size_t(a) * W], *pb = &cell_plus[size_t(b) * W];
            const Word *ma = &cell_minus[size_t(a) * W], *mb = &cell_minus[size_t(b) * W];
            for (int i = 0; i < W; i++)
                if (Word differ = (pa[i] ^ pb[i]) | (ma[i] ^ mb[i])) {
                    Word bit = differ & -differ;             // the first column where they differ
                    return pa[i] & bit ? true : pb[i] & bit ? false : bool(ma[i] & bit);
                }
            return false;
        });
    }
};

}  // namespace exactrelu

// ---- what Python calls (engines/compiled.py) ----------------------------------------------------

using namespace exactrelu;

extern "C" {

// The stamp of the files it was made from (stamp.py); nothing if it was made by hand.
#define AS_TEXT(x) #x
#define TEXT_OF(x) AS_TEXT(x)
const char* native_stamp() {
#ifdef STAMP
    return TEXT_OF(STAMP);
#else
    return "";
#endif
}

// numbers: the words of all rows of the domain, then of all layers; sizes: their number for each entry, negative for a
// negative one. widths: the neurons of each layer.
void* fan_new(int n, int central, int domain_rows, int layers, const int32_t* widths, const int32_t* basis, int basis_size,
              const int32_t* sizes, const uint64_t* words, int64_t word_count) {
    try {
        Fan* fan = new Fan(n, central, domain_rows);
        fan->words.assign(words, words + word_count);
        fan->basis.assign(basis, basis + basis_size);
        const Word* at = fan->words.data();
        auto next = [&]() {
            View view{at, std::abs(*sizes), *sizes < 0};
            at += view.size, sizes++;
            return view;
        };
        std::vector<View> row(n);
        static const Word one = 1;
        for (int c = 0; c < n; c++) row[c] = {&one, c == 0, false};
        fan->rows.add(row.data());
        for (int i = 0; i < domain_rows; i++) {
            for (int c = 0; c < n; c++) row[c] = next();
            fan->rows.add(row.data());
        }
        fan->columns = 1 + domain_rows;
        for (int s = 0; s < layers; s++) {
            Layer layer;
            layer.inputs = s ? 1 + widths[s - 1] : n, layer.width = widths[s];
            layer.exact = true;
            while (1 << layer.log_inputs < layer.inputs) layer.log_inputs++;
            layer.near.resize(size_t(layer.inputs) * layer.width);
            for (int j = 0; j < layer.width; j++)
                for (int i = 0; i < layer.inputs; i++) {
                    View view = next();
                    layer.weight.push_back(view);
                    double value = view.size > 15 ? NAN : Rows::approximate(view, 0);
                    layer.near[size_t(i) * layer.width + j] = value;
                    layer.exact = layer.exact && view.size <= 1 && std::fabs(value) < SMALL;
                    if (view.size) layer.bits = std::max(layer.bits, 64 * view.size - __builtin_clzll(view.word[view.size - 1]));
                }
            if (!s)
                for (int j = 0; j < layer.width; j++) fan->rows.add(&layer.weight[size_t(j) * n]);
            fan->columns += layer.width;
            fan->layers.push_back(std::move(layer));
        }
        fan->W = (fan->columns + 63) / 64;
        return fan;
    } catch (const std::exception&) {
        return nullptr;
    }
}

void fan_delete(void* handle) { delete static_cast<Fan*>(handle); }

int fan_run(void* handle, int64_t memory, int64_t* shared, int64_t milliseconds) {
    try {
        return static_cast<Fan*>(handle)->run(size_t(memory), shared, milliseconds);
    } catch (const TooWide&) {
        return TOO_WIDE;
    } catch (const Stopped&) {
        return STOPPED;
    } catch (const std::exception&) {
        return NO_MEMORY;
    }
}

// What a fan that was too large had reached: neurons, faces.
void fan_reached(void* handle, int64_t* out) {
    Fan* fan = static_cast<Fan*>(handle);
    out[0] = fan->column_reached, out[1] = int64_t(fan->lattice.faces());
}

int fan_levels(void* handle) { return int(static_cast<Fan*>(handle)->lattice.levels.size()); }

// For each level: faces, entries of the table, faces with t > 0 somewhere, faces with t > 0 at every ray.
void fan_counts(void* handle, int64_t* out) {
    for (const Level& level : static_cast<Fan*>(handle)->lattice.levels) {
        int64_t entries = 0, finite = 0, bounded = 0;
        for (size_t f = 0; f < level.count(); f++) {
            entries += level.length[f];
            finite += bool(level.code[f] & FINITE), bounded += !(level.code[f] & INFINITE);
        }
        *out++ = int64_t(level.count()), *out++ = entries, *out++ = finite, *out++ = bounded;
    }
}

int fan_owned(void* handle, int frame, const uint8_t* open, int64_t* counts, int64_t* walls) {
    try {
        static_cast<Fan*>(handle)->owned(frame, open, counts, walls);
    } catch (const std::exception&) {
        return NO_MEMORY;
    }
    return DONE;
}

// The table of a level >= 1; cells in canonical order.
void fan_table(void* handle, int k, int64_t* start, int64_t* ids) {
    Fan* fan = static_cast<Fan*>(handle);
    const Level& level = fan->lattice.levels[k];
    bool cells = size_t(k) == fan->lattice.top();
    int64_t end = 0;
    for (size_t i = 0; i < level.count(); i++) {
        size_t f = cells ? fan->order[i] : i;
        start[i] = end;
        for (uint32_t j = 0; j < level.length[f]; j++) ids[end++] = level.ids[level.start[f] + j];
    }
    start[level.count()] = end;
}

static void write_signs(const Fan* fan, const Word* plus, const Word* minus, int8_t* out) {
    const Word ones = 0x0101010101010101ull;
    for (int column = 1 + fan->domain_rows; column < fan->columns; column += 8) {
        int count = std::min(8, fan->columns - column);
        Word p = Fan::some(plus, column, count), m = Fan::some(minus, column, count);
        // bit i of a byte to byte i: multiply, keep bit i of byte i, make it 0 or 1
        auto bytes = [ones](Word x) { return ((x * ones & 0x8040201008040201ull) + 0x7f7f7f7f7f7f7f7full) >> 7 & ones; };
        Word found = bytes(p) | bytes(m) * 255;
        std::memcpy(out, &found, count), out += count;
    }
}

// The signs of all forms inside every cell, in canonical order, and whether it is bounded.
void fan_cells(void* handle, int8_t* signs, uint8_t* bounded) {
    Fan* fan = static_cast<Fan*>(handle);
    size_t forms = fan->columns - 1 - fan->domain_rows;
    for (size_t i = 0; i < fan->order.size(); i++) {
        size_t cell = fan->order[i];
        write_signs(fan, &fan->cell_plus[cell * fan->W], &fan->cell_minus[cell * fan->W], signs + i * forms);
        bounded[i] = !(fan->lattice.levels.back().code[cell] & INFINITE);
    }
}

void fan_ray_signs(void* handle, int8_t* signs) {
    Fan* fan = static_cast<Fan*>(handle);
    size_t forms = fan->columns - 1 - fan->domain_rows, count = fan->lattice.levels[0].count();
    for (size_t i = 0; i < count; i++) {
        size_t ray = fan->lattice.top() ? i : fan->order[i];
        write_signs(fan, &fan->ray_plus[ray * fan->W], &fan->ray_minus[ray * fan->W], signs + i * forms);
    }
}

// The coordinates of some rays: those of one word into out, divided by their common divisor, with sizes 0; the others
// into words, their sizes (negative for negative numbers) into sizes. Returns the rays written, at least one if there
// is room for `capacity` words.
int64_t fan_rays(void* handle, int64_t first, int64_t last, int64_t* out, int32_t* sizes, uint64_t* words, int64_t capacity) {
    Fan* fan = static_cast<Fan*>(handle);
    int64_t used = 0, written = 0;
    try {
        std::vector<Integer> x;
        for (int64_t i = first; i < last; i++, written++) {
            fan->solve(Face(fan->lattice.top() ? i : fan->order[i]), x);
            int total = 0;
            bool small = true;
            for (const Integer& value : x) {
                total += value.size;
                small = small && (!value.size || (value.size == 1 && value.word[0] < Word(1) << 62));
            }
            if (small) {
                Word common = 0;
                for (const Integer& value : x) {
                    Word a = value.size ? value.word[0] : 0;
                    while (a) { Word rest = common % a; common = a, a = rest; }
                }
                for (int c = 0; c < fan->n; c++) {
                    int64_t value = x[c].size ? int64_t(x[c].word[0] / common) : 0;
                    *out++ = x[c].negative ? -value : value;
                    *sizes++ = 0;
                }
                continue;
            }
            if (used + total > capacity) break;
            for (const Integer& value : x) {
                *out++ = 0;
                *sizes++ = value.negative ? -value.size : value.size;
                std::memcpy(words + used, value.word, value.size * sizeof(Word));
                used += value.size;
            }
        }
    } catch (const TooWide&) {
        return -1;
    } catch (const std::exception&) {
        return -2;
    }
    return written;
}

}  // extern "C"
