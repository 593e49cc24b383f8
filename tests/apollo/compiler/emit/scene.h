#pragma once
#include "apollo/compiler/emit/layout.h"
#include "tests/simulator/program/nests.h"

namespace apollo::compiler::emit {

// Pointwise convolutions in a row, each of one row of `kColumns` columns, with their decisions: buffer i is
// the input of op i and its output is buffer i + 1; all of them in DRAM, none on chip.
struct Scene {
  static constexpr int kColumns = 6, kChannels = 4;
  static constexpr std::int64_t kInputAddress = 0, kOutputAddress = 1024;  // slots in PE memory

  explicit Scene(int ops = 1, const machine::Accelerator& on = program::design()) : accelerator(on) {
    for (int b = 0; b <= ops; ++b)
      network.buffers.push_back({{"buffer", {1, kColumns, kChannels}}, b, b == 0, b == ops});
    for (int i = 0; i < ops; ++i) {
      program::Op op = program::convolution({1, kChannels, kChannels, 1, kColumns});
      op.name = "op" + std::to_string(i);
      op.input.buffer = i;
      op.output.buffer = i + 1;
      op.parameter_layer = i;
      network.ops.push_back(op);
    }
    plan.buffers.resize(network.buffers.size());
    for (decisions::BufferDecision& buffer : plan.buffers) buffer.in_dram = true;
    hold_addresses.assign(network.buffers.size(), 0);
    for (const program::Op& op : network.ops) {
      plan.ops.emplace_back();
      set_mapping(plan.ops.size() - 1, whole(op));
    }
  }

  // With `slots` slots for input and output each; one tile's partial sums if there are several over c.
  void set_mapping(std::size_t op, const program::Mapping& mapping, int slots = 2) {
    decisions::OpDecision& decision = plan.ops[op];
    decision.mapping = mapping;
    decision.input = {slots, kColumns * kChannels, kInputAddress};
    decision.output = {slots, kColumns * kChannels, kOutputAddress};
    if (mapping.tile_c < kChannels) decision.psum = {1, 4 * kColumns * kChannels, 2 * kOutputAddress};
  }
  // Op 0 in tiles of one column.
  void tile_columns(int slots) {
    program::Mapping m = whole(network.ops[0]);
    m.tile_x = 1;
    set_mapping(0, m, slots);
  }
  // A buffer in PE memory, at an address, instead of DRAM.
  void hold(int buffer, std::vector<program::Box> boxes, std::int64_t address) {
    decisions::BufferDecision& decision = plan.buffers[buffer];
    decision.on_chip = true;
    decision.in_dram = false;
    decision.hold = std::move(boxes);
    decision.hold_bytes = decisions::largest(decision.hold);
    program::find_distinct_holds(decision.hold, &decision.distinct_holds);
    decision.hold_ranges.assign(decision.hold);
    decision.pe_address = hold_addresses[buffer] = address;
  }

  // Refer to the scene, which must not change after.
  Layout layout() const { return {network, accelerator, plan.buffers, hold_addresses, plan.pinned_bytes}; }
  std::vector<PlacedOp> placed() {
    nests.clear();
    for (std::size_t i = 0; i < network.ops.size(); ++i)
      nests.emplace_back(network.ops[i], plan.ops[i].mapping, accelerator);
    std::vector<PlacedOp> out;
    for (std::size_t i = 0; i < nests.size(); ++i)
      out.push_back(placed_op(static_cast<int>(i), nests[i], plan.ops[i], plan.buffers, &exchange));
    return out;
  }

  machine::Accelerator accelerator;
  lower::LoweredNetwork network;
  decisions::Plan plan;
  std::vector<std::int64_t> hold_addresses;
  std::vector<program::LoopNest> nests;
  decisions::ExchangeEstimate exchange;
};

}  // namespace apollo::compiler::emit
