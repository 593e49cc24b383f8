#pragma once
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "simulator/engine.h"

// Where the cycles of a program go, seen from the array: it computes, or its next instruction waits for
// something.
namespace apollo::designs {

enum class CyclePart {
  least,         // computing: what no mapping can do without (bound::least_array_cycles)
  idle_lanes,    // computing: what is more, as lanes, cores or PEs have nothing to do or operands take longer
  start_up,      // computing: start-up of more compute instructions than one for each op
  weights,       // waiting for weights, from DRAM or PE memories, and their way to the cores
  activations,   // waiting for inputs and second operands from DRAM, and their way to the PEs
  exchange,      // waiting for what PEs hand each other
  stores,        // waiting for results on their way to DRAM, also at the end
  memory_room,   // waiting for transfers that could begin only when an instruction had freed their place
  instructions,  // waiting for the sequencer
};
inline constexpr int kCycleParts = 9;
// "least_array", "idle_lanes", ...: for JSON; text has blanks.
const char* to_string(CyclePart part);

struct CycleParts {
  std::array<std::int64_t, kCycleParts> cycles{};

  std::int64_t& operator[](CyclePart part) { return cycles[static_cast<std::size_t>(part)]; }
  std::int64_t operator[](CyclePart part) const { return cycles[static_cast<std::size_t>(part)]; }
  CycleParts& operator+=(const CycleParts& o);
  std::int64_t total() const;
  // "waiting for weights 20.1 %, idle lanes 4.0 %": what is not `least`, the most first, as shares of
  // total(); none below 0.05 %. At most so many.
  std::string lost_text(std::size_t most = kCycleParts) const;
};

// By op of the program; together all cycles. An op has its compute instructions and what the array waits
// before each of them, the last one also what comes after it. A wait goes backwards through what was waited
// for, as far as it lies in it: a transfer has its time from start to end, then comes what it waited for.
// `events`: when the program's instructions ran; `least_array`: by op.
std::vector<CycleParts> cycle_parts(const program::Program& program,
                                    const std::vector<simulator::Event>& events,
                                    const std::vector<std::int64_t>& least_array);

}  // namespace apollo::designs
