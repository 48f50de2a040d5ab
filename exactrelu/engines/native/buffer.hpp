// An array that grows at its end; what is new in it is not initialised. Elements are plain data.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <type_traits>

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
    }
    void resize(size_t size) { reserve(size), size_ = size; }
    void push(T value) { resize(size_ + 1), data_[size_ - 1] = value; }
    void clear() { std::free(data_), data_ = nullptr, size_ = room_ = 0; }
    size_t size() const { return size_; }
    size_t bytes() const { return room_ * sizeof(T); }
    T* data() { return data_; }
    const T* data() const { return data_; }
    T& operator[](size_t i) { return data_[i]; }
    const T& operator[](size_t i) const { return data_[i]; }
};

}  // namespace exactrelu
