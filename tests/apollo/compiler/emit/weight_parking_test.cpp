#include "apollo/compiler/emit/weight_parking.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::weight_parking_test {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;

constexpr std::int64_t kEntry = 8, kChunk = 2 * kEntry, kRest = kEntry + 1;  // bytes
constexpr std::int64_t kTile = kChunk + kRest;  // takes two entries of each of two PEs
constexpr int kEntries = 100, kPes = 2, kLastOp = 1;
constexpr int kDma = static_cast<int>(Unit::dma), kBus = static_cast<int>(Unit::parameter_bus),
              kOutput = static_cast<int>(Unit::output_bus),
              kActivations = static_cast<int>(Unit::activation_bus);

// Room for two tiles in PE memories.
class WeightParkingTest : public testing::Test {
 protected:
  WeightParkingTest() {
    scene_.accelerator.configuration.pes_x = kPes;
    scene_.accelerator.configuration.pes_y = 1;
    scene_.accelerator.constants.parameter_entry_bytes = kEntry;
    scene_.accelerator.constants.dram_burst_bytes = kEntry;
    scene_.accelerator.configuration.parameter_memory_entries = kEntries;
    engine_.set_accelerator(scene_.accelerator);
    list_.clear(&engine_);
    layout_.parking = &place_;
    pe_memory_.reset(layout_);
    parking_.reset(layout_, &list_, &pe_memory_);
  }
  int begin(std::uint32_t op = 1, int now = 0) {
    Instruction i;
    i.op = op;
    i.operand = program::Operand::weights;
    i.bytes = kTile;
    return parking_.begin(i, now);
  }
  // A whole tile.
  int park() {
    const int tile = begin();
    while (parking_.loaded(tile) < kTile) {
      parking_.load(tile);
      parking_.scatter();
    }
    return tile;
  }
  const Instruction& last() { return list_.instructions().back(); }

  Scene scene_{3};
  Parking place_{{}, 2 * 2 * kEntry, kChunk, kLastOp};
  Layout layout_ = scene_.layout();
  fast::FastEngine engine_;
  InstructionList list_;
  PeMemory pe_memory_;
  WeightParking parking_;
};

TEST_F(WeightParkingTest, ChunksGoThroughTheEndOfParameterMemoryToPeMemories) {
  const int tile = begin();
  ASSERT_TRUE(parking_.load(tile));
  EXPECT_EQ(parking_.loaded(tile), kChunk);
  const Instruction first = last();
  EXPECT_EQ(first.opcode, Opcode::load_parameters);
  EXPECT_EQ(first.bytes, kChunk);
  EXPECT_EQ(first.staging_address, kEntries * kEntry - decisions::kParkingChunks * kChunk);
  ASSERT_TRUE(parking_.load(tile));
  EXPECT_EQ(parking_.loaded(tile), kTile);
  const Instruction second = last();
  EXPECT_EQ(second.stream_begin, kChunk);
  EXPECT_EQ(second.bytes, kRest);
  EXPECT_EQ(second.dram_bytes, 2 * kEntry) << "whole bursts";
  EXPECT_EQ(second.staging_address, first.staging_address + kChunk);
  parking_.scatter();
  EXPECT_EQ(last().opcode, Opcode::scatter_parameters);
  EXPECT_EQ(last().wait[kDma], 1U);
  EXPECT_EQ(last().staging_address, first.staging_address);
  parking_.scatter();
  EXPECT_FALSE(parking_.any_loaded());
  EXPECT_EQ(last().wait[kDma], 2U);
  EXPECT_EQ(last().bytes, kRest);
  EXPECT_EQ(last().dram_bytes, 0);
  EXPECT_EQ(last().stream_begin, kChunk);
  EXPECT_EQ(last().memory_address, kChunk);
}

TEST_F(WeightParkingTest, ATileLiesBehindTheEntriesThatTheOneBeforeTakesOfAllPes) {
  park();
  parking_.load(begin());
  parking_.scatter();
  EXPECT_EQ(last().memory_address, 2 * kPes * kEntry);
}

