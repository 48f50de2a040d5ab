// An array that grows at its end; what is new in it is not initialised. Elements are plain data.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>
#include <type_traits>
#include <utility>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace exactrelu {

template <class T>
class Buffer {
    static_assert(std::is_trivially_copyable<T>::value, "elements are moved by realloc");
    T* data_ = nullptr;
    size_t size_ = 0, room_ = 0;

  public:
    Buffer() {}
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    Buffer(Buffer&& other) noexcept { swap(other); }
    Buffer& operator=(Buffer&& other) noexcept { swap(other); return *this; }
    ~Buffer() { std::free(data_); }

    void swap(Buffer& other) {
        std::swap(data_, other.data_), std::swap(size_, other.size_), std::swap(room_, other.room_);
    }
    void reserve(size_t room) {
        if (room <= room_) return;
        size_t wanted = room > room_ + room_ / 2 ? room : room_ + room_ / 2;
        void* moved = std::realloc(static_cast<void*>(data_), wanted * sizeof(T));
        if (!moved) throw std::bad_alloc();
        data_ = static_cast<T*>(moved), room_ = wanted;
        large_pages();
    }
    // Long arrays that are read here and there are faster, and are given by the system at once, in pages of 2 MB.
    void large_pages() {
#if defined(__linux__)
        const uintptr_t page = uintptr_t(1) << 21, first = (reinterpret_cast<uintptr_t>(data_) + page - 1) & ~(page - 1);
        const uintptr_t last = reinterpret_cast<uintptr_t>(data_ + room_) & ~(page - 1);
        if (first + page <= last) madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
#endif
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
