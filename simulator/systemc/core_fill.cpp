#include "simulator/systemc/core_fill.h"

#include <algorithm>

namespace apollo::systemc {

using program::Dim;

void CoreFill::begin(const program::Program& program, const program::Instruction& i, int row, int column) {
  const program::LoopNest& n = program.ops[i.op].nest;
  const machine::TemplateConstants& k = program.accelerator.constants;
  const auto of_pe = [&](Dim dim, int tile) {
    return n.tiling.output_range(dim, n.tiling.part(dim, row, column), tile);
  };
  const program::Range g = of_pe(Dim::g, i.tile.g), channels = of_pe(Dim::k, i.tile.k),
                       c = n.tiling.c_range(i.tile.c);
  const auto bytes = [&](program::Range groups, program::Range of_group) {
    return n.op.weight_bytes(groups.size(), of_group.size(), c.size(), c.end == n.op.C);
  };
  instruction_ = &i;
  bytes_ = bytes(g, channels);
  core_bytes_ = 0;
  std::int64_t most = 0;  // of a core
  for (int core = 0; core < n.tiling.cores; ++core) {
    const std::int64_t own =
        bytes(n.tiling.core_range(Dim::g, g, core), n.tiling.core_range(Dim::k, channels, core));
    core_bytes_ += own;
    most = std::max(most, own);
  }
  beats_left_ = machine::ceil_div(bytes_, std::int64_t{k.pe_memory_read_bytes});
  cycles_left_ = std::max(beats_left_, machine::ceil_div(most, std::int64_t{k.parameter_entry_bytes}));
}

bool CoreFill::cycle() {
  --cycles_left_;
  return beats_left_-- > 0;
}

}  // namespace apollo::systemc
