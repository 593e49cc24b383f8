#include "simulator/fast/deliveries.h"

#include <gtest/gtest.h>

#include "tests/simulator/program/random_nests.h"

namespace apollo::fast {
namespace {

using program::Box;
using program::Dim;
using program::LoopNest;
using program::Numbers;
using program::Operand;
using program::Tile;

// A nest whose output is held in PE memories, or nowhere, with all that Deliveries needs.
struct HeldNest {
  explicit HeldNest(LoopNest of, std::vector<Box> held = {}) : nest(std::move(of)), holds(std::move(held)) {
    find_distinct_holds(holds, &distinct);
    ranges.assign(holds);
    op = {&nest, made_in_place(nest, holds), &distinct, &ranges};
  }
  HeldNest(const HeldNest&) = delete;

  LoopNest nest;
  std::vector<Box> holds;
  std::vector<program::DistinctHold> distinct;
  program::HoldRanges ranges;
  DeliveredOp op;
};

// The box of an operand that each PE needs.
template <typename BoxOf>
std::vector<Box> needed(const LoopNest& n, const Tile& tile, BoxOf box_of) {
  std::vector<Box> out;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column)
      out.push_back(box_of(n.output_box(row, column, tile)));
  return out;
}

std::int64_t weights_of_all_cores(const LoopNest& n, const Tile& tile) {
  const program::Range c = n.tiling.c_range(tile.c);
  std::int64_t bytes = 0;
  for (int row = 0; row < n.tiling.pes_y; ++row)
    for (int column = 0; column < n.tiling.pes_x; ++column) {
      const auto g = n.tiling.output_range(Dim::g, n.tiling.part(Dim::g, row, column), tile.g),
                 k = n.tiling.output_range(Dim::k, n.tiling.part(Dim::k, row, column), tile.k);
      for (int core = 0; g.size() && k.size() && core < n.tiling.cores; ++core)
        bytes += n.op.weight_bytes(n.tiling.core_range(Dim::g, g, core).size(),
                                   n.tiling.core_range(Dim::k, k, core).size(), c.size(), c.end == n.op.C);
    }
  return bytes;
}

// Calls visit(held nest, deliveries, tile).
template <typename Visit>
void for_random_tiles(unsigned seed, Visit visit) {
  constexpr int kNests = 1500, kTiles = 4;
  Numbers numbers(seed);
  Deliveries deliveries;  // one for all
  for (int round = 0; round < kNests; ++round) {
    const LoopNest n = random_nest(&numbers);
    const HeldNest held(n, random_holds(&numbers, n));
    deliveries.assign(held.op);
    for (int i = 0; i < kTiles; ++i) visit(held, &deliveries, random_tile(&numbers, n));
    if (testing::Test::HasFailure()) return;
  }
}

TEST(Deliveries, OfInputsAreSumsOverPiecesAndPes) {
  for_random_tiles(1, [](const HeldNest& held, Deliveries* deliveries, const Tile& tile) {
    const LoopNest& n = held.nest;
    const auto boxes = needed(n, tile, [&](const Box& output) { return n.input_box(output); });
    EXPECT_EQ(deliveries->of(Operand::input, tile),
              n.op.in_q.bytes() * total_overlap(n.input_pieces(tile), boxes))
        << described(n, tile);
  });
}

TEST(Deliveries, OfSecondOperandsAreSumsOverPiecesAndPes) {
  int checked = 0;
  for_random_tiles(2, [&](const HeldNest& held, Deliveries* deliveries, const Tile& tile) {
    const LoopNest& n = held.nest;
    if (n.op.operand2.buffer < 0) return;
    ++checked;
    const auto boxes = needed(n, tile, [&](const Box& output) { return n.operand2_box(output); });
    EXPECT_EQ(deliveries->of(Operand::operand2, tile),
              n.op.operand2_q.bytes() * total_overlap(n.operand2_pieces(tile), boxes))
        << described(n, tile);
  });
  EXPECT_GT(checked, 500);
}

TEST(Deliveries, OfWeightsAreSumsOverCores) {
  int checked = 0;
  for_random_tiles(3, [&](const HeldNest& held, Deliveries* deliveries, const Tile& tile) {
    if (!held.nest.op.has_weights()) return;
    ++checked;
    EXPECT_EQ(deliveries->of(Operand::weights, tile), weights_of_all_cores(held.nest, tile))
        << described(held.nest, tile);
  });
  EXPECT_GT(checked, 500);
}

TEST(Deliveries, OfExchangesAreSumsOverPiecesAndHolds) {
  int products = 0, others = 0;
  for_random_tiles(4, [&](const HeldNest& held, Deliveries* deliveries, const Tile& tile) {
    std::vector<Box> pieces;
    exchange_pieces(held.nest, held.op.output_in_place, held.distinct, tile, &pieces);
    ++(held.ranges.times() > 0 ? products : others);
    EXPECT_EQ(deliveries->of(Operand::exchange, tile),
              held.nest.op.out_q.bytes() * total_overlap(pieces, held.holds))
        << described(held.nest, tile);
  });
  EXPECT_GT(products, 500);
  EXPECT_GT(others, 100);
}

// A pointwise convolution on two PEs that split its columns.
constexpr int kColumns = 6, kInputs = 5, kOutputs = 3, kPes = 2;

LoopNest pointwise() {
  const program::Op op = program::convolution({1, kOutputs, kInputs, 1, kColumns});
  return LoopNest(op, whole(op), program::design(kPes, 1));
}

program::Instruction multicast(program::Opcode opcode, Operand operand) {
  program::Instruction i;
  i.opcode = opcode;
  i.operand = operand;
  return i;
}

machine::Counters counted(const std::vector<program::Instruction>& instructions) {
  const HeldNest held(pointwise());
  machine::Counters counters;
  DeliveryCounter counter;
  counter.set_op(0, held.op);
  counter.count(instructions, &counters);
  return counters;
}

TEST(DeliveryCounter, ParametersGoToCoresAndActivationsToPes) {
  const machine::Counters counters =
      counted({multicast(program::Opcode::multicast_parameters, Operand::weights),
               multicast(program::Opcode::multicast_activations, Operand::input)});
  constexpr int kBias = 4;
  EXPECT_EQ(counters.core_write_bytes, kPes * kOutputs * (kInputs + kBias));
  EXPECT_EQ(counters.pe_network_write_bytes, kColumns * kInputs);
}

TEST(DeliveryCounter, CoresAreFilledWithWhatAMulticastWouldBring) {
  EXPECT_EQ(counted({multicast(program::Opcode::fill_parameters, Operand::weights)}).core_write_bytes,
            counted({multicast(program::Opcode::multicast_parameters, Operand::weights)}).core_write_bytes);
}

TEST(DeliveryCounter, AStreamInChunksCountsOnce) {
  program::Instruction first = multicast(program::Opcode::multicast_activations, Operand::input),
                       second = first;
  second.stream_begin = kInputs;
  EXPECT_EQ(counted({first, second}).pe_network_write_bytes, kColumns * kInputs);
}

TEST(DeliveryCounter, OnlyMulticastsDeliver) {
  EXPECT_EQ(counted({multicast(program::Opcode::collect, Operand::exchange),
                     multicast(program::Opcode::load_activations, Operand::input),
                     multicast(program::Opcode::load_parameters, Operand::weights),
                     multicast(program::Opcode::place_parameters, Operand::weights),
                     multicast(program::Opcode::store_activations, Operand::output), program::Instruction()}),
            machine::Counters());
}

}  // namespace
}  // namespace apollo::fast
