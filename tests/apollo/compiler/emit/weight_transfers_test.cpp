#include "apollo/compiler/emit/weight_transfers.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::weight_transfers_test {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;
using program::Tile;

constexpr int kBias = 4;                                  // bytes of each output channel
constexpr std::int64_t kTile = Scene::kChannels + kBias;  // bytes of one output channel's weights
constexpr int kDma = static_cast<int>(Unit::dma), kBus = static_cast<int>(Unit::parameter_bus),
              kArray = static_cast<int>(Unit::array);

// A tile for each output channel, and memories for so many tiles.
class WeightTransfersTest : public testing::Test {
 protected:
  explicit WeightTransfersTest(int core_tiles = 2, int parameter_tiles = 4) : scene_(2) {
    scene_.accelerator.configuration.core_memory_bytes = static_cast<int>(core_tiles * kTile);
    scene_.accelerator.constants.parameter_entry_bytes = kTile;
    scene_.accelerator.configuration.parameter_memory_entries = parameter_tiles;
    program::Mapping m = whole(scene_.network.ops[0]);
    m.tile_k = 1;
    scene_.set_mapping(0, m);
    scene_.set_mapping(1, m);
  }
  // After the scene is ready.
  void begin() {
    placed_ = scene_.placed();
    layout_.emplace(scene_.layout());
    transfers_.emplace(scene_.network);
    pe_memory_.reset(*layout_);
    transfers_->reset(*layout_, &list_, &pe_memory_);
    transfers_->begin(placed_[0], &weights_);
  }
  CoreWeights bring(int k) {
    if (!transfers_->staged(weights_, tile(k))) transfers_->load(&weights_, tile(k));
    return transfers_->deliver(&weights_, tile(k));
  }
  static Tile tile(int k) {
    Tile t;
    t.k = k;
    return t;
  }
  const Instruction& last() { return list_.instructions().back(); }

  Scene scene_;
  InstructionList list_;
  PeMemory pe_memory_;
  std::vector<PlacedOp> placed_;
  std::optional<Layout> layout_;
  std::optional<WeightTransfers> transfers_;
  OpWeights weights_;
};

TEST_F(WeightTransfersTest, LoadsWholeBurstsAndMulticastsAfterThat) {
  begin();
  const CoreWeights weights = bring(1);
  const Instruction &load = list_.instructions()[0], &multicast = list_.instructions()[1];
  EXPECT_EQ(load.opcode, Opcode::load_parameters);
  EXPECT_EQ(load.bytes, kTile);
  EXPECT_EQ(load.dram_bytes, scene_.accelerator.constants.dram_burst_bytes);
  EXPECT_EQ(multicast.opcode, Opcode::multicast_parameters);
  EXPECT_EQ(multicast.bytes, kTile);
  EXPECT_EQ(multicast.staging_address, load.staging_address);
  EXPECT_EQ(multicast.memory_address, weights.address);
  EXPECT_EQ(multicast.wait[kDma], 1u);
}

TEST_F(WeightTransfersTest, UseWaitsForTheMulticast) {
  begin();
  bring(0);
  EXPECT_EQ(transfers_->use(bring(1), 1)[kBus], 2u);
}

TEST_F(WeightTransfersTest, FindsWhatIsInCoreMemoryUntilItIsOverwritten) {
  begin();
  const CoreWeights first = bring(0);
  CoreWeights found;
  EXPECT_TRUE(transfers_->find(weights_, tile(0), &found));
  EXPECT_EQ(found.address, first.address);
  EXPECT_FALSE(transfers_->find(weights_, tile(1), &found));
  bring(1);
  bring(2);  // there is room for two
  EXPECT_FALSE(transfers_->find(weights_, tile(0), &found));
  EXPECT_TRUE(transfers_->staged(weights_, tile(0)));
}

TEST_F(WeightTransfersTest, CoreMemoryIsBlockedWhileATileIsStillToBeUsed) {
  begin();
  const CoreWeights first = bring(0);
  bring(1);
  EXPECT_TRUE(transfers_->blocked(weights_, tile(2)));
  transfers_->use(first, 1);
  EXPECT_FALSE(transfers_->blocked(weights_, tile(2)));
}

TEST_F(WeightTransfersTest, OverwritingWaitsForTheUse) {
  begin();
  const CoreWeights first = bring(0);
  bring(1);
  constexpr std::uint32_t kUse = 9;
  transfers_->use(first, kUse);
  bring(2);
  EXPECT_EQ(last().wait[kArray], kUse);
}

TEST_F(WeightTransfersTest, StagedUntilParameterMemoryIsFull) {
  begin();
  for (int k = 0; k < Scene::kChannels; ++k) bring(k);
  EXPECT_TRUE(transfers_->staged(weights_, tile(0)));
  transfers_->load(&weights_, tile(1));
  EXPECT_FALSE(transfers_->staged(weights_, tile(0)));
}

