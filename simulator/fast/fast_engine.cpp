#include "simulator/fast/fast_engine.h"

#include <algorithm>

namespace apollo::fast {

void FastEngine::set_op(std::size_t op, const program::LoopNest& nest) {
  if (work_.size() <= op) work_.resize(op + 1);
  work_[op].assign(nest, accelerator_.constants);
}

const machine::Counters& FastEngine::run(const std::vector<program::Instruction>& instructions) {
  const machine::TemplateConstants& k = accelerator_.constants;
  counters_ = machine::Counters();
  machine::Counters& counters = counters_;
  for (UnitState& unit : units_) {
    unit.history.clear();
    unit.free = 0;
  }
  const std::int64_t network_latency = accelerator_.network_latency();
  std::int64_t dispatch = k.instruction_fetch_cycles - 1, dram_end = -1, last = -1;
  first_compute_start_ = -1;

  for (const program::Instruction& i : instructions) {
    const int u = static_cast<int>(program::unit_of(i.opcode));
    UnitState& unit = units_[u];
    const std::size_t position = unit.history.size();
    const std::int64_t earliest = dispatch + 1;
    dispatch = earliest;
    if (position >= std::size_t(k.unit_queue_entries))
      dispatch = std::max(dispatch, unit.history[position - k.unit_queue_entries].start + 1);
    counters.sequencer_stall += dispatch - earliest;

    const std::int64_t at_head = std::max(dispatch + 1, unit.free);
    std::int64_t start = at_head;
    for (int w = 0; w < machine::kUnits; ++w)
      if (i.wait[w]) start = std::max(start, units_[w].history[i.wait[w] - 1].end + 1);

    std::int64_t complete = 0, busy = 0;
    switch (i.opcode) {
      case program::Opcode::load_parameters:
      case program::Opcode::load_activations:
      case program::Opcode::store_activations: {
        if (position >= std::size_t(k.dram_outstanding_requests))
          start = std::max(start, unit.history[position - k.dram_outstanding_requests].end + 1);
        const bool store = i.opcode == program::Opcode::store_activations;
        busy = accelerator_.dram_cycles(i.dram_bytes);
        complete = dram_end = std::max(start + (store ? 1 : k.dram_latency_cycles), dram_end + 1) + busy - 1;
        unit.free = start + 1;
        (store ? counters.dram_write_bytes : counters.dram_read_bytes) += i.dram_bytes;
        if (i.opcode == program::Opcode::load_parameters)
          counters.parameter_writes += machine::ceil_div(i.bytes, k.parameter_entry_bytes);
        if (i.opcode == program::Opcode::load_activations)
          counters.activation_writes += machine::ceil_div(i.bytes, k.activation_entry_bytes);
        if (store) counters.activation_reads += machine::ceil_div(i.bytes, k.activation_entry_bytes);
        break;
      }
      case program::Opcode::multicast_parameters:
      case program::Opcode::multicast_activations:
      case program::Opcode::collect: {
        const bool parameters = i.opcode == program::Opcode::multicast_parameters;
        busy = machine::ceil_div(i.bytes, parameters ? k.parameter_entry_bytes : k.activation_entry_bytes);
        unit.free = start + busy;
        complete = start + busy - 1 + network_latency;
        counters.network_flits += busy;
        if (parameters) {
          counters.parameter_reads += busy;
          counters.core_write_bytes += i.receiver_bytes;
        } else if (i.opcode == program::Opcode::collect) {
          counters.activation_writes += busy;
          counters.pe_network_read_bytes += i.receiver_bytes;
        } else {
          counters.activation_reads += busy;
          counters.pe_network_write_bytes += i.receiver_bytes;
        }
        break;
      }
      case program::Opcode::compute: {
        if (first_compute_start_ < 0) first_compute_start_ = start;
        const TileWork::Work work = work_[i.op].of(i.tile, i.psum_in, i.psum_out);
        busy = work.cycles;
        complete = start + busy - 1;
        unit.free = complete + 1;
        counters.pe_reads += work.reads;
        counters.pe_writes += work.writes;
        counters.core_read_bytes += work.weight_bytes;
        counters.macs += work.macs;
        break;
      }
    }
    counters.units[u].busy += busy;
    counters.units[u].stall += start - at_head;
    ++counters.instruction_reads;
    unit.history.push_back({start, complete});
    last = std::max(last, complete);
  }
  counters.cycles = last + 1;
  first_compute_start_ = std::max<std::int64_t>(first_compute_start_, 0);
  return counters_;
}

std::vector<simulator::Event> FastEngine::events(
    const std::vector<program::Instruction>& instructions) const {
  std::vector<simulator::Event> out;
  out.reserve(instructions.size());
  std::array<std::size_t, machine::kUnits> next{};
  for (const program::Instruction& i : instructions) {
    const int u = static_cast<int>(program::unit_of(i.opcode));
    out.push_back(units_[u].history[next[u]++]);
  }
  return out;
}

simulator::SimulationResult simulate(const program::Program& program,
                                     const simulator::SimulationOptions& options) {
  FastEngine engine(program.accelerator);
  for (std::size_t op = 0; op < program.ops.size(); ++op) engine.set_op(op, program.ops[op].nest);
  simulator::SimulationResult result;
  result.counters = engine.run(program.instructions);
  if (options.events) result.events = engine.events(program.instructions);
  return result;
}

}  // namespace apollo::fast
