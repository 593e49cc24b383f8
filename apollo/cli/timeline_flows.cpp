#include "apollo/cli/timeline_flows.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "simulator/program/tile_loops.h"

namespace apollo::cli {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;
using program::Operand;
using program::Program;

bool is_load(Opcode opcode) {
  return opcode == Opcode::load_parameters || opcode == Opcode::load_activations ||
         opcode == Opcode::collect_parameters;
}

bool is_delivery(const Instruction& i) {
  return i.opcode == Opcode::multicast_parameters ||
         (i.opcode == Opcode::multicast_activations && i.operand != Operand::exchange);
}

// What a part of a stream is of.
using Part = std::tuple<std::uint32_t, Operand, int, int, int, int, int, std::int64_t>;

Part part_of(const Instruction& i) {
  return {i.op, i.operand, i.tile.y, i.tile.x, i.tile.g, i.tile.k, i.tile.c, i.stream_begin};
}

// What a compute of some tile reads: the op, the operand and the number of its tile.
using Tiles = std::tuple<std::uint32_t, Operand, std::int64_t>;

Tiles tiles_of(const Program& program, std::uint32_t op, Operand operand, const program::Tile& tile) {
  const program::LoopNest& nest = program.ops[op].nest;
  const std::int64_t number = operand == Operand::weights
                                  ? static_cast<std::int64_t>(weight_tile_index(nest, tile))
                              : operand == Operand::input ? input_key(nest, tile)
                                                          : output_key(nest, tile);
  return {op, operand, number};
}

struct Delivered {
  Part part;
  std::size_t index = 0;        // of the instruction
  std::uint32_t completed = 0;  // of its unit, with it
  std::vector<std::size_t> loads;
};

class Flows {
 public:
  explicit Flows(const Program& program) : program_(program) {}

  std::vector<Flow> found() {
    for (std::size_t i = 0; i < program_.instructions.size(); ++i) {
      const Instruction& instruction = program_.instructions[i];
      const std::size_t unit = static_cast<std::size_t>(unit_of(instruction.opcode));
      ++written_[unit];
      if (is_load(instruction.opcode)) loads_[part_of(instruction)].push_back(i);
      if (is_delivery(instruction)) deliver(i, written_[unit]);
      if (instruction.opcode == Opcode::compute) use(i);
    }
    std::sort(flows_.begin(), flows_.end(), [](const Flow& a, const Flow& b) { return a.load < b.load; });
    return flows_;
  }

 private:
  void deliver(std::size_t index, std::uint32_t completed) {
    const Instruction& i = program_.instructions[index];
    const Part part = part_of(i);
    std::vector<Delivered>& of_tile = delivered_[tiles_of(program_, i.op, i.operand, i.tile)];
    const auto again =
        std::find_if(of_tile.begin(), of_tile.end(), [&](const Delivered& d) { return d.part == part; });
    const auto loads = loads_.find(part);
    if (loads != loads_.end()) {
      of_tile.push_back({part, index, completed, loads->second});
      loads_.erase(loads);
    } else if (again != of_tile.end()) {  // overwritten before it was used
      again->index = index;
      again->completed = completed;
    }
  }

  void use(std::size_t index) {
    const Instruction& i = program_.instructions[index];
    for (std::size_t u = 0; u < waited_.size(); ++u) waited_[u] = std::max(waited_[u], i.wait[u]);
    for (const Operand operand : {Operand::weights, Operand::input, Operand::operand2}) {
      if (operand == Operand::operand2 && i.psum_out) continue;
      const auto found = delivered_.find(tiles_of(program_, i.op, operand, i.tile));
      if (found == delivered_.end()) continue;
      std::vector<Delivered>& deliveries = found->second;
      const Unit bus = operand == Operand::weights ? Unit::parameter_bus : Unit::activation_bus;
      const auto is_used = [&](const Delivered& d) {
        return d.completed <= waited_[static_cast<std::size_t>(bus)];
      };
      for (const Delivered& delivery : deliveries) {
        if (!is_used(delivery)) continue;
        for (const std::size_t load : delivery.loads) flows_.push_back({load, delivery.index, index});
      }
      deliveries.erase(std::remove_if(deliveries.begin(), deliveries.end(), is_used), deliveries.end());
      if (deliveries.empty()) delivered_.erase(found);
    }
  }

  const Program& program_;
  std::array<std::uint32_t, machine::kUnits> written_{}, waited_{};  // by unit; what the array waited for
  std::map<Part, std::vector<std::size_t>> loads_;                   // not delivered yet
  std::map<Tiles, std::vector<Delivered>> delivered_;                // not used yet
  std::vector<Flow> flows_;
};

}  // namespace

std::vector<Flow> flows_of(const Program& program) { return Flows(program).found(); }

std::vector<LayerSpan> layer_spans(const Program& program, const std::vector<simulator::Event>& events) {
  std::vector<LayerSpan> spans;
  std::int64_t last = -1;
  for (std::size_t i = 0; i < events.size(); ++i) {
    last = std::max(last, events[i].end);
    const Instruction& instruction = program.instructions[i];
    if (unit_of(instruction.opcode) != Unit::array) continue;
    const int layer = program.ops[instruction.op].op().layer;
    if (spans.empty() || spans.back().layer != layer) {
      const std::int64_t start = spans.empty() ? 0 : spans.back().cycles.end + 1;
      spans.push_back({layer, instruction.op, {start, start}});
    }
    spans.back().cycles.end = events[i].end;
  }
  if (!spans.empty()) spans.back().cycles.end = last;
  return spans;
}

}  // namespace apollo::cli
