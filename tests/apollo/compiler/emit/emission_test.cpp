#include "apollo/compiler/emit/emission.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::emission_test {
namespace {

using program::Program;

constexpr std::int64_t kWeights = Scene::kChannels * (Scene::kChannels + 4);  // bytes of an op's, with biases

Program program_of(const Scene& scene) {
  PlanEmitter emitter(scene.network);
  const std::vector<program::Instruction>& instructions = emitter.instructions(scene.accelerator, scene.plan);
  return emitter.program(scene.accelerator, scene.plan, instructions, emitter.rings());
}

TEST(Emission, BuffersInDramLieOneAfterTheOtherInWholeBursts) {
  Scene scene(2);
  const std::int64_t burst = scene.accelerator.constants.dram_burst_bytes,
                     bytes = Scene::kColumns * Scene::kChannels, place = (bytes + burst - 1) / burst * burst;
  const Program program = program_of(scene);
  for (int b = 0; b < 3; ++b) EXPECT_EQ(program.buffers[b].dram_address, b * place);
  EXPECT_EQ(program.ops[0].weights_dram_address, 3 * place);
  EXPECT_EQ(program.ops[1].weights_dram_address, 3 * place + kWeights);
  EXPECT_EQ(program.dram_bytes, 3 * place + 2 * kWeights);
}

TEST(Emission, WhatStaysOnChipHasNoPlaceInDram) {
  Scene scene(2);
  const std::int64_t before = program_of(scene).dram_bytes;
  scene.hold(1, {{0, 1, 0, Scene::kColumns, 0, Scene::kChannels}}, 4096);
  const Program program = program_of(scene);
  EXPECT_LT(program.dram_bytes, before);
  EXPECT_TRUE(program.buffers[1].on_chip);
  EXPECT_EQ(program.buffers[1].pe_address, 4096);
  EXPECT_TRUE(program.ops[1].input_in_place);
}

TEST(Emission, OpsWithTheSameWeightsShareTheirPlace) {
  Scene scene(2);
  scene.network.ops[1].parameter_layer = scene.network.ops[0].parameter_layer;
  const Program program = program_of(scene);
  EXPECT_EQ(program.ops[1].weights_dram_address, program.ops[0].weights_dram_address);
}

TEST(Emission, OtherTilesOfTheSameWeightsHaveAPlaceOfTheirOwn) {
  Scene scene(2);
  scene.network.ops[1].parameter_layer = scene.network.ops[0].parameter_layer;
  program::Mapping m = whole(scene.network.ops[1]);
  m.tile_k = 1;
  scene.set_mapping(1, m);
  const Program program = program_of(scene);
  EXPECT_EQ(program.ops[1].weights_dram_address, program.ops[0].weights_dram_address + kWeights);
}

TEST(Emission, PinnedWeightsArePreloaded) {
  Scene scene(1);
  EXPECT_TRUE(program_of(scene).preload.empty());
  scene.plan.ops[0].pinned_tiles = decisions::kAllTiles;
  scene.plan.pinned_bytes = kWeights;
  const Program program = program_of(scene);
  EXPECT_EQ(program.preload.size(), 2u);  // load and multicast
  for (const program::Instruction& i : program.instructions) EXPECT_NE(i.operand, program::Operand::weights);
}

TEST(Emission, FollowsThePlanThatItIsGivenLast) {
  Scene scene(1), tiled(1);
  tiled.tile_columns(2);
  PlanEmitter emitter(scene.network);
  const std::size_t few = emitter.instructions(scene.accelerator, scene.plan).size();
  EXPECT_GT(emitter.instructions(scene.accelerator, tiled.plan).size(), few);
  EXPECT_EQ(emitter.placed()[0].nest->tiling.mapping, tiled.plan.ops[0].mapping);
  EXPECT_EQ(emitter.instructions(scene.accelerator, scene.plan).size(), few);
}

}  // namespace
}  // namespace apollo::compiler::emit::emission_test
