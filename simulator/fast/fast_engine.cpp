#include "simulator/fast/fast_engine.h"

#include <algorithm>

#include "simulator/fast/deliveries.h"

namespace apollo::fast {

void FastEngine::set_op(std::size_t op, const program::LoopNest& nest) {
  if (work_.size() <= op) work_.resize(op + 1);
  work_[op].assign(nest, accelerator_.constants);
}

// Rule T1.
std::int64_t FastEngine::dispatch(const UnitState& unit) {
  const std::int64_t earliest = dispatch_ + 1;
  const std::size_t position = unit.history.size();
  const auto places = static_cast<std::size_t>(accelerator_.constants.unit_queue_entries);
  dispatch_ = earliest;
  if (position >= places) dispatch_ = std::max(dispatch_, unit.history[position - places].start + 1);
  counters_.sequencer_stall += dispatch_ - earliest;
  return dispatch_;
}

// Rule T2.
std::int64_t FastEngine::start(const program::Instruction& i, std::int64_t at_head) const {
  std::int64_t start = at_head;
  for (int u = 0; u < machine::kUnits; ++u)
    if (i.wait[u]) start = std::max(start, units_[u].history[i.wait[u] - 1].end + 1);
  return start;
}

// Rule T4.
FastEngine::Execution FastEngine::dram_transfer(const program::Instruction& i, std::int64_t start,
                                                UnitState* unit) {
  const machine::TemplateConstants& k = accelerator_.constants;
  const std::size_t position = unit->history.size();
  const auto outstanding = static_cast<std::size_t>(k.dram_outstanding_requests);
  if (position >= outstanding) start = std::max(start, unit->history[position - outstanding].end + 1);
  const bool store = i.opcode == program::Opcode::store_activations;
  const std::int64_t busy = accelerator_.dram_cycles(i.dram_bytes);
  dram_end_ = std::max(start + (store ? 1 : k.dram_latency_cycles), dram_end_ + 1) + busy - 1;
  unit->free = start + 1;
  (store ? counters_.dram_write_bytes : counters_.dram_read_bytes) += i.dram_bytes;
  if (i.opcode == program::Opcode::load_parameters)
    counters_.parameter_writes += machine::ceil_div(i.bytes, k.parameter_entry_bytes);
  else
    (store ? counters_.activation_reads : counters_.activation_writes) +=
        machine::ceil_div(i.bytes, k.activation_entry_bytes);
  return {{start, dram_end_}, busy};
}

// Rule T3.
FastEngine::Execution FastEngine::bus_transfer(const program::Instruction& i, std::int64_t start,
                                               UnitState* unit) {
  const machine::TemplateConstants& k = accelerator_.constants;
  const bool parameter_bus = unit_of(i.opcode) == machine::Unit::parameter_bus;
  const std::int64_t flits =
      machine::ceil_div(i.bytes, parameter_bus ? k.parameter_entry_bytes : k.activation_entry_bytes);
  unit->free = start + flits;
  counters_.network_flits += flits;
  if (parameter_bus) {
    counters_.parameter_reads += flits;
    // Multicasts: DeliveryCounter.
    if (i.opcode == program::Opcode::scatter_parameters) counters_.pe_network_write_bytes += i.bytes;
  } else if (i.opcode == program::Opcode::multicast_activations) {
    counters_.activation_reads += flits;
  } else {
    counters_.pe_network_read_bytes += i.bytes;  // each byte comes from one PE
    if (i.opcode == program::Opcode::collect)
      counters_.activation_writes += flits;
    else
      counters_.parameter_writes += machine::ceil_div(i.bytes, k.parameter_entry_bytes);
  }
  return {{start, start + flits - 1 + network_latency_}, flits};
}

// Rule T5.
FastEngine::Execution FastEngine::compute(const program::Instruction& i, std::int64_t start,
                                          UnitState* unit) {
  if (first_compute_start_ < 0) first_compute_start_ = start;
  const TileWork::Work work = work_[i.op].of(i.tile, i.psum_in, i.psum_out);
  unit->free = start + work.cycles;
  counters_.pe_reads += work.beats.read;
  counters_.pe_writes += work.beats.written;
  counters_.pe_read_bytes += work.bytes.read;
  counters_.pe_write_bytes += work.bytes.written;
  counters_.core_read_bytes += work.weight_bytes;
  counters_.macs += work.macs;
  counters_.multiplications += work.multiplications;
  return {{start, start + work.cycles - 1}, work.cycles};
}

FastEngine::Execution FastEngine::execute(const program::Instruction& i, std::int64_t start,
                                          UnitState* unit) {
  switch (i.opcode) {
    case program::Opcode::load_parameters:
    case program::Opcode::load_activations:
    case program::Opcode::store_activations:
      return dram_transfer(i, start, unit);
    case program::Opcode::multicast_parameters:
    case program::Opcode::scatter_parameters:
    case program::Opcode::multicast_activations:
    case program::Opcode::collect:
    case program::Opcode::collect_parameters:
      return bus_transfer(i, start, unit);
    case program::Opcode::compute:
      break;
  }
  return compute(i, start, unit);
}

const machine::Counters& FastEngine::run(const std::vector<program::Instruction>& instructions) {
  counters_ = machine::Counters();
  for (UnitState& unit : units_) {
    unit.history.clear();
    unit.free = 0;
  }
  dispatch_ = accelerator_.constants.instruction_fetch_cycles - 1;
  dram_end_ = -1;
  first_compute_start_ = -1;
  std::int64_t last = -1;
  for (const program::Instruction& i : instructions) {
    const int u = static_cast<int>(program::unit_of(i.opcode));
    UnitState& unit = units_[u];
    const std::int64_t at_head = std::max(dispatch(unit) + 1, unit.free);
    const Execution execution = execute(i, start(i, at_head), &unit);
    counters_.units[u].busy += execution.busy;
    counters_.units[u].stall += execution.when.start - at_head;
    ++counters_.instruction_reads;
    unit.history.push_back(execution.when);
    last = std::max(last, execution.when.end);
  }
  counters_.cycles = last + 1;
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
  DeliveryCounter deliveries;
  for (std::size_t op = 0; op < program.ops.size(); ++op) {
    const program::OpPlan& plan = program.ops[op];
    const program::BufferPlan& output = program.buffers[static_cast<std::size_t>(plan.op().output.buffer)];
    deliveries.set_op(op, {&plan.nest, plan.output_in_place, &output.distinct_holds, &output.overlap});
  }
  deliveries.count(program.instructions, &result.counters);
  if (options.events) result.events = engine.events(program.instructions);
  return result;
}

}  // namespace apollo::fast
