#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::compiler::emit {

// For each unit, the number of its instructions that must have completed; what Instruction::wait holds.
using Waits = std::array<std::uint32_t, machine::kUnits>;
inline void merge(Waits* into, const Waits& from) {
  for (int u = 0; u < machine::kUnits; ++u) (*into)[u] = std::max((*into)[u], from[u]);
}

// Who touched a range of memory that has one meaning, so that instructions wait for exactly the hazards they
// have. A unit never waits for itself: it works in order, and a later transfer of the same unit arrives
// later.
class HazardObject {
 public:
  // Every access of `old` becomes something to wait for: this object overwrites it.
  void inherit(const HazardObject& old) {
    merge(&inherited_, old.all_);
    merge(&all_, old.all_);
  }
  // An access by instruction `index` (1-based count within its unit). The returned waits must go into that
  // instruction.
  Waits read(machine::Unit unit, std::uint32_t index) {
    Waits waits = written_;
    merge(&waits, inherited_);
    waits[static_cast<int>(unit)] = 0;
    all_[static_cast<int>(unit)] = index;
    return waits;
  }
  // `disjoint`: this write touches other bytes of the object than all accesses of units since the object was
  // made, so only inherited waits count.
  Waits write(machine::Unit unit, std::uint32_t index, bool disjoint = false) {
    Waits waits = disjoint ? inherited_ : all_;
    waits[static_cast<int>(unit)] = 0;
    written_[static_cast<int>(unit)] = all_[static_cast<int>(unit)] = index;
    return waits;
  }

 private:
  Waits inherited_{}, written_{}, all_{};  // all: inherited, written and read
};

// The objects of one memory, at any addresses. A new object inherits from all earlier ones that it overlaps.
class MemoryHazards {
 public:
  void clear();
  int create(std::int64_t begin, std::int64_t end);
  HazardObject& operator[](int object) { return objects_[object]; }

 private:
  struct Piece {
    std::int64_t begin, end;
    int object;
  };
  std::vector<HazardObject> objects_;
  std::vector<Piece> latest_;  // by address, disjoint: the object that was created last there
};

}  // namespace apollo::compiler::emit
