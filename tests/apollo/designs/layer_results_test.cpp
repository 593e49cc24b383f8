#include "apollo/designs/layer_results.h"

#include <gtest/gtest.h>

#include "apollo/designs/occupation.h"
#include "workloads/network_builder.h"

namespace apollo::designs {
namespace {

using program::Opcode;
using workloads::LayerType;

// Three layers, of which the second is fused into the first, and a program whose instructions and events are
// made up: what follows from them is counted by hand.
class LayerResults : public ::testing::Test {
 protected:
  static constexpr int kFirst = 0, kFused = 1, kLast = 2;  // layers; their outputs are the next tensors

  LayerResults() {
    for (int tensor = 0; tensor < 4; ++tensor) {
      program_.buffers.emplace_back();
      program_.buffers.back().tensor = tensor;
    }
    add_op(kFirst, kFused + 1);  // writes what the fused layer gives
    add_op(kLast, kLast + 1);
  }

  static workloads::Network network() {
    workloads::NetworkBuilder b("three");
    int x = b.input("x", {1, 4, 8});
    for (const char* name : {"first", "fused", "last"}) {
      const bool fused = name == std::string("fused");
      workloads::Layer l =
          workloads::layer_of(fused ? LayerType::activation : LayerType::fully_connected, {x});
      l.name = name;
      if (fused)
        l.activation = workloads::Activation::sigmoid;
      else
        l.channels = 8;
      x = b.add(l);
    }
    return b.finish({x});
  }

  void add_op(int layer, int output_buffer) {
    program::Op op;
    op.layer = layer;
    op.output.buffer = output_buffer;
    program_.ops.push_back({program::LoopNest(op, program::Mapping(), program_.accelerator)});
  }
  void add(std::uint32_t op, Opcode opcode, const simulator::Event& event, std::int64_t dram_bytes = 0) {
    program::Instruction i;
    i.op = op;
    i.opcode = opcode;
    i.bytes = i.dram_bytes = dram_bytes;
    program_.instructions.push_back(i);
    events_.push_back(event);
  }
  std::vector<LayerResult> results() const {
    const std::vector<std::int64_t> least(program_.ops.size(), 1);
    return layer_results(network_, program_, events_, cycle_parts(program_, events_, least));
  }

