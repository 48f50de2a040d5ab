// An array that grows at its end; what is new in it is not initialised. Elements are plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace exactrelu {

#if defined(__linux__)
// Memory in pages of 2 MB, which the system gives at once and finds faster. `old` of `before` bytes (0: no such memory)
// grows to `bytes`; its pages are moved, not copied. Both are multiples of LARGE.
constexpr size_t LARGE = size_t(1) << 21;

inline void* large_pages(void* old, size_t before, size_t bytes) {
    if (before && mremap(old, before, bytes, 0) != MAP_FAILED) return old;
    void* room = mmap(nullptr, bytes + LARGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) return nullptr;
    char *first = static_cast<char*>(room), *place = first + (LARGE - reinterpret_cast<uintptr_t>(first) % LARGE) % LARGE;
    if (place > first) munmap(first, size_t(place - first));
    munmap(place + bytes, LARGE - size_t(place - first));
    void* made = before ? mremap(old, before, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, place)
                        : mmap(place, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (made == MAP_FAILED) {
        munmap(place, bytes);
        return nullptr;
    }
    madvise(made, bytes, MADV_HUGEPAGE);
    return made;
}
#endif

template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable<T>::value, "elements are moved as bytes");
    T* data_ = nullptr;
    size_t size_ = 0, room_ = 0, mapped_ = 0;        // mapped_: the bytes of large pages, or 0

    void release() {
#if defined(__linux__)
        if (mapped_) {
            munmap(static_cast<void*>(data_), mapped_);
            return;
        }
#endif
        std::free(data_);
    }

  public:
    Buffer() {}
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept { swap(other); return *this; }
    ~Buffer() { release(); }

    void swap(Buffer& other) {
        std::swap(data_, other.data_), std::swap(size_, other.size_), std::swap(room_, other.room_), std::swap(mapped_, other.mapped_);
    }
    void reserve(size_t room) {
        if (room <= room_) return;
        size_t wanted = room > room_ + room_ / 2 ? room : room_ + room_ / 2;
        if (wanted > SIZE_MAX / sizeof(T) / 2) throw std::bad_alloc();
        void* moved = nullptr;
#if defined(__linux__)
        if (wanted * sizeof(T) > LARGE / 2) {
            const size_t bytes = (wanted * sizeof(T) + LARGE - 1) / LARGE * LARGE;
            moved = large_pages(data_, mapped_, bytes);
            if (!moved) throw std::bad_alloc();
            if (!mapped_) {
                if (size_) std::memcpy(moved, static_cast<void*>(data_), size_ * sizeof(T));
                std::free(data_);
            }
            mapped_ = bytes, wanted = bytes / sizeof(T);
        }
#endif
        if (!mapped_) moved = std::realloc(static_cast<void*>(data_), wanted * sizeof(T));
        if (!moved) throw std::bad_alloc();
        data_ = static_cast<T*>(moved), room_ = wanted;
    }
    void resize(size_t size) { reserve(size), size_ = size; }
    void push(T value) { resize(size_ + 1), data_[size_ - 1] = value; }
    void clear() { size_ = 0; }
    size_t size() const { return size_; }
    size_t bytes() const { return room_ * sizeof(T); }
    T* data() { return data_; }
    const T* data() const { return data_; }
    T& operator[](size_t i) { return data_[i]; }
    const T& operator[](size_t i) const { return data_[i]; }
};

}  // namespace exactrelu
