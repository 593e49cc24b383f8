#include "simulator/functional_check.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "workloads/network_builder.h"
#include "workloads/reference.h"

namespace apollo::simulator {
namespace {

using workloads::LayerType;
using workloads::Values;

// Two fully connected layers of a sum with a constant, and what a compiler would make of it: one buffer for
// each tensor and one that belongs to no tensor, and an op for each layer.
class FunctionalCheckOfTwoLayers : public ::testing::Test {
 protected:
  static constexpr int kSum = 2, kHidden = 3, kOutput = 4;  // tensors, and their buffers
  static constexpr std::uint64_t kSeed = 5;

  FunctionalCheckOfTwoLayers() {
    for (int tensor = 0; tensor <= kOutput; ++tensor) {
      program_.buffers.emplace_back();
      program_.buffers.back().tensor = tensor;
    }
    program_.buffers.emplace_back();
    program_.buffers.back().tensor = -1;
    result_.dram_buffers.resize(program_.buffers.size());
    expected_ = workloads::run_reference(network_, {workloads::synthetic_input(network_, 0, kSeed)});
    result_.dram_buffers[kOutput] = expected_[kOutput];
  }

  static workloads::Network network() {
    workloads::NetworkBuilder b("two_layers");
    const int x = b.input("x", {1, 3, 8});
    int sum = b.add(workloads::layer_of(LayerType::add, {x, b.constant("bias", {1, 3, 8})}));
    for (const int channels : {6, 4}) {
      workloads::Layer l = workloads::layer_of(LayerType::fully_connected, {sum});
      l.channels = channels;
      sum = b.add(l);
    }
    return b.finish({sum});
  }

  // An op with the parameters of that layer, or -1: without any.
  void add_op(int parameter_layer) {
    program::Op op;
    op.parameter_layer = parameter_layer;
    program_.ops.push_back({program::LoopNest(op, program::Mapping(), program_.accelerator)});
  }

  FunctionalCheck check() const { return check_outputs(network_, program_, result_, kSeed); }

  const workloads::Network network_ = network();
  const std::int64_t outputs_ = 3 * 4;
  program::Program program_;
  SimulationResult result_;
  std::vector<Values> expected_;
};

TEST_F(FunctionalCheckOfTwoLayers, DataAreOfInputsConstantsAndOpsWithParameters) {
  add_op(-1);
  add_op(1);
  const FunctionalData data = functional_data(network_, program_, kSeed);
  ASSERT_EQ(data.inputs.size(), program_.buffers.size());
  EXPECT_EQ(data.inputs[0], workloads::synthetic_input(network_, 0, kSeed));
  EXPECT_EQ(data.inputs[1], workloads::synthetic_input(network_, 1, 0)) << "a constant knows no seed";
  for (std::size_t b = kSum; b < data.inputs.size(); ++b) EXPECT_TRUE(data.inputs[b].empty()) << b;
  ASSERT_EQ(data.parameters.size(), 2U);
  EXPECT_TRUE(data.parameters[0].weights.empty());
  EXPECT_EQ(data.parameters[1].weights.size(), 6U * 8);
  EXPECT_EQ(data.parameters[1].bias.size(), 6U);
}

TEST_F(FunctionalCheckOfTwoLayers, EveryOutputValueIsCompared) {
  EXPECT_EQ(check().values, outputs_);
  EXPECT_EQ(check().mismatches, 0);
}

TEST_F(FunctionalCheckOfTwoLayers, WrongValuesAreCounted) {
  Values& values = result_.dram_buffers[kOutput];
  for (const std::size_t i : {0, 5, 11}) values[i] = static_cast<workloads::Value>(values[i] ^ 1);
  EXPECT_EQ(check().mismatches, 3);
}

TEST_F(FunctionalCheckOfTwoLayers, MissingValuesDiffer) {
  result_.dram_buffers[kOutput].resize(7);
  EXPECT_EQ(check().values, outputs_);
  EXPECT_EQ(check().mismatches, outputs_ - 7);
}

TEST_F(FunctionalCheckOfTwoLayers, OtherTensorsCountWhereTheProgramWritesThem) {
  result_.dram_buffers[kHidden] = expected_[kHidden];
  result_.dram_buffers[kHidden][4] = static_cast<workloads::Value>(expected_[kHidden][4] ^ 1);
  EXPECT_EQ(check().values, outputs_ + 3 * 6);
  EXPECT_EQ(check().mismatches, 1);
}

TEST_F(FunctionalCheckOfTwoLayers, BuffersOfNoTensorDoNotCount) {
  result_.dram_buffers.back().assign(100, 1);
  EXPECT_EQ(check().values, outputs_);
}

}  // namespace
}  // namespace apollo::simulator