  const workloads::Network network_ = network();
  program::Program program_;
  std::vector<simulator::Event> events_;
};

TEST_F(LayerResults, HaveNamesTypesAndMacsOfTheirLayers) {
  add(0, Opcode::compute, {0, 9});
  add(1, Opcode::compute, {10, 19});
  const auto layers = results();
  ASSERT_EQ(layers.size(), 3U);
  EXPECT_EQ(layers[kFirst].name, "first");
  EXPECT_EQ(layers[kFirst].type, "fully_connected");
  EXPECT_EQ(layers[kFirst].macs, 4U * 8 * 8);
  EXPECT_EQ(layers[kLast].mapping, describe(program_.ops[1]));
}

TEST_F(LayerResults, AFusedLayerNamesWhoDoesItsWorkAndHasNoFigures) {
  add(0, Opcode::compute, {0, 9});
  add(1, Opcode::compute, {10, 19});
  const auto layers = results();
  EXPECT_EQ(layers[kFirst].fused_into, "");
  EXPECT_EQ(layers[kFused].fused_into, "first");
  EXPECT_EQ(layers[kFused].cycles, 0);
  EXPECT_EQ(layers[kFused].macs, 0U);
  EXPECT_EQ(layers[kFused].mapping, "");
}

// From the last result of the layer before to the own last result; transfers after it are the last layer's.
TEST_F(LayerResults, CyclesGoFromResultToResultAndAddUp) {
  constexpr std::int64_t kFirstResult = 100, kLastResult = 250, kEnd = 300;
  add(0, Opcode::compute, {20, kFirstResult - 1});
  add(1, Opcode::multicast_activations, {30, 120});  // before the first layer has ended: not counted twice
  add(1, Opcode::compute, {130, kLastResult - 1});
  add(1, Opcode::store_activations, {kLastResult, kEnd - 1});
  const auto layers = results();
  EXPECT_EQ(layers[kFirst].cycles, kFirstResult);
  EXPECT_EQ(layers[kLast].cycles, kEnd - kFirstResult);
}

TEST_F(LayerResults, UtilizationIsTheShareOfThePeakRate) {
  add(0, Opcode::compute, {0, 99});
  add(1, Opcode::compute, {100, 149});
  const auto layers = results();
  const auto peak = static_cast<double>(program_.accelerator.macs_per_cycle());
  EXPECT_DOUBLE_EQ(layers[kFirst].utilization, 4 * 8 * 8 / (100 * peak));
  EXPECT_DOUBLE_EQ(layers[kLast].utilization, 4 * 8 * 8 / (50 * peak));
  EXPECT_EQ(layers[kFused].utilization, 0);
}

TEST_F(LayerResults, DramBytesAreThoseOfTheLayersOwnInstructions) {
  add(0, Opcode::load_parameters, {0, 50}, 640);
  add(1, Opcode::load_parameters, {10, 60}, 64);
  add(0, Opcode::compute, {61, 99});
  add(1, Opcode::compute, {100, 149});
  add(1, Opcode::store_activations, {150, 199}, 128);
  const auto layers = results();
  EXPECT_EQ(layers[kFirst].dram_bytes, 640);
  EXPECT_EQ(layers[kLast].dram_bytes, 64 + 128);
}

TEST_F(LayerResults, AreBoundByTheUnitThatIsBusiest) {
  add(0, Opcode::compute, {0, 99});
  add(1, Opcode::load_activations, {100, 899}, 64 * 1024);
  add(1, Opcode::compute, {900, 999});
  const simulator::Event transfer = occupation(program_.instructions[1], events_[1], program_.accelerator);
  ASSERT_GT(transfer.end - transfer.start + 1, 900 / 2) << "busy for half of the layer's cycles";
  const auto layers = results();
  EXPECT_EQ(layers[kFirst].bound_by, to_string(machine::Unit::array));
  EXPECT_EQ(layers[kLast].bound_by, to_string(machine::Unit::dma));
}

TEST_F(LayerResults, AreBoundByLatencyIfNoUnitIsBusyForHalfOfTheCycles) {
  add(0, Opcode::compute, {51, 99});  // 49 of 100
  add(1, Opcode::compute, {150, 199});
  const auto layers = results();
  EXPECT_EQ(layers[kFirst].bound_by, "latency");
  EXPECT_EQ(layers[kLast].bound_by, to_string(machine::Unit::array));
}

TEST(DescribedOp, SaysWhatStaysInPlace) {
  program::Op op;
  program::OpPlan plan{program::LoopNest(op, program::Mapping(), machine::Accelerator())};
  const std::string apart = describe(plan);
  EXPECT_NE(apart.find(" input:dram output:slots"), std::string::npos) << apart;
  EXPECT_EQ(apart.find("weights:pinned"), std::string::npos) << apart;
  plan.input_in_place = plan.output_in_place = true;
  plan.pinned_tiles = 1;
  const std::string in_place = describe(plan);
  EXPECT_NE(in_place.find(" input:pe_memory output:pe_memory weights:pinned"), std::string::npos) << in_place;
}

TEST(DescribedOp, SaysSpreadsAndTiles) {
  program::Op op;
  op.K = 8, op.C = 16, op.X = 6;
  program::Mapping m;
  m.lanes_k = 4;
  m.lanes_x = 2;
  m.tile_x = 3, m.tile_k = 8, m.tile_c = 16;
  machine::Accelerator a;
  a.configuration.pes_x = 3, a.configuration.pes_y = 2, a.configuration.cores_per_pe = 1;
  const program::LoopNest nest(op, m, a);
  const std::string text = describe({nest});
  EXPECT_EQ(text.find("rows:" + std::string(to_string(m.rows)) + "/2 columns:" + to_string(m.columns) + "/3"),
            0U)
      << text;
  EXPECT_EQ(text.find(" cores:"), std::string::npos) << "one core: nothing to spread\n" << text;
  EXPECT_NE(text.find(" lanes:g1*k4*x2 ways:c"), std::string::npos) << text;
  EXPECT_NE(text.find(",c16 order:" + std::string(to_string(m.order))), std::string::npos) << text;
  EXPECT_EQ(text.find(" bits:"), std::string::npos) << "all of eight\n" << text;
}

TEST(DescribedOp, NamesTheBitsWhereNotAllAreEight) {
  program::Op op;
  op.weight_bits = 4;
  EXPECT_EQ(widths_text(op), "8x4->8");
  op.in_q.bits = op.own_q.bits = op.out_q.bits = 16;
  EXPECT_EQ(widths_text(op), "16x4->16");
  const std::string text = describe({program::LoopNest(op, {}, {})});
  EXPECT_NE(text.find(" bits:16x4->16"), std::string::npos) << text;
  op.kernel = program::Kernel::max;
  EXPECT_EQ(widths_text(op), "16->16");
}

}  // namespace
}  // namespace apollo::designs
