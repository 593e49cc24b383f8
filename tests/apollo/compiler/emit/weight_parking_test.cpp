#include "apollo/compiler/emit/weight_parking.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::weight_parking_test {
namespace {

using machine::Unit;
using program::Instruction;
using program::Opcode;

constexpr std::int64_t kEntry = 8, kTile = 3 * kEntry;  // bytes
constexpr int kDma = static_cast<int>(Unit::dma), kBus = static_cast<int>(Unit::parameter_bus),
              kOutput = static_cast<int>(Unit::output_bus), kArray = static_cast<int>(Unit::array);

// Two PEs: a tile takes two entries of each. Room for two tiles in PE memories, and as many on their way.
class WeightParkingTest : public testing::Test {
 protected:
  WeightParkingTest() {
    scene_.accelerator.configuration.pes_x = 2;
    scene_.accelerator.configuration.pes_y = 1;
    scene_.accelerator.constants.parameter_entry_bytes = kEntry;
    scene_.accelerator.configuration.parameter_memory_entries = 100;
    engine_.set_accelerator(scene_.accelerator);
    list_.clear(&engine_);
    layout_.parking = &place_;
    pe_memory_.reset(layout_);
    parking_.reset(layout_, &list_, &pe_memory_);
  }
  int load(std::uint32_t op = 1, int now = 0) {
    Instruction i;
    i.op = op;
    i.operand = program::Operand::weights;
    i.bytes = kTile;
    i.dram_bytes = 64;
    return parking_.load(i, now);
  }
  const Instruction& last() { return list_.instructions().back(); }

  Scene scene_{2};
  Parking place_{{}, 4 * kEntry, 2 * kTile};
  Layout layout_ = scene_.layout();
  fast::FastEngine engine_;
  InstructionList list_;
  PeMemory pe_memory_;
  WeightParking parking_;
};

TEST_F(WeightParkingTest, FromDramThroughTheEndOfParameterMemoryToPeMemoriesAndBack) {
  load();
  const int second = load();
  const Instruction loaded = last();
  EXPECT_EQ(loaded.opcode, Opcode::load_parameters);
  EXPECT_EQ(loaded.dram_bytes, 64);
  EXPECT_EQ(loaded.staging_address, 100 * kEntry - kTile);
  parking_.scatter();
  EXPECT_EQ(last().wait[kDma], 1U);
  parking_.scatter();
  EXPECT_FALSE(parking_.any_loaded());
  EXPECT_EQ(last().opcode, Opcode::scatter_parameters);
  EXPECT_EQ(last().staging_address, loaded.staging_address);
  EXPECT_EQ(last().bytes, kTile);
  EXPECT_EQ(last().dram_bytes, 0);
  EXPECT_EQ(last().memory_address, 2 * 2 * kEntry) << "two entries of two PEs lie before it";
  EXPECT_EQ(last().wait[kDma], 2U);
  const Instruction collect = parking_.collect(second);
  EXPECT_EQ(collect.opcode, Opcode::collect_parameters);
  EXPECT_EQ(collect.bytes, kTile);
  EXPECT_EQ(collect.memory_address, last().memory_address);
  EXPECT_EQ(collect.wait[kBus], 2U);
}

TEST_F(WeightParkingTest, WhatIsWantedBackIsScatteredBefore) {
  const int first = load();
  load();
  parking_.collect(first);
  EXPECT_TRUE(parking_.scattered(first));
  EXPECT_TRUE(parking_.any_loaded());
}

TEST_F(WeightParkingTest, NoMoreAtATimeThanAreOnTheirWayOrHaveAPlace) {
  load();
  load();
  EXPECT_EQ(load(), -1) << "two are on their way";
  parking_.scatter();
  EXPECT_EQ(load(), -1) << "two wait";
  parking_.release(0);
  EXPECT_GE(load(), 0);
}

TEST_F(WeightParkingTest, NotWhereActivationsLieFromNowUntilItsOp) {
  place_.activations = {{1, 1, 0, 2 * kEntry}};
  parking_.reset(layout_, &list_, &pe_memory_);
  EXPECT_GE(load(0), 0);
  parking_.scatter();
  EXPECT_GE(load(1), 0) << "above";
  parking_.scatter();
  EXPECT_EQ(load(2, 0), -1);
}

TEST_F(WeightParkingTest, WaitsForWhatHasLainThere) {
  pe_memory_[pe_memory_.create(0, 4)].read(Unit::array, 5);
  load();
  parking_.scatter();
  EXPECT_EQ(last().wait[kArray], 5U);
}

TEST_F(WeightParkingTest, WhatComesThereNextWaitsForTheTilesToBeBack) {
  load();
  parking_.scatter();
  Instruction collect = parking_.collect(0);
  list_.add(collect);
  parking_.release(0);
  EXPECT_EQ(pe_memory_[pe_memory_.create(0, 4)].write(Unit::array, 1)[kOutput], 1U);
}

}  // namespace
}  // namespace apollo::compiler::emit::weight_parking_test
