#include "simulator/fast/fast_engine.h"

#include <algorithm>

#include "simulator/fast/deliveries.h"
#include "simulator/program/local_weights.h"

namespace apollo::fast {

void FastEngine::set_op(std::size_t op, const program::LoopNest& nest) {
  if (work_.size() <= op) {
    work_.resize(op + 1);
    nests_.resize(op + 1);
  }
  work_[op].assign(nest, accelerator_.constants);
  nests_[op] = &nest;
}

// Rule T1.
std::int64_t FastEngine::dispatch(const UnitState& unit, std::int64_t earliest) {
  const std::size_t position = unit.history.size();
  const auto places = static_cast<std::size_t>(accelerator_.constants.unit_queue_entries);
  if (position < places) return earliest;
  const std::int64_t dispatched = std::max(earliest, unit.history[position - places].start + 1);
  counters_.sequencer_stall += dispatched - earliest;
  return dispatched;
}

// Rule T2.
std::int64_t FastEngine::start(const program::Instruction& i, std::int64_t at_head) const {
  std::int64_t start = at_head;
  for (int u = 0; u < machine::kUnits; ++u)
    if (i.wait[u]) start = std::max(start, units_[u].history[i.wait[u] - 1].end + 1);
  return start;
}

// Rule T4.
simulator::Event FastEngine::dram_transfer(const program::Instruction& i, std::int64_t start,
                                           UnitState* unit) {
  const machine::TemplateConstants& k = accelerator_.constants;
  const std::size_t position = unit->history.size();
  const auto outstanding = static_cast<std::size_t>(k.dram_outstanding_requests);
  if (position >= outstanding) start = std::max(start, unit->history[position - outstanding].end + 1);
  const bool store = i.opcode == program::Opcode::store_activations;
  const std::int64_t cycles = accelerator_.dram_cycles(i.dram_bytes);
  dram_end_ = std::max(start + (store ? 1 : k.dram_latency_cycles), dram_end_ + 1) + cycles - 1;
  unit->free = start + 1;
  unit->busy += cycles;
  (store ? counters_.dram_write_bytes : counters_.dram_read_bytes) += i.dram_bytes;
  if (i.opcode == program::Opcode::load_parameters)
    counters_.parameter_writes += machine::ceil_div(i.bytes, k.parameter_entry_bytes);
  else
    (store ? counters_.activation_reads : counters_.activation_writes) +=
        machine::ceil_div(i.bytes, k.activation_entry_bytes);
  return {start, dram_end_};
}

// Rule T3. What buses read of their memory, they carry: count_flits().
simulator::Event FastEngine::bus_transfer(machine::Unit bus, const program::Instruction& i,
                                          std::int64_t start, UnitState* unit) {
  const machine::TemplateConstants& k = accelerator_.constants;
  const std::int64_t flits = machine::ceil_div(
      i.bytes, bus == machine::Unit::parameter_bus ? k.parameter_entry_bytes : k.activation_entry_bytes);
  unit->free = start + flits;
  unit->busy += flits;
  if (bus == machine::Unit::output_bus) {
    counters_.pe_network_read_bytes += i.bytes;  // each byte comes from one PE
    if (i.opcode == program::Opcode::collect)
      counters_.activation_writes += flits;
    else
      counters_.parameter_writes += machine::ceil_div(i.bytes, k.parameter_entry_bytes);
  } else if (i.opcode == program::Opcode::scatter_parameters) {
    counters_.pe_network_write_bytes += i.bytes;  // of multicasts: DeliveryCounter
  } else if (i.opcode == program::Opcode::place_parameters) {
    counters_.pe_network_write_bytes += local_weights(*nests_[i.op], i.tile, k).bytes;
  }
  return {start, start + flits - 1 + network_latency_};
}

// Rule T5.
simulator::Event FastEngine::compute(const program::Instruction& i, std::int64_t start, UnitState* unit) {
  if (i.op != computing_) count_work();
  computing_ = i.op;
  const std::int64_t cycles = work_[i.op].add(i.tile, i.psum_in, i.psum_out);
  unit->free = start + cycles;
  unit->busy += cycles;
  return {start, start + cycles - 1};
}

// Likewise. What cores receive: DeliveryCounter.
simulator::Event FastEngine::fill(const program::Instruction& i, std::int64_t start, UnitState* unit) {
  const program::LocalWeights weights = local_weights(*nests_[i.op], i.tile, accelerator_.constants);
  counters_.pe_reads += weights.beats;
  counters_.pe_read_bytes += weights.bytes;
  unit->free = start + weights.fill_cycles;
  unit->busy += weights.fill_cycles;
  return {start, start + weights.fill_cycles - 1};
}

simulator::Event FastEngine::execute_on(machine::Unit u, const program::Instruction& i, std::int64_t start,
                                        UnitState* unit) {
  switch (u) {
    case machine::Unit::dma:
      return dram_transfer(i, start, unit);
    case machine::Unit::parameter_bus:
    case machine::Unit::activation_bus:
    case machine::Unit::output_bus:
      return bus_transfer(u, i, start, unit);
    case machine::Unit::array:
      break;
  }
  return i.opcode == program::Opcode::compute ? compute(i, start, unit) : fill(i, start, unit);
}

void FastEngine::count_work() {
  if (computing_ >= work_.size()) return;
  const TileWork::Work work = work_[computing_].take();
  counters_.pe_reads += work.beats.read;
  counters_.pe_writes += work.beats.written;
  counters_.pe_read_bytes += work.bytes.read;
  counters_.pe_write_bytes += work.bytes.written;
  counters_.core_read_bytes += work.weight_bytes;
  counters_.macs += work.macs;
  counters_.multiplications += work.multiplications;
}

// A bus is busy for a cycle with each flit.
void FastEngine::count_flits() {
  const auto flits = [&](machine::Unit bus) { return units_[static_cast<int>(bus)].busy; };
  counters_.parameter_reads += flits(machine::Unit::parameter_bus);
  counters_.activation_reads += flits(machine::Unit::activation_bus);
  counters_.network_flits = flits(machine::Unit::parameter_bus) + flits(machine::Unit::activation_bus) +
                            flits(machine::Unit::output_bus);
}

void FastEngine::begin(std::size_t instructions) {
  counters_ = machine::Counters();
  for (UnitState& unit : units_) {
    unit.history.clear();
    unit.history.reserve(instructions / machine::kUnits);
    unit.free = unit.busy = unit.stall = 0;
  }
  dram_end_ = last_ = -1;
  dispatched_ = accelerator_.constants.instruction_fetch_cycles - 1;
}

simulator::Event FastEngine::execute(const program::Instruction& i) {
  const machine::Unit u = program::unit_of(i.opcode);
  UnitState& unit = units_[static_cast<int>(u)];
  dispatched_ = dispatch(unit, dispatched_ + 1);
  const std::int64_t at_head = std::max(dispatched_ + 1, unit.free);
  const simulator::Event event = execute_on(u, i, start(i, at_head), &unit);
  unit.stall += event.start - at_head;
  unit.history.push_back(event);
  last_ = std::max(last_, event.end);
  return event;
}

const machine::Counters& FastEngine::end() {
  count_work();
  count_flits();
  for (int u = 0; u < machine::kUnits; ++u) {
    counters_.units[u] = {units_[u].busy, units_[u].stall};
    counters_.instruction_reads += static_cast<std::int64_t>(units_[u].history.size());
  }
  counters_.cycles = last_ + 1;
  return counters_;
}

const machine::Counters& FastEngine::run(const std::vector<program::Instruction>& instructions) {
  begin(instructions.size());
  for (const program::Instruction& i : instructions) execute(i);
  return end();
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
  // From the last on, so that tables grow once.
  for (std::size_t op = program.ops.size(); op-- > 0;) engine.set_op(op, program.ops[op].nest);
  simulator::SimulationResult result;
  result.counters = engine.run(program.instructions);
  DeliveryCounter deliveries;
  for (std::size_t op = program.ops.size(); op-- > 0;) {
    const program::OpPlan& plan = program.ops[op];
    const program::BufferPlan& output = program.buffers[static_cast<std::size_t>(plan.op().output.buffer)];
    deliveries.set_op(op, {&plan.nest, plan.output_in_place, &output.distinct_holds, &output.hold_ranges});
  }
  deliveries.count(program.instructions, &result.counters);
  if (options.events) result.events = engine.events(program.instructions);
  return result;
}

}  // namespace apollo::fast
