#pragma once
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace apollo::systemc {

// The contents of a memory, when data is on. A small one is filled with a pattern, so that a byte that is
// read before it was written shows. A large one is zero: the host gives it pages only where it is written,
// and the memories of a chip together may be larger than the host's. An access outside throws
// std::logic_error naming the memory: the program breaks its contract.
class MemoryImage {
 public:
  explicit MemoryImage(std::string name) : name_(std::move(name)) {}
  void allocate(std::int64_t bytes);  // std::bad_alloc: the host refuses
  bool allocated() const { return bytes_ != nullptr; }

  // `count` bytes from `address` on, to be read or written.
  std::int8_t* at(std::int64_t address, std::int64_t count) {
    check(address, count);
    return bytes_.get() + address;
  }
  const std::int8_t* at(std::int64_t address, std::int64_t count) const {
    check(address, count);
    return bytes_.get() + address;
  }

  static constexpr std::int8_t kPoison = -91;
  static constexpr std::int64_t kLargestPoisoned = 64 << 10;

 private:
  void check(std::int64_t address, std::int64_t count) const {
    if (address < 0 || count < 0 || address + count > size_) fail(address, count);
  }
  struct Free {
    void operator()(std::int8_t* bytes) const { std::free(bytes); }
  };
  [[noreturn]] void fail(std::int64_t address, std::int64_t count) const;

  std::string name_;
  std::int64_t size_ = 0;
  std::unique_ptr<std::int8_t[], Free> bytes_;
};

}  // namespace apollo::systemc
