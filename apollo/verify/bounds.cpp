#include "apollo/verify/bounds.h"

#include <vector>

#include "apollo/compiler/bound/program_bound.h"
#include "apollo/designs/cycle_parts.h"

namespace apollo::verify {

std::string broken_bounds(const workloads::Network& network, const program::Program& program,
                          const simulator::SimulationResult& result) {
  const compiler::bound::Bound bound = compiler::bound::NetworkBound(network).of(program.accelerator);
  const std::vector<std::int64_t> least = compiler::bound::least_array_cycles(program);
  std::string broken;
  const auto check = [&](const std::string& what, std::int64_t counted, std::int64_t least_possible) {
    if (counted < least_possible)
      broken += what + ": " + std::to_string(counted) + ", below the bound " +
                std::to_string(least_possible) + "\n";
  };
  check("cycles", result.counters.cycles, bound.cycles());
  check("cycles of the compiler's program", result.counters.cycles,
        compiler::bound::ProgramBound(network).cycles(program.accelerator));
  check("dram_bytes", result.counters.dram_read_bytes + result.counters.dram_write_bytes, bound.dram_bytes);
  std::vector<std::int64_t> busy(program.ops.size(), 0);
  for (std::size_t i = 0; i < program.instructions.size(); ++i)
    if (program.instructions[i].opcode == program::Opcode::compute)
      busy[program.instructions[i].op] += result.events[i].end - result.events[i].start + 1;
  for (std::size_t op = 0; op < busy.size(); ++op)
    check("array cycles of " + program.ops[op].op().name, busy[op], least[op]);
  designs::CycleParts parts;
  for (const designs::CycleParts& of_op : designs::cycle_parts(program, result.events, least)) parts += of_op;
  if (parts.total() != result.counters.cycles)
    broken += "parts of " + std::to_string(result.counters.cycles) +
              " cycles: " + std::to_string(parts.total()) + " together\n";
  return broken;
}

}  // namespace apollo::verify
