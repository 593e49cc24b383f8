#include "apollo/cli/listing.h"

#include "apollo/cli/loop_text.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/layer_results.h"
#include "files/join.h"
#include "simulator/program/code.h"

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

// What an instruction's numbers advance by in each loop around it, outermost first: "y +1; staging +64 of
// 512", where "of 512" goes round in a ring of so many bytes.
std::string advances(const program::CodePart& part) {
  static const char* const names[] = {"y",      "x",     "g",        "k",      "c",    "stream",  "staging",
                                      "memory", "input", "operand2", "output", "psum", "weights", "op"};
  static_assert(std::size(names) == program::kNumbers);
  return files::join(part.advances, "; ", [&](const std::vector<program::Advance>& loop) {
    if (loop.empty()) return std::string("-");
    return files::join(loop, ", ", [&](const program::Advance& a) {
      return std::string(names[a.number]) + (a.stride < 0 ? " " : " +") + std::to_string(a.stride) +
             (a.ring.bytes > 0 ? " of " + std::to_string(a.ring.bytes) : "");
    });
  });
}

// As instruction memory holds them, in loops; the numbers are those of the first execution.
std::string code_text(const Program& program, const program::Code& code) {
  TextTable table({{"part"},
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
                   {"waits for", Align::left},
                   {"advances", Align::left}});
  const auto n = [](auto value) { return std::to_string(value); };
  std::vector<std::size_t> ends;  // of the loops around a part
  for (std::size_t i = 0; i < code.size(); ++i) {
    while (!ends.empty() && ends.back() == i) ends.pop_back();
    const std::string indent(2 * ends.size(), ' ');
    if (code[i].iterations > 0) {
      table.row(
          {n(i), indent + n(code[i].iterations) + " times", "", "", "", "", "", "", "", "", "", "", ""});
      ends.push_back(i + 1 + code[i].parts);
      continue;
    }
    const Instruction& in = code[i].instruction;
    const bool computes = in.opcode == program::Opcode::compute;
    table.row({n(i), indent + to_string(unit_of(in.opcode)), to_string(in.opcode),
               computes ? "" : to_string(in.operand), program.ops[in.op].op().name, n(in.tile.y),
               n(in.tile.x), n(in.tile.g), n(in.tile.k), n(in.tile.c), computes ? "" : n(in.bytes), waits(in),
               advances(code[i])});
  }
  return table.text(0, TextTable::kAnyWidth);
}

}  // namespace

std::string listing_text(const std::vector<designs::WorkloadResult>& workloads) {
  std::string text;
  for (const designs::WorkloadResult& workload : workloads) {
    const Program& program = *workload.program;
    const program::Code code = program::fold(program.instructions, program.rings);
    text += "network " + workload.name + ", " + std::to_string(program.ops.size()) + " ops, " +
            std::to_string(program.instructions.size()) + " instructions, " + std::to_string(entries(code)) +
            " entries in loops\n\n";
    for (std::size_t i = 0; i < program.ops.size(); ++i) text += op_text(program, i);
    if (!program.preload.empty()) {
      text += "preload, once before the first inference\n" +
              code_text(program, program::fold(program.preload)) + "\n";
    }
    text += "instructions of one inference\n" + code_text(program, code) + "\n";
  }
  return text;
}

}  // namespace apollo::cli
