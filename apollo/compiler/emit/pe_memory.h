#pragma once
#include <vector>

#include "apollo/compiler/emit/hazards.h"
#include "apollo/compiler/emit/layout.h"

namespace apollo::compiler::emit {

// What lies where in every PE memory, for hazards: slots, partial sums and holds.
class PeMemory {
 public:
  // Forgets all objects. `layout` has to live until the next call.
  void reset(const Layout& layout) {
    layout_ = &layout;
    hazards_.clear();
    holds_.assign(layout.buffers.size(), -1);
  }
  int create(std::int64_t address, std::int64_t bytes) { return hazards_.create(address, address + bytes); }
  // The object of a buffer's hold, which is created when it is first asked for.
  int hold(int buffer) {
    int& object = holds_[buffer];
    if (object < 0) object = create(layout_->hold_addresses[buffer], layout_->buffers[buffer].hold_bytes);
    return object;
  }
  HazardObject& operator[](int object) { return hazards_[object]; }

 private:
  const Layout* layout_ = nullptr;
  MemoryHazards hazards_;
  std::vector<int> holds_;  // by buffer; -1: not created yet
};

}  // namespace apollo::compiler::emit
