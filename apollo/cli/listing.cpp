#include "apollo/cli/listing.h"

#include "apollo/cli/loop_text.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/layer_results.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using program::Instruction;
using program::Op;
using program::Program;

std::string op_text(const Program& program, std::size_t i) {
  const program::OpPlan& plan = program.ops[i];
  const Op& op = plan.op();
  const auto n = [](int value) { return std::to_string(value); };
  const std::string widths = designs::widths_text(op);
  return "op " + std::to_string(i) + " " + op.name + ": " + to_string(op.kernel) + ", G " + n(op.G) + ", K " +
         n(op.K) + ", C " + n(op.C) + ", Y " + n(op.Y) + ", X " + n(op.X) + ", R " + n(op.R()) + ", S " +
         n(op.S()) + (widths.empty() ? "" : ", bits " + widths) + "\n" + loop_text(plan.nest) +
         placement_text(plan, program) + "\n";
}

std::string waits(const Instruction& instruction) {
  std::vector<std::string> units;
  for (int u = 0; u < machine::kUnits; ++u) {
    const auto count = instruction.wait[static_cast<std::size_t>(u)];
    if (count > 0) units.push_back(to_string(static_cast<machine::Unit>(u)) + (" " + std::to_string(count)));
  }
  return files::join(units);
}

std::string instructions_text(const Program& program, const std::vector<Instruction>& instructions) {
  TextTable table({{"index"},
                   {"unit", Align::left},
                   {"opcode", Align::left},
                   {"operand", Align::left},
                   {"op", Align::left},
                   {"y"},
                   {"x"},
                   {"g"},
                   {"k"},
                   {"c"},
                   {"bytes"},
                   {"waits for", Align::left}});
  for (std::size_t i = 0; i < instructions.size(); ++i) {
    const Instruction& in = instructions[i];
    const bool computes = in.opcode == program::Opcode::compute;
    const auto n = [](auto value) { return std::to_string(value); };
    table.row({n(i), to_string(unit_of(in.opcode)), to_string(in.opcode),
               computes ? "" : to_string(in.operand), program.ops[in.op].op().name, n(in.tile.y),
               n(in.tile.x), n(in.tile.g), n(in.tile.k), n(in.tile.c), computes ? "" : n(in.bytes),
               waits(in)});
  }
  return table.text();
}

}  // namespace

std::string listing_text(const std::vector<designs::WorkloadResult>& workloads) {
  std::string text;
  for (const designs::WorkloadResult& workload : workloads) {
    const Program& program = *workload.program;
    text += "network " + workload.name + ", " + std::to_string(program.ops.size()) + " ops, " +
            std::to_string(program.instructions.size()) + " instructions\n\n";
    for (std::size_t i = 0; i < program.ops.size(); ++i) text += op_text(program, i);
    if (!program.preload.empty()) {
      text +=
          "preload, once before the first inference\n" + instructions_text(program, program.preload) + "\n";
    }
    text += "instructions of one inference\n" + instructions_text(program, program.instructions) + "\n";
  }
  return text;
}

}  // namespace apollo::cli
