// Recurrences over the instructions of a program: the timing rules T1-T6 of docs/template.md, one instruction
// at a time.
#include <algorithm>
#include <array>

#include "simulator/engine.h"

namespace apollo::simulator {

namespace {

std::int64_t ceil_div(std::int64_t a, std::int64_t b) { return (a + b - 1) / b; }

// What a compute instruction does, summed over the PEs.
struct TileWork {
  std::int64_t cycles = 0;  // of the busiest PE
  std::int64_t reads = 0, writes = 0, weight_bytes = 0, macs = 0;
};

TileWork tile_work(const LoopNest& n, const Instruction& i, const TemplateConstants& constants) {
  TileWork work;
  const int c = n.c_range(i.tile.c).size();
  const std::int64_t reads_per_vector = (i.psum_in ? n.psum_beats : 0) + (i.psum_out ? 0 : n.operand2_beats) +
                                        std::int64_t{n.steps(c)} * n.step_beats;
  const std::int64_t writes_per_vector = i.psum_out ? n.psum_drain_beats : n.drain_beats;
  for (int row = 0; row < n.pes_y; ++row)
    for (int column = 0; column < n.pes_x; ++column) {
      std::array<Range, 4> range;
      std::array<int, 4> e;
      for (int d = 0; d < 4; ++d) {
        const Dim dim = static_cast<Dim>(d);
        const int tile_index = d == 0 ? i.tile.y : d == 1 ? i.tile.x : d == 2 ? i.tile.g : i.tile.k;
        range[d] = n.output_range(dim, n.part(dim, row, column), tile_index);
        e[d] = range[d].size();
      }
      const std::int64_t vectors = n.vectors(e[0], e[1], e[2], e[3]);
      if (vectors == 0) continue;
      const int split = e[static_cast<int>(n.mapping.cores)];
      const std::int64_t cores = ceil_div(split, ceil_div(split, n.cores));
      work.cycles = std::max(work.cycles, n.compute_cycles(vectors, c, i.psum_in, i.psum_out, constants));
      work.reads += vectors * reads_per_vector;
      work.writes += vectors * writes_per_vector;
      work.weight_bytes += vectors * n.steps(c) * n.weight_bytes_per_step * cores;
      if (n.op.kernel == Kernel::mac)
        work.macs += n.op.rows.useful_taps(range[0], n.op.input.shape.height) *
                     n.op.columns.useful_taps(range[1], n.op.input.shape.width) * e[2] * e[3] * c;
    }
  return work;
}

struct UnitState {
  std::vector<std::int64_t> start, complete;  // by position in the unit's own sequence
  std::int64_t free = 0;
};

}  // namespace

SimulationResult simulate_fast(const Program& program, const SimulationOptions& options) {
  const Accelerator& a = program.accelerator;
  const TemplateConstants& k = a.constants;
  SimulationResult result;
  Counters& counters = result.counters;
  std::array<UnitState, kUnits> units;
  std::int64_t dispatch = k.instruction_fetch_cycles - 1, dram_end = -1, last = -1;
  if (options.events) result.events.reserve(program.instructions.size());

  for (const Instruction& i : program.instructions) {
    const int u = static_cast<int>(unit_of(i.opcode));
    UnitState& unit = units[u];
    const std::size_t position = unit.start.size();
    const std::int64_t earliest = dispatch + 1;
    dispatch = earliest;
    if (position >= std::size_t(k.unit_queue_entries))
      dispatch = std::max(dispatch, unit.start[position - k.unit_queue_entries] + 1);
    counters.sequencer_stall += dispatch - earliest;

    const std::int64_t at_head = std::max(dispatch + 1, unit.free);
    std::int64_t start = at_head;
    for (int w = 0; w < kUnits; ++w)
      if (i.wait[w]) start = std::max(start, units[w].complete[i.wait[w] - 1] + 1);

    std::int64_t complete = 0, busy = 0;
    switch (i.opcode) {
      case Opcode::load_parameters:
      case Opcode::load_activations:
      case Opcode::store_activations: {
        if (position >= std::size_t(k.dram_outstanding_requests))
          start = std::max(start, unit.complete[position - k.dram_outstanding_requests] + 1);
        const bool store = i.opcode == Opcode::store_activations;
        busy = a.dram_cycles(i.dram_bytes);
        complete = dram_end = std::max(start + (store ? 1 : k.dram_latency_cycles), dram_end + 1) + busy - 1;
        unit.free = start + 1;
        (store ? counters.dram_write_bytes : counters.dram_read_bytes) += i.dram_bytes;
        if (i.opcode == Opcode::load_parameters)
          counters.parameter_writes += ceil_div(i.bytes, k.parameter_entry_bytes);
        if (i.opcode == Opcode::load_activations)
          counters.activation_writes += ceil_div(i.bytes, k.activation_entry_bytes);
        if (store) counters.activation_reads += ceil_div(i.bytes, k.activation_entry_bytes);
        break;
      }
      case Opcode::multicast_parameters:
      case Opcode::multicast_activations:
      case Opcode::collect: {
        const bool parameters = i.opcode == Opcode::multicast_parameters;
        busy = ceil_div(i.bytes, parameters ? k.parameter_entry_bytes : k.activation_entry_bytes);
        unit.free = start + busy;
        complete = start + busy - 1 + a.network_latency();
        counters.network_flits += busy;
        if (parameters) {
          counters.parameter_reads += busy;
          counters.core_write_bytes += i.receiver_bytes;
        } else if (i.opcode == Opcode::collect) {
          counters.activation_writes += busy;
          counters.pe_network_read_bytes += i.receiver_bytes;
        } else {
          counters.activation_reads += busy;
          counters.pe_network_write_bytes += i.receiver_bytes;
        }
        break;
      }
      case Opcode::compute: {
        const TileWork work = tile_work(program.ops[i.op].nest, i, k);
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
    unit.start.push_back(start);
    unit.complete.push_back(complete);
    last = std::max(last, complete);
    if (options.events) result.events.push_back({start, complete});
  }
  counters.cycles = last + 1;
  return result;
}

}  // namespace apollo::simulator
