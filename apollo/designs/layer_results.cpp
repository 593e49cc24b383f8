#include "apollo/designs/layer_results.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "apollo/designs/occupation.h"

namespace apollo::designs {

using machine::Unit;
using program::Dim;
using program::Instruction;
using program::LoopNest;
using program::Opcode;
using program::Program;

std::string widths_text(const program::Op& op) {
  const bool weights = op.kernel == program::Kernel::mac;
  if (op.in_q.bits == 8 && op.out_q.bits == 8 && (!weights || op.weight_bits == 8)) return "";
  return std::to_string(op.in_q.bits) + (weights ? "x" + std::to_string(op.weight_bits) : "") + "->" +
         std::to_string(op.out_q.bits);
}

std::string describe(const program::OpPlan& plan) {
  const LoopNest& n = plan.nest;
  const auto& m = n.tiling.mapping;
  std::ostringstream out;
  out << "rows:" << to_string(m.rows) << "/" << n.tiling.rows_at_work << " columns:" << to_string(m.columns)
      << "/" << n.tiling.columns_at_work;
  if (n.tiling.cores > 1) out << " cores:" << to_string(m.cores) << "/" << n.tiling.cores;
  if (is_row_kernel(n.op.kernel)) {
    out << " lanes:row";
  } else {
    out << " lanes:g" << m.lanes_g << "*k" << m.lanes_k << "*x" << m.lanes_x
        << " ways:" << (m.ways_over_s ? "s" : "c");
  }
  out << " tile:y" << n.tiling.tile[0] << ",x" << n.tiling.tile[1] << ",g" << n.tiling.tile[2] << ",k"
      << n.tiling.tile[3] << ",c" << m.tile_c << " order:" << to_string(m.order)
      << " input:" << (plan.input_in_place ? "pe_memory" : "dram")
      << " output:" << (plan.output_in_place ? "pe_memory" : "slots");
  if (plan.pinned_tiles > 0) out << " weights:pinned";
  if (plan.kept_tiles > 0) out << (plan.local ? " weights:local" : " weights:kept");
  if (const std::string widths = widths_text(n.op); !widths.empty()) out << " bits:" << widths;
  return out.str();
}

std::vector<LayerResult> layer_results(const workloads::Network& network, const Program& program,
                                       const std::vector<simulator::Event>& events,
                                       const std::vector<CycleParts>& parts) {
  struct Work {
    std::int64_t dram_bytes = 0;
    CycleParts parts;
    std::array<std::int64_t, machine::kUnits> busy{};
    int op = -1;
  };
  const machine::Accelerator& a = program.accelerator;
  std::vector<Work> work(network.layers.size());
  for (std::size_t i = 0; i < program.instructions.size(); ++i) {
    const Instruction& instruction = program.instructions[i];
    Work& w = work[program.ops[instruction.op].op().layer];
    if (w.op < 0) w.op = static_cast<int>(instruction.op);
    w.dram_bytes += instruction.dram_bytes;
    const Unit unit = unit_of(instruction.opcode);
    const simulator::Event busy = occupation(instruction, events[i], program.accelerator);
    w.busy[static_cast<std::size_t>(unit)] += busy.end - busy.start + 1;
  }
  for (std::size_t op = 0; op < program.ops.size(); ++op) work[program.ops[op].op().layer].parts += parts[op];
  std::vector<LayerResult> out;
  for (std::size_t l = 0; l < network.layers.size(); ++l) {
    const workloads::Layer& layer = network.layers[l];
    LayerResult r;
    r.name = layer.name;
    r.type = workloads::to_string(layer.type);
    const Work& w = work[l];
    if (w.op >= 0) {
      r.macs = layer.macs;
      r.parts = w.parts;
      r.cycles = r.parts.total();
      if (r.cycles > 0)
        r.utilization = static_cast<double>(r.macs) /
                        (static_cast<double>(r.cycles) * static_cast<double>(a.macs_per_cycle()));
      r.dram_bytes = w.dram_bytes;
      r.mapping = describe(program.ops[w.op]);
      const auto busiest = std::max_element(w.busy.begin(), w.busy.end());
      r.bound_by =
          2 * *busiest < r.cycles ? "latency" : to_string(static_cast<Unit>(busiest - w.busy.begin()));
    } else {
      // Fused: its output tensor's buffer is written by an op of another layer.
      for (const auto& op : program.ops) {
        const program::BufferPlan& buffer = program.buffers[op.op().output.buffer];
        if ((buffer.tensor == layer.outputs[0] || buffer.part_of == layer.outputs[0]) && r.fused_into.empty())
          r.fused_into = network.layers[op.op().layer].name;
      }
    }
    out.push_back(r);
  }
  return out;
}

}  // namespace apollo::designs
