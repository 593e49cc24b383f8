#include "simulator/systemc/dram_contents.h"

#include <gtest/gtest.h>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc::dram_contents_test {
namespace {

constexpr int kColumns = 3, kChannels = 2, kOutputs = 4, kInputs = kColumns * kChannels,
              kWeights = kOutputs * kChannels;

class DramContentsTest : public testing::Test {
 protected:
  DramContentsTest() : tiny_(tiny_accelerator(), pointwise(tiny_accelerator(), kColumns, kChannels)) {
    tiny_.program.dram_bytes += kWeights;
    dram_.allocate(tiny_.program.dram_bytes);
    for (int i = 0; i < kInputs; ++i) input_.push_back(static_cast<workloads::Value>(i + 1));
    data_.inputs = {input_, {}};
    data_.parameters.resize(1);
    for (int i = 0; i < kWeights; ++i)
      data_.parameters[0].weights.push_back(static_cast<workloads::Value>(-i));
  }

  TinyProgram tiny_;
  MemoryImage dram_{"dram"};
  workloads::Values input_;
  simulator::FunctionalData data_;
};

TEST_F(DramContentsTest, InputsLieAtTheirBuffersAddress) {
  fill_dram(tiny_.program, data_, StreamLayout(tiny_.program), &dram_);
  const std::int8_t* at = dram_.at(tiny_.program.buffers[0].dram_address, kInputs);
  EXPECT_EQ(workloads::Values(at, at + kInputs), input_);
}

TEST_F(DramContentsTest, WeightsLieAtTheirOpsAddress) {
  fill_dram(tiny_.program, data_, StreamLayout(tiny_.program), &dram_);
  const std::int8_t* at = dram_.at(tiny_.program.ops[0].weights_dram_address, kWeights);
  EXPECT_EQ(workloads::Values(at, at + kWeights), data_.parameters[0].weights);  // one pixel, one tile
}

TEST_F(DramContentsTest, GivesBackWhatTheProgramStores) {
  tiny_.transfer(program::Opcode::store_activations, kColumns * kOutputs);
  const std::int64_t address = tiny_.program.buffers[1].dram_address;
  *dram_.at(address + 5, 1) = 77;
  const auto stored = stored_buffers(tiny_.program, dram_);
  EXPECT_TRUE(stored[0].empty());
  ASSERT_EQ(stored[1].size(), static_cast<std::size_t>(kColumns * kOutputs));
  EXPECT_EQ(stored[1][5], 77);
}

TEST_F(DramContentsTest, WhatTheProgramDoesNotStoreIsEmpty) {
  for (const auto& buffer : stored_buffers(tiny_.program, dram_)) EXPECT_TRUE(buffer.empty());
}

}  // namespace
}  // namespace apollo::systemc::dram_contents_test
