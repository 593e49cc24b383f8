#pragma once
#include <cstdint>
#include <optional>

#include "simulator/machine/accelerator.h"
#include "simulator/machine/infeasible.h"

// What the memories of a design must be able to do whatever it runs: rules C1 to C4 of docs/template.md, as
// far as they depend on the design alone.
namespace apollo::machine {

// The least that each memory of a design must have, in bytes.
struct LeastMemories {
  std::int64_t core = 0, parameter = 0, activation = 0, pe = 0;
};
LeastMemories least_memories(const Accelerator& accelerator);

// The first memory, in the order of LeastMemories, that is smaller; without a layer. No allocation: cheap
// enough for every point of a space.
std::optional<Infeasible> memory_shortage(const Accelerator& accelerator);

}  // namespace apollo::machine
