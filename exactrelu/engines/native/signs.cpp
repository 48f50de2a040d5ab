// The signs engine, compiled: all cells of a problem, depth first. Called by exactrelu/engines/signs.py through ctypes.
#include <memory>
#include <new>

#include "walk.hpp"

namespace exactrelu::signs {
namespace {

enum Outcome { DONE, STOPPED, FULL, EMPTY, TOO_WIDE, NO_MEMORY, NO_CELL, PAUSED = 100 };

struct Handle {
    std::unique_ptr<Task> task;
    std::unique_ptr<Found> found;
    Found none{0, false, 0, nullptr, 0};       // for the search for single cells
    std::unique_ptr<Walk> single;
    std::vector<Integer> rays;              // of a single cell, their entries
};

// Reads vectors of integers that are packed as numbers of words (negative for negative integers) and words.
struct Reader {
    const int32_t* size;
    const Word* word;
    void read(Vectors& into, int64_t count) {
        std::vector<Integer> row(into.n);
        for (int64_t i = 0; i < count; i++) {
            for (Integer& entry : row) {
                const int words = std::abs(*size);
                if (words > CAPACITY) throw TooWide();
                entry = integer(word, words, *size++ < 0), word += words;
            }
            into.add(row.data());
        }
    }
};

template <class Work>
int guarded(Work work) {
    try {
        work();
        return DONE;
    } catch (Stopped) { return STOPPED;
    } catch (Late) { return PAUSED;
    } catch (Full) { return FULL;
    } catch (Empty) { return EMPTY;
    } catch (NoCell) { return NO_CELL;
    } catch (TooWide) { return TOO_WIDE;
    } catch (const std::bad_alloc&) { return NO_MEMORY;
    }
}

}  // namespace
}  // namespace exactrelu::signs

using namespace exactrelu::signs;
using exactrelu::Integer;
using exactrelu::Word;

extern "C" {

// shape: n, central, rows, independent rows, then which they are, points, layers, then the forms and columns of each.
// The numbers: rows, points, then the layers.
Handle* signs_new(const int64_t* shape, const int32_t* sizes, const Word* words) {
    Handle* handle = new (std::nothrow) Handle;
    if (!handle) return nullptr;
    const int outcome = guarded([&] {
        const int n = int(*shape++);
        const bool central = *shape++;
        auto task = std::make_unique<Task>(n, central);
        const int64_t rows = *shape++, independent = *shape++;
        for (int64_t i = 0; i < independent; i++) task->basis.push_back(int(*shape++));
        Reader reader{sizes, words};
        reader.read(task->rows, rows);
        reader.read(task->first, *shape++);
        for (int64_t layers = *shape++; layers; layers--) {
            const int64_t forms = *shape++;
            task->stages.emplace_back(int(*shape++));
            reader.read(task->stages.back(), forms);
        }
        handle->task = std::move(task);
    });
    if (outcome == DONE) return handle;
    delete handle;
    return nullptr;
}

void signs_delete(Handle* handle) { delete handle; }

// Look for all cells; keep at most so many of them, or only count. Cells with more than so many rays are searched by linear
// programs. A search that takes longer than so many milliseconds (0: no limit) is PAUSED, and begins again if it is
// asked for again. The outcome.
int signs_run(Handle* handle, int keep, int64_t most, int most_rays, int64_t* shared, int64_t milliseconds) {
    const auto search = [&](int rays) {
        return guarded([&] {
            const Task& task = *handle->task;
            handle->found = std::make_unique<Found>(task.offset(task.stages.size()), keep, most, shared, milliseconds);
            Walk(task, *handle->found, rays).run();
            shared[1] = handle->found->cells;
        });
    };
    const int outcome = search(most_rays);
    return outcome == TOO_WIDE && most_rays < INT_MAX ? search(INT_MAX) : outcome;      // minors may be wider than rays
}

// How many cells were found, and how many of them are bounded.
void signs_count(const Handle* handle, int64_t* counts) {
    const Found& found = *handle->found;
    counts[0] = found.cells, counts[1] = found.bounded_cells;
}

// The cells that were kept: signs, whether bounded.
void signs_copy(const Handle* handle, int8_t* signs, uint8_t* bounded) {
    const Found& found = *handle->found;
    std::copy(found.signs.begin(), found.signs.end(), signs);
    std::copy(found.bounded.begin(), found.bounded.end(), bounded);
}

// The extreme rays of the cell with a sign vector; size: how many they are, and how many words they have. As with
// signs_run it may be PAUSED.
int signs_rays(Handle* handle, const int8_t* signs, int64_t* size, int64_t* shared, int64_t milliseconds) {
    return guarded([&] {
        handle->none.begin(shared, milliseconds);
        if (!handle->single) handle->single = std::make_unique<Walk>(*handle->task, handle->none, INT_MAX);
        handle->rays.clear();
        size[0] = handle->single->rays(signs, handle->rays);
        size[1] = 0;
        for (const Integer& entry : handle->rays) size[1] += entry.size;
    });
}

void signs_copy_rays(const Handle* handle, int32_t* sizes, Word* words) {
    for (const Integer& entry : handle->rays) {
        *sizes++ = entry.negative ? -entry.size : entry.size;
        words = std::copy(entry.word, entry.word + entry.size, words);
    }
}

// For tests: whether a form on n coordinates is proved a positive combination of these (with doubles or with integers), and
// whether all of them are positive at a point.
int signs_certify(int n, int count, const int64_t* rows, const int64_t* form, int in_doubles) {
    Vectors all(n);
    for (int i = 0; i < count; i++) all.add(rows + int64_t(i) * n);
    all.add(form);
    std::vector<Signed> exact;
    for (int i = 0; i < count; i++) exact.push_back({&all, i, 1});
    bool proved = false;
    guarded([&] {
        if (!in_doubles) {
            proved = InIntegers().certify(exact, {&all, count, 1}, n);
            return;
        }
        System system(n, 0);
        std::vector<const double*> near;
        for (int i = 0; i <= count; i++) system.add({&all, i, 1}, -1);
        for (int i = 0; i < count; i++) near.push_back(system.row(i));
        proved = InDoubles().certify(near, system.row(count), n);
    });
    return proved;
}

int signs_contains(int n, int count, const int64_t* rows, const int64_t* point) {
    Inside inside(n);
    Vectors all(n);
    for (int i = 0; i < count; i++) all.add(rows + int64_t(i) * n), inside.system.add({&all, i, 1}, -1);
    std::vector<Integer> entries;
    for (int i = 0; i < n; i++) entries.push_back(integer(exactrelu::signs::Wide(point[i])));
    return inside.contains(inside.points.add(entries));
}

}  // extern "C"
