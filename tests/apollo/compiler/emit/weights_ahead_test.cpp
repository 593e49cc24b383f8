#include "apollo/compiler/emit/weights_ahead.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::weights_ahead_test {
namespace {

using program::Instruction;
using program::Opcode;
using program::Tile;

constexpr int kBias = 4;                                  // bytes of each output channel
constexpr std::int64_t kTile = Scene::kChannels + kBias;  // bytes of one output channel's weights
constexpr int kOps = 3, kTiles = Scene::kChannels;        // a tile for each output channel
constexpr std::int64_t kForever = 1000000;

// Memories for so many tiles.
class WeightsAheadTest : public testing::Test {
 protected:
  WeightsAheadTest() : scene_(kOps) {
    scene_.accelerator.constants.parameter_entry_bytes = kTile;
    set_memories(kOps * kTiles, kOps * kTiles);
    program::Mapping m = whole(scene_.network.ops[0]);
    m.tile_k = 1;
    for (std::size_t op = 0; op < kOps; ++op) scene_.set_mapping(op, m);
  }
  void set_memories(int core_tiles, int parameter_tiles) {
    scene_.accelerator.configuration.core_memory_bytes = static_cast<int>(core_tiles * kTile);
    scene_.accelerator.configuration.parameter_memory_entries = parameter_tiles;
  }
  // After the scene is ready: the first op.
  OpWeights& begin() {
    placed_ = scene_.placed();
    layout_.emplace(scene_.layout());
    if (parking_.chunk_bytes > 0) layout_->parking = &parking_;
    engine_.set_accelerator(scene_.accelerator);
    for (const PlacedOp& op : placed_) engine_.set_op(static_cast<std::size_t>(op.index), *op.nest);
    list_.clear(&engine_);
    transfers_.emplace(scene_.network);
    pe_memory_.reset(*layout_);
    transfers_->reset(*layout_, &list_, &pe_memory_);
    ahead_.emplace(&*transfers_, list_);
    ahead_->reset(placed_);
    return ahead_->begin(0);
  }
  int count(Opcode opcode, std::uint32_t op) {
    int n = 0;
    for (const Instruction& i : list_.instructions()) n += i.opcode == opcode && i.op == op;
    return n;
  }
  static Tile tile(int k) {
    Tile t;
    t.k = k;
    return t;
  }

  Scene scene_;
  fast::FastEngine engine_;
  InstructionList list_;
  PeMemory pe_memory_;
  Parking parking_;  // none
  std::vector<PlacedOp> placed_;
  std::optional<Layout> layout_;
  std::optional<WeightTransfers> transfers_;
  std::optional<WeightsAhead> ahead_;
};

TEST_F(WeightsAheadTest, AllInTheOrderOfNeedWhereThereIsTimeAndRoom) {
  begin();
  ahead_->advance(0, kForever, 0);
  std::vector<std::pair<std::uint32_t, int>> loaded, needed;
  for (const Instruction& i : list_.instructions())
    if (i.opcode == Opcode::load_parameters) loaded.emplace_back(i.op, i.tile.k);
  for (std::uint32_t op = 0; op < kOps; ++op)
    for (int k = 0; k < kTiles; ++k) needed.emplace_back(op, k);
  EXPECT_EQ(loaded, needed);
  for (std::uint32_t op = 0; op < kOps; ++op) EXPECT_EQ(count(Opcode::multicast_parameters, op), kTiles);
}

TEST_F(WeightsAheadTest, OnlyUntilUnitsAreBusyForLongEnough) {
  begin();
  ahead_->advance(0, 0, 0);
  EXPECT_TRUE(list_.instructions().empty());
  ahead_->advance(0, 1, 0);
  EXPECT_EQ(list_.instructions().size(), 1U) << "the DRAM is busy until after cycle 1 then";
  const std::int64_t until = list_.busy_until(machine::Unit::dma);
  ahead_->advance(0, until, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), 1);
  ahead_->advance(0, until + 1, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), 2);
}

TEST_F(WeightsAheadTest, AsFarAsParameterMemoryHasRoomUntilTilesAreReleased) {
  set_memories(kOps * kTiles, kTiles + 1);
  OpWeights& weights = begin();
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), kTiles);
  EXPECT_EQ(count(Opcode::load_parameters, 1), 1);
  transfers_->release(weights, tile(0));
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 1), 2);
}

TEST_F(WeightsAheadTest, AsFarAsCoreMemoryHasRoomUntilTilesAreReleased) {
  set_memories(2, kOps * kTiles);
  OpWeights& weights = begin();
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::multicast_parameters, 0), 2);
  CoreWeights found;
  ASSERT_TRUE(transfers_->find(weights, tile(0), &found));
  transfers_->release(weights, tile(0));
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::multicast_parameters, 0), 2) << "an instruction is still to read it";
  Instruction compute;
  compute.opcode = Opcode::compute;
  compute.wait = transfers_->use(found, list_.next_index(machine::Unit::array));
  list_.add(compute);
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::multicast_parameters, 0), 3);
}

