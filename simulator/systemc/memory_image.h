#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace apollo::simulator::systemc {

// The contents of a memory, when data is on. Filled with a pattern, so that a byte that is read before it was
// written shows. An access outside throws std::logic_error naming the memory: the program breaks its
// contract.
class MemoryImage {
 public:
  explicit MemoryImage(std::string name) : name_(std::move(name)) {}
  void allocate(std::int64_t bytes) { bytes_.assign(static_cast<std::size_t>(bytes), poison); }
  bool allocated() const { return !bytes_.empty(); }

  // `count` bytes from `address` on, to be read or written.
  std::int8_t* at(std::int64_t address, std::int64_t count) {
    check(address, count);
    return bytes_.data() + address;
  }
  const std::int8_t* at(std::int64_t address, std::int64_t count) const {
    check(address, count);
    return bytes_.data() + address;
  }

  static constexpr std::int8_t poison = -91;

 private:
  void check(std::int64_t address, std::int64_t count) const {
    if (address < 0 || count < 0 || address + count > static_cast<std::int64_t>(bytes_.size()))
      fail(address, count);
  }
  [[noreturn]] void fail(std::int64_t address, std::int64_t count) const;

  std::string name_;
  std::vector<std::int8_t> bytes_;
};

}  // namespace apollo::simulator::systemc