TEST_F(WeightTransfersTest, TheNextOpWithTheSameWeightsFindsThem) {
  scene_.network.ops[1].parameter_layer = scene_.network.ops[0].parameter_layer;
  begin();
  const CoreWeights first = bring(0);
  transfers_->end(weights_);
  OpWeights next;
  transfers_->begin(placed_[1], &next);
  CoreWeights found;
  ASSERT_TRUE(transfers_->find(next, tile(0), &found));
  EXPECT_EQ(found.address, first.address);
}

TEST_F(WeightTransfersTest, AnotherMappingCutsSharedWeightsDifferently) {
  scene_.network.ops[1].parameter_layer = scene_.network.ops[0].parameter_layer;
  scene_.set_mapping(1, whole(scene_.network.ops[1]));
  begin();
  bring(0);
  transfers_->end(weights_);
  OpWeights next;
  transfers_->begin(placed_[1], &next);
  CoreWeights found;
  EXPECT_FALSE(transfers_->find(next, tile(0), &found));
  EXPECT_FALSE(transfers_->staged(next, tile(0)));
}

TEST_F(WeightTransfersTest, PinnedTilesLieOneAfterTheOtherAligned) {
  constexpr std::int64_t kPinned = 24, kAligned = (kTile + 3) / 4 * 4;
  scene_.plan.ops[0].pinned_tiles = decisions::kAllTiles;
  scene_.plan.ops[0].pinned_address = kPinned;
  begin();
  transfers_->load_from_dram(&weights_, tile(2));
  transfers_->deliver_pinned(weights_, tile(2));
  EXPECT_EQ(last().memory_address, kPinned + 2 * kAligned);
}

TEST_F(WeightTransfersTest, KeptWeightsComeFromPeMemories) {
  constexpr std::int64_t kKept = 3 * kTile;  // an entry for each tile
  scene_.plan.ops[0].kept_tiles = decisions::kAllTiles;
  scene_.plan.ops[0].kept_address = kKept;
  begin();
  transfers_->load(&weights_, tile(2));
  EXPECT_EQ(last().opcode, Opcode::collect_parameters);
  EXPECT_EQ(last().bytes, kTile);
  EXPECT_EQ(last().dram_bytes, 0);
  EXPECT_EQ(last().memory_address, kKept + 2 * kTile);
  const Instruction collect = last();
  transfers_->deliver(&weights_, tile(2));
  EXPECT_EQ(last().opcode, Opcode::multicast_parameters);
  EXPECT_EQ(last().staging_address, collect.staging_address);
  EXPECT_EQ(last().wait[static_cast<int>(Unit::output_bus)], 1U);
  EXPECT_EQ(last().wait[kDma], 0U);
}

TEST_F(WeightTransfersTest, ScattersWhatPeMemoriesKeep) {
  scene_.plan.ops[0].kept_tiles = decisions::kAllTiles;
  begin();
  transfers_->load_from_dram(&weights_, tile(1));
  transfers_->keep(weights_, tile(1));
  const Instruction &load = list_.instructions()[0], &scatter = list_.instructions()[1];
  EXPECT_EQ(load.opcode, Opcode::load_parameters);
  EXPECT_EQ(scatter.opcode, Opcode::scatter_parameters);
  EXPECT_EQ(scatter.memory_address, kTile);
  EXPECT_EQ(scatter.staging_address, load.staging_address);
  EXPECT_EQ(scatter.wait[kDma], 1U);
}

TEST_F(WeightTransfersTest, LocalWeightsFillCoresFromTheirPesWithoutTheNetwork) {
  constexpr std::int64_t kKept = 5 * kTile;
  scene_.plan.ops[0].kept_tiles = decisions::kAllTiles;
  scene_.plan.ops[0].kept_address = kKept;
  scene_.plan.ops[0].local = true;
  begin();
  EXPECT_TRUE(weights_.stays(tile(2)));
  fast::FastEngine engine(scene_.accelerator);
  engine.set_op(0, *placed_[0].nest);
  list_.clear(&engine);
  std::int64_t cycles = 0;
  const CoreWeights first = transfers_->fill(&weights_, tile(2), &cycles);
  ASSERT_EQ(list_.instructions().size(), 1U);
  EXPECT_EQ(last().opcode, Opcode::fill_parameters);
  EXPECT_EQ(last().memory_address, kKept + 2 * kTile);
  EXPECT_EQ(last().weight_address, first.address);
  EXPECT_EQ(cycles, engine.end(Unit::array, 1) - engine.first_compute_start() + 1);
  CoreWeights found;
  EXPECT_TRUE(transfers_->find(weights_, tile(2), &found)) << "until it is overwritten";
  EXPECT_EQ(transfers_->use(first, 2)[kBus], 0U) << "the array itself brought them";
}

TEST_F(WeightTransfersTest, WhatAFillOverwritesHasArrivedBefore) {
  scene_.plan.ops[0].kept_tiles = 1;
  scene_.plan.ops[0].local = true;
  begin();
  const CoreWeights first = bring(1), second = bring(2);  // all of core memory
  transfers_->use(first, 1);
  transfers_->use(second, 2);
  std::int64_t cycles = 0;
  transfers_->fill(&weights_, tile(0), &cycles);
  EXPECT_EQ(last().wait[kBus], 1U);
  EXPECT_EQ(last().wait[kArray], 0U) << "it works in order";
}

