#pragma once
#include <vector>

#include "apollo/compiler/decisions/plan.h"

namespace apollo::compiler::emit {

// The slots of one operand of an op in every PE memory, which tiles fill in turn.
class SlotRing {
 public:
  struct Slot {
    int object = -1;        // in PeMemory; -1: not used yet
    std::int64_t key = -1;  // of what it has; -1: nothing
    int users = 0;          // tiles that are still to read it
  };

  // All slots unused. `place` gives their number, size and address.
  void assign(const decisions::Slots& place) {
    place_ = place;
    slots_.assign(static_cast<std::size_t>(place.count), Slot());
    next_ = 0;
  }
  // The slot with that key; -1 if none has it.
  int find(std::int64_t key) const {
    for (std::size_t s = 0; s < slots_.size(); ++s)
      if (slots_[s].key == key) return static_cast<int>(s);
    return -1;
  }
  // The slot whose turn it is; take() goes on to the one after it.
  int next() const { return static_cast<int>(next_); }
  int take() {
    const std::size_t taken = next_;
    next_ = (next_ + 1) % slots_.size();
    return static_cast<int>(taken);
  }
  Slot& operator[](int slot) { return slots_[static_cast<std::size_t>(slot)]; }
  const Slot& operator[](int slot) const { return slots_[static_cast<std::size_t>(slot)]; }
  std::int64_t address(int slot) const { return place_.address + slot * place_.bytes; }
  std::int64_t bytes() const { return place_.bytes; }
  program::Ring ring() const { return {place_.address, place_.count * place_.bytes}; }

 private:
  decisions::Slots place_;
  std::vector<Slot> slots_;
  std::size_t next_ = 0;
};

}  // namespace apollo::compiler::emit