TEST_F(WeightParkingTest, BringsBackWhatIsLoadedAfterItIsScattered) {
  const int tile = park();
  const Instruction collect = parking_.collect(tile);
  EXPECT_EQ(collect.opcode, Opcode::collect_parameters);
  EXPECT_EQ(collect.bytes, kTile);
  EXPECT_EQ(collect.stream_begin, 0);
  EXPECT_EQ(collect.memory_address, 0);
  EXPECT_EQ(collect.wait[kBus], 2U);
}

TEST_F(WeightParkingTest, OfATileThatIsNotLoadedWholeTheBeginning) {
  const int tile = begin();
  parking_.load(tile);
  const Instruction collect = parking_.collect(tile);
  EXPECT_FALSE(parking_.any_loaded()) << "it was scattered";
  EXPECT_EQ(collect.bytes, kChunk);
  EXPECT_EQ(collect.wait[kBus], 1U);
}

TEST_F(WeightParkingTest, OnlySoManyChunksAreOnTheirWay) {
  const int first = begin(), second = begin();
  EXPECT_TRUE(parking_.load(first));
  EXPECT_TRUE(parking_.load(first));
  EXPECT_TRUE(parking_.load(second));
  ASSERT_EQ(decisions::kParkingChunks, 3);
  EXPECT_FALSE(parking_.load(second));
  parking_.scatter();
  EXPECT_TRUE(parking_.load(second));
}

TEST_F(WeightParkingTest, OnlySoManyTilesHaveAPlace) {
  const int first = park();
  park();
  EXPECT_EQ(begin(), -1);
  parking_.release(first);
  EXPECT_GE(begin(), 0);
}

TEST_F(WeightParkingTest, NotWhereActivationsLieFromNowUntilItsOp) {
  place_.activations = {{1, 1, 0, 2 * kEntry}};
  parking_.reset(layout_, &list_, &pe_memory_);
  EXPECT_GE(begin(0), 0);
  EXPECT_GE(begin(1), 0) << "above";
  EXPECT_EQ(begin(2, 0), -1);
}

TEST_F(WeightParkingTest, WaitsForWhatHasLainThere) {
  Instruction multicast;
  multicast.opcode = Opcode::multicast_activations;
  multicast.bytes = kEntry;
  list_.add(multicast);
  pe_memory_[pe_memory_.create(0, 4)].write(Unit::activation_bus, 1);
  park();
  EXPECT_EQ(list_.instructions()[2].opcode, Opcode::scatter_parameters);
  EXPECT_EQ(list_.instructions()[2].wait[kActivations], 1U);
}

TEST_F(WeightParkingTest, WhatComesThereNextWaitsForTheTileToBeBack) {
  const int tile = park();
  list_.add(parking_.collect(tile));
  parking_.release(tile);
  EXPECT_EQ(pe_memory_[pe_memory_.create(0, 4)].write(Unit::array, 1)[kOutput], 1U);
}

TEST_F(WeightParkingTest, GivesItsPartOfParameterMemoryBackWhenItsLastOpHasEnded) {
  RingMemory before;
  constexpr std::int64_t kBefore = kEntries * kEntry - decisions::kParkingChunks * kChunk;
  before.reset(0, kBefore, kEntry);
  parking_.load(begin());
  parking_.end(kLastOp, &before);
  EXPECT_TRUE(parking_.goes_on(kLastOp));
  EXPECT_EQ(before.size(), kBefore);
  parking_.end(kLastOp + 1, &before);
  EXPECT_FALSE(parking_.goes_on(kLastOp));
  EXPECT_FALSE(parking_.any_loaded());
  EXPECT_EQ(before.size(), kEntries * kEntry);
  const int all = before.allocate(kEntries * kEntry);
  EXPECT_EQ(before.write(all, Unit::dma, 2)[kBus], 1U) << "for the chunk to be scattered";
}

}  // namespace
}  // namespace apollo::compiler::emit::weight_parking_test