TEST_F(WeightTransfersTest, PlacesLocalWeightsInPeMemories) {
  scene_.plan.ops[0].kept_tiles = decisions::kAllTiles;
  scene_.plan.ops[0].local = true;
  begin();
  transfers_->load_from_dram(&weights_, tile(1));
  transfers_->keep(weights_, tile(1));
  EXPECT_EQ(last().opcode, Opcode::place_parameters);
  EXPECT_EQ(last().memory_address, kTile);
  EXPECT_EQ(last().wait[kDma], 1U);
}

// Tiles of two output channels; a chunk is one, and one may be on its way in PE memories.
class ParkedTest : public WeightTransfersTest {
 protected:
  ParkedTest() : WeightTransfersTest(4, 4 + decisions::kParkingChunks) {
    scene_.accelerator.constants.dram_burst_bytes = kTile;
    program::Mapping m = whole(scene_.network.ops[0]);
    m.tile_k = 2;
    scene_.set_mapping(0, m);
    begin();
    layout_->parking = &place_;
    transfers_->reset(*layout_, &list_, &pe_memory_);
    transfers_->begin(placed_[0], &weights_);
  }
  std::vector<Opcode> opcodes(std::size_t from) {
    std::vector<Opcode> all;
    for (std::size_t i = from; i < list_.instructions().size(); ++i)
      all.push_back(list_.instructions()[i].opcode);
    return all;
  }

  Parking place_{{}, 2 * kTile, kTile, 0};
};

TEST_F(ParkedTest, WhatWaitsInPeMemoriesComesFromThereAndTheRestFromDram) {
  ASSERT_TRUE(transfers_->park(&weights_, tile(0), 0));
  transfers_->parking().scatter();
  EXPECT_EQ(transfers_->from_pe_memories(weights_, tile(0)), kTile);
  EXPECT_EQ(transfers_->from_dram(weights_, tile(0)), kTile);
  const std::size_t before = list_.instructions().size();
  transfers_->load(&weights_, tile(0));
  ASSERT_EQ(opcodes(before), std::vector<Opcode>({Opcode::collect_parameters, Opcode::load_parameters}));
  const Instruction &collect = list_.instructions()[before], &load = last();
  EXPECT_EQ(collect.bytes, kTile);
  EXPECT_EQ(load.stream_begin, kTile);
  EXPECT_EQ(load.bytes, kTile);
  EXPECT_EQ(load.dram_bytes, kTile);
  EXPECT_EQ(load.staging_address, collect.staging_address + kTile);
  EXPECT_EQ(load.wait[static_cast<int>(Unit::output_bus)], 0U) << "each has its own part";
  transfers_->deliver(&weights_, tile(0));
  EXPECT_EQ(last().wait[static_cast<int>(Unit::output_bus)], 1U);
  EXPECT_EQ(last().wait[kDma], 2U);
}

TEST_F(ParkedTest, ATileThatWaitsWholeNeedsNoDram) {
  while (transfers_->from_dram(weights_, tile(0)) > 0) ASSERT_TRUE(transfers_->park(&weights_, tile(0), 0));
  const std::size_t before = list_.instructions().size();
  transfers_->load(&weights_, tile(0));
  EXPECT_EQ(opcodes(before), std::vector<Opcode>({Opcode::scatter_parameters, Opcode::scatter_parameters,
                                                  Opcode::collect_parameters}));
}

TEST_F(ParkedTest, ATileWithAPlaceOfWhichNothingIsLoadedComesFromDram) {
  place_.end = 4 * kTile;
  transfers_->reset(*layout_, &list_, &pe_memory_);
  for (int chunk = 0; chunk < 2; ++chunk) ASSERT_TRUE(transfers_->park(&weights_, tile(0), 0));
  ASSERT_TRUE(transfers_->park(&weights_, tile(1), 0));
  OpWeights other;
  transfers_->begin(placed_[0], &other);
  ASSERT_FALSE(transfers_->park(&other, tile(0), 0)) << "too many chunks are on their way";
  const std::size_t before = list_.instructions().size();
  transfers_->load(&other, tile(0));
  EXPECT_EQ(opcodes(before), std::vector<Opcode>({Opcode::load_parameters}));
  EXPECT_EQ(last().bytes, 2 * kTile);
}

TEST_F(ParkedTest, ItsPlaceIsFreeAfterTheLastTileThatNeedsIt) {
  ASSERT_TRUE(transfers_->park(&weights_, tile(0), 0));
  EXPECT_FALSE(transfers_->park(&weights_, tile(1), 0));
  transfers_->load(&weights_, tile(0));
  EXPECT_FALSE(transfers_->park(&weights_, tile(1), 0));
  transfers_->release(weights_, tile(0));
  EXPECT_TRUE(transfers_->park(&weights_, tile(1), 0));
}

}  // namespace
}  // namespace apollo::compiler::emit::weight_transfers_test
