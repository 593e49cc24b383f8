#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "simulator/program.h"

namespace apollo::compiler {

// For each unit, the number of its instructions that must have completed; what Instruction::wait holds.
using Waits = std::array<std::uint32_t, simulator::kUnits>;
inline void merge(Waits* into, const Waits& from) {
  for (int u = 0; u < simulator::kUnits; ++u) (*into)[u] = std::max((*into)[u], from[u]);
}

// Tracks who touched which part of one memory, so that instructions wait for exactly the hazards they have.
// Memory is handed out as objects (address ranges with one meaning); an object inherits, from all earlier
// objects that overlap it, every access as something to wait for. A unit never waits for itself: it works in
// order, and a later transfer of the same unit arrives later.
class MemoryHazards {
 public:
  int create(std::int64_t begin, std::int64_t end);
  // An access by instruction `index` (1-based count within its unit). The returned waits must go into that
  // instruction.
  Waits read(int object, simulator::Unit unit, std::uint32_t index);
  // `disjoint`: this write touches other bytes of the object than all accesses of units since the object was
  // made, so only inherited waits count.
  Waits write(int object, simulator::Unit unit, std::uint32_t index, bool disjoint = false);

 private:
  struct Object {
    Waits inherited{}, written{}, read{};
  };
  struct Piece {
    std::int64_t end;
    int object;
  };
  std::vector<Object> objects_;
  std::map<std::int64_t, Piece>
      latest_;  // by first address, disjoint: the object that was created last there
};

// Hands out a memory as a ring, in order: what was allocated longest ago is overwritten first. An allocation
// is contiguous.
class Ring {
 public:
  Ring(std::int64_t begin, std::int64_t end, std::int64_t granule)
      : begin_(begin), end_(end), granule_(granule), next_(begin) {}
  std::int64_t size() const { return (end_ - begin_) / granule_ * granule_; }
  std::int64_t allocate(std::int64_t bytes);  // bytes <= size()

 private:
  std::int64_t begin_, end_, granule_, next_;
};

}  // namespace apollo::compiler
