#pragma once
#include <variant>
#include <vector>

#include "apollo/compiler/infeasible.h"
#include "apollo/compiler/plan.h"

// The mapping search for one op: all spreads, lane splits, tile sizes and loop orders of a bounded grid,
// pruned by lower bounds.
namespace apollo::compiler {

// What an op finds around it.
struct OpContext {
  bool input_staged =
      true;  // the input comes from DRAM tile by tile; otherwise it is in the PE memories already
  bool operand2_staged = false;
  bool output_staged = true;  // results go to slots first; otherwise straight into the output buffer's hold
  bool output_stored = true;  // results go to DRAM
  bool weights_pinned = false;
  std::int64_t exchange_bytes = 0;               // results that go to other PEs, over all tiles
  workloads::Shape input_buffer, output_buffer;  // for DRAM runs
  std::int64_t pe_memory = 0;                    // bytes free for slots and partial sums
  std::int64_t core_memory = 0;                  // bytes of the weight ring, or for pinned weights
  double cycles_per_instruction = 0;             // price of an instruction, when instruction memory is short
};

struct Candidate {
  simulator::Mapping mapping;
  Slots input, operand2, output, psum;  // counts and bytes; no addresses yet
  double cycles = 0;                    // estimate: the busiest unit, plus what does not overlap
  double bound = 0;                     // no mapping with the same spreads takes fewer cycles
  std::int64_t instructions = 0;        // estimate
  double cost = 0;                      // cycles + cycles_per_instruction * instructions
  std::int64_t temporary_bytes() const {
    return input.total() + operand2.total() + output.total() + psum.total();
  }
};

// How a mapping fits and what it would take. `needs` are the smallest sizes of each memory that would do
// (single slots).
struct Fit {
  std::int64_t pe_memory = 0, core_memory = 0, parameter_memory = 0, activation_memory = 0;
};
Fit smallest_needs(const simulator::Op& op, const simulator::Tiling& tiling, const OpContext& context);

bool fits(const Fit& needs, const OpContext& context, const simulator::Accelerator& accelerator);

// Chooses slots and estimates cycles. Requires that the smallest needs fit.
Candidate estimate(const simulator::Op& op, const simulator::Tiling& tiling, const OpContext& context,
                   const simulator::Accelerator& accelerator);

// A split of a PE's work over cores, lanes and ways: a mapping whose tile is the PE's whole share, and its
// compute cycles.
struct Split {
  simulator::Mapping mapping;
  std::int64_t cycles;
};

// What PE rows and PE columns spread, with the splits of what is left to a PE, fewest cycles first.
struct Spread {
  simulator::Dim rows, columns;
  std::vector<Split> splits;
  std::int64_t compute_cycles() const { return splits.front().cycles; }
};

// The spreads worth considering for an op, fewest compute cycles first.
std::vector<Spread> spreads(const simulator::Op& op, const simulator::Accelerator& accelerator);

// The `count` best candidates found for any of the PE spreads, best first; or, if none fits, the first memory
// (core, parameter, activation, PE) that no candidate passes, with the least that any needs.
std::variant<std::vector<Candidate>, Infeasible> search_mapping(const simulator::Op& op,
                                                                const OpContext& context,
                                                                const simulator::Accelerator& accelerator,
                                                                const std::vector<const Spread*>& spreads,
                                                                std::size_t count);

}  // namespace apollo::compiler