TEST_F(WeightsAheadTest, NotWhatIsThere) {
  scene_.plan.ops[0].pinned_tiles = 1;
  scene_.plan.ops[0].kept_tiles = 1;
  scene_.plan.ops[1].pinned_tiles = decisions::kAllTiles;
  begin();
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), kTiles - 2);
  EXPECT_EQ(count(Opcode::collect_parameters, 0), 1) << "what PE memories keep";
  EXPECT_EQ(count(Opcode::multicast_parameters, 0), kTiles - 1);
  EXPECT_EQ(count(Opcode::load_parameters, 1) + count(Opcode::multicast_parameters, 1), 0);
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles);
}

TEST_F(WeightsAheadTest, NotResultsAsWeightsAndNothingBeyond) {
  scene_.network.ops[1].parameter_layer = -1;
  scene_.network.ops[1].weight_view.buffer = 1;
  begin();
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), kTiles);
  EXPECT_EQ(count(Opcode::load_parameters, 1) + count(Opcode::load_parameters, 2), 0);
}

TEST_F(WeightsAheadTest, SharedWeightsStayForTheNextOp) {
  scene_.network.ops[1].parameter_layer = scene_.network.ops[0].parameter_layer;
  begin();
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 2), 0) << "not before the op that shares them has ended";
  ahead_->end(0);
  ahead_->begin(1);
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 1), 0) << "they are there";
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles);
}

TEST_F(WeightsAheadTest, GoesOnAfterWhatWasNeededMeanwhile) {
  OpWeights& weights = begin();
  for (int k = 0; k < 2; ++k) {
    transfers_->load(&weights, tile(k));
    transfers_->deliver(&weights, tile(k));
    ahead_->needed(tile(k));
  }
  ahead_->advance(0, kForever, 0);
  EXPECT_EQ(count(Opcode::load_parameters, 0), kTiles);
  EXPECT_EQ(count(Opcode::multicast_parameters, 0), kTiles);
}

// Tiles of op 2 may wait in PE memories, a place for each, beside three tiles in parameter memory.
class ParksTest : public WeightsAheadTest {
 protected:
  static constexpr int kAhead = 3, kStaged = decisions::kParkingChunks;  // tiles

  ParksTest() {
    set_memories(1, kAhead + kStaged);
    scene_.plan.ops[2].parks = true;
    parking_ = {{}, kTiles * kTile, kTile, kOps};
  }
  // Until nothing more comes.
  void advance(int oldest = 0) {
    std::size_t before = 0;
    do {
      before = list_.instructions().size();
      ahead_->advance(kForever, kForever, oldest);
    } while (list_.instructions().size() > before);
  }
};

TEST_F(ParksTest, WhatMayWaitInPeMemoriesComesWhileParameterMemoryIsFull) {
  begin();
  advance();
  EXPECT_EQ(count(Opcode::load_parameters, 0), kAhead);
  EXPECT_EQ(count(Opcode::load_parameters, 1), 0);
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles);
  EXPECT_EQ(count(Opcode::scatter_parameters, 2), kTiles);
  EXPECT_EQ(count(Opcode::collect_parameters, 2), 0) << "not needed yet";
}

TEST_F(ParksTest, OnlyAsManyTilesAsHaveAPlace) {
  parking_.end = (kTiles - 1) * kTile;
  begin();
  advance();
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles - 1);
}

TEST_F(ParksTest, NotWhereActivationsLieUntilItIsUsed) {
  parking_.activations = {{1, 1, 0, 2 * kTile}};
  begin();
  advance(0);
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles - 2);
  advance(2);
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles)
      << "when no instruction of op 1 is still to be written";
}

TEST_F(ParksTest, NotWhatStaysOnTheChip) {
  scene_.plan.ops[2].pinned_tiles = 1;
  scene_.plan.ops[2].kept_tiles = 1;
  begin();
  advance();
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles - 2);
}

TEST_F(ParksTest, ComesFromPeMemoriesWhenItIsItsTurn) {
  begin();
  advance();
  for (std::size_t op = 0; op < 2; ++op) {
    OpWeights& weights = ahead_->begin(op);
    for (int k = 0; k < kTiles; ++k) {
      if (!transfers_->staged(weights, tile(k))) transfers_->load(&weights, tile(k));
      const CoreWeights brought = transfers_->deliver(&weights, tile(k));
      ahead_->needed(tile(k));
      Instruction compute;
      compute.opcode = Opcode::compute;
      compute.wait = transfers_->use(brought, list_.next_index(machine::Unit::array));
      list_.add(compute);
      transfers_->release(weights, tile(k));
    }
    ahead_->end(op);
  }
  OpWeights& weights = ahead_->begin(2);
  advance(2);
  EXPECT_EQ(count(Opcode::collect_parameters, 2), kAhead);
  EXPECT_EQ(count(Opcode::load_parameters, 2), kTiles) << "never from DRAM again";
  for (int k = 0; k < kAhead; ++k) EXPECT_TRUE(transfers_->staged(weights, tile(k)));
}

}  // namespace
}  // namespace apollo::compiler::emit::weights_ahead_test
