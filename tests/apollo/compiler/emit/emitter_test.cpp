#include "apollo/compiler/emit/emitter.h"

#include <gtest/gtest.h>

#include <map>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::emitter_test {
namespace {

using program::Box;
using program::Instruction;
using program::Opcode;

std::vector<Instruction> written(Scene* scene) {
  Emitter emitter(scene->network);
  const auto placed = scene->placed();
  return emitter.write(scene->layout(), placed);
}

std::vector<std::size_t> positions(const std::vector<Instruction>& program, Opcode opcode,
                                   std::uint32_t op = 0) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < program.size(); ++i)
    if (program[i].opcode == opcode && program[i].op == op) out.push_back(i);
  return out;
}

// How many instructions of one kind come before each compute instruction.
std::vector<int> before_each_compute(const std::vector<Instruction>& program, Opcode opcode) {
  std::vector<int> out;
  int count = 0;
  for (const Instruction& i : program) {
    if (i.opcode == opcode) ++count;
    if (i.opcode == Opcode::compute) out.push_back(count);
  }
  return out;
}

TEST(Emitter, TransfersComeTheLookaheadBeforeTheirTile) {
  Scene scene;
  scene.tile_columns(Scene::kColumns);
  const auto fetched = before_each_compute(written(&scene), Opcode::multicast_activations);
  ASSERT_EQ(fetched.size(), static_cast<std::size_t>(Scene::kColumns));
  for (int tile = 0; tile < Scene::kColumns; ++tile)
    EXPECT_EQ(fetched[tile], std::min(tile + 1 + decisions::kLookahead, Scene::kColumns)) << tile;
}

TEST(Emitter, NoTransferIntoASlotThatIsStillToBeRead) {
  constexpr int kSlots = 2;
  Scene scene;
  scene.tile_columns(kSlots);
  const auto fetched = before_each_compute(written(&scene), Opcode::multicast_activations);
  for (int tile = 0; tile < Scene::kColumns; ++tile)
    EXPECT_EQ(fetched[tile], std::min(tile + kSlots, Scene::kColumns)) << tile;
}

TEST(Emitter, ASlotIsRefilledOnlyAfterItsTileIsComputed) {
  constexpr int kSlots = 2;
  Scene scene;
  scene.tile_columns(kSlots);
  const auto program = written(&scene);
  const auto fills = positions(program, Opcode::multicast_activations);
  for (int tile = kSlots; tile < Scene::kColumns; ++tile)
    EXPECT_EQ(program[fills[tile]].wait[static_cast<int>(machine::Unit::array)],
              static_cast<std::uint32_t>(tile - kSlots + 1));
}

TEST(Emitter, ComputeWaitsForItsInputAndItsWeights) {
  Scene scene;
  scene.tile_columns(Scene::kColumns);
  const auto program = written(&scene);
  const auto computes = positions(program, Opcode::compute);
  for (int tile = 0; tile < Scene::kColumns; ++tile) {
    const auto& wait = program[computes[tile]].wait;
    EXPECT_EQ(wait[static_cast<int>(machine::Unit::activation_bus)], static_cast<std::uint32_t>(tile + 1));
    // The same for all tiles: the later ones start after the first.
    EXPECT_EQ(wait[static_cast<int>(machine::Unit::parameter_bus)], tile == 0 ? 1u : 0u);
  }
}

TEST(Emitter, WaitsOnlyForInstructionsWrittenBefore) {
  Scene scene(3);
  scene.tile_columns(2);
  std::map<machine::Unit, std::uint32_t> issued;
  for (const Instruction& i : written(&scene)) {
    for (int u = 0; u < machine::kUnits; ++u) EXPECT_LE(i.wait[u], issued[static_cast<machine::Unit>(u)]);
    ++issued[unit_of(i.opcode)];
  }
}

TEST(Emitter, AnInputIsFetchedOnceForAllItsOutputChannels) {
  Scene scene;
  program::Mapping m = whole(scene.network.ops[0]);
  m.tile_k = 1;
  scene.set_mapping(0, m);
  const auto program = written(&scene);
  EXPECT_EQ(positions(program, Opcode::load_activations).size(), 1u);
  EXPECT_EQ(positions(program, Opcode::compute).size(), static_cast<std::size_t>(Scene::kChannels));
}

TEST(Emitter, TheNextInputComesDuringTheTilesThatShareOne) {
  Scene scene;
  program::Mapping m = whole(scene.network.ops[0]);
  m.tile_x = m.tile_k = 1;
  static_assert(Scene::kChannels > decisions::kLookahead);
  scene.set_mapping(0, m);
  const auto fetched = before_each_compute(written(&scene), Opcode::multicast_activations);
  ASSERT_EQ(fetched.size(), static_cast<std::size_t>(Scene::kColumns * Scene::kChannels));
  for (int tile = 0; tile < Scene::kColumns * Scene::kChannels; ++tile) {
    const int inputs_at_most = tile / Scene::kChannels + 2;  // slots: the one at work, and the next one
    EXPECT_EQ(fetched[tile], std::min(inputs_at_most, Scene::kColumns)) << tile;
  }
}

TEST(Emitter, PartialSumsLiveUntilTheLastTileOverC) {
  Scene scene;
  program::Mapping m = whole(scene.network.ops[0]);
  m.tile_c = Scene::kChannels / 2;
  scene.set_mapping(0, m);
  const auto program = written(&scene);
  const auto computes = positions(program, Opcode::compute);
  ASSERT_EQ(computes.size(), 2u);
  EXPECT_FALSE(program[computes[0]].psum_in);
  EXPECT_TRUE(program[computes[0]].psum_out);
  EXPECT_TRUE(program[computes[1]].psum_in);
  EXPECT_FALSE(program[computes[1]].psum_out);
  const auto collects = positions(program, Opcode::collect);
  ASSERT_EQ(collects.size(), 1u);
  EXPECT_GT(collects[0], computes[1]);
}

TEST(Emitter, AnOpLoadsWhatTheOneBeforeStoredAfterIt) {
  Scene scene(2);
  const auto program = written(&scene);
  EXPECT_GT(positions(program, Opcode::load_activations, 1)[0],
            positions(program, Opcode::store_activations, 0).back());
}

TEST(Emitter, ATilesResultsAreStoredBehindTheLoadsOfLaterTiles) {
  constexpr int kSlots = 2;
  Scene scene;
  scene.tile_columns(kSlots);
  int loads = 0, stored = 0;
  for (const Instruction& i : written(&scene)) {
    if (i.opcode == Opcode::load_activations) ++loads;
    if (i.opcode == Opcode::store_activations) {
      EXPECT_EQ(loads, std::min(stored + kSlots + decisions::kStoresBehind, Scene::kColumns)) << stored;
      ++stored;
    }
  }
  EXPECT_EQ(stored, Scene::kColumns);
}

TEST(Emitter, WhatIsInPlaceIsNotMoved) {
  const Box all{0, 1, 0, Scene::kColumns, 0, Scene::kChannels};
  Scene scene(2);
  scene.hold(1, {all}, 4096);
  const auto program = written(&scene);
  EXPECT_TRUE(positions(program, Opcode::collect, 0).empty());
  EXPECT_TRUE(positions(program, Opcode::multicast_activations, 1).empty());
}

TEST(Emitter, WhatOtherPesHoldIsExchanged) {
  const Box all{0, 1, 0, Scene::kColumns, 0, Scene::kChannels};
  Scene scene(2, program::design(2, 1));
  scene.hold(1, {all, all}, 4096);
  const auto program = written(&scene);
  const auto collects = positions(program, Opcode::collect, 0);
  ASSERT_EQ(collects.size(), 1u);
  EXPECT_EQ(program[collects[0]].operand, program::Operand::exchange);
  EXPECT_EQ(program[collects[0]].bytes, all.elements());
  EXPECT_EQ(positions(program, Opcode::multicast_activations, 0).size(), 2u);  // its input, and the exchange
}

TEST(Emitter, PinnedWeightsComeWithThePreloadAlone) {
  Scene scene(2);
  scene.plan.ops[1].pinned_tiles = decisions::kAllTiles;
  scene.plan.pinned_bytes = decisions::all_weight_tiles_bytes(
      scene.network.ops[1],
      program::Tiling(scene.network.ops[1], scene.plan.ops[1].mapping, scene.accelerator));
  const auto program = written(&scene);
  EXPECT_EQ(positions(program, Opcode::multicast_parameters, 0).size(), 1u);
  EXPECT_TRUE(positions(program, Opcode::multicast_parameters, 1).empty());
  Emitter emitter(scene.network);
  const auto placed = scene.placed();
  const auto preload = emitter.write_preload(scene.layout(), placed);
  EXPECT_TRUE(positions(preload, Opcode::multicast_parameters, 0).empty());
  EXPECT_EQ(positions(preload, Opcode::multicast_parameters, 1).size(), 1u);
}

TEST(Emitter, WritesTheSameProgramAgain) {
  Scene scene(3);
  scene.tile_columns(2);
  Emitter emitter(scene.network);
  const auto placed = scene.placed();
  const std::size_t first = emitter.write(scene.layout(), placed).size();
  const auto again = emitter.write(scene.layout(), placed);
  EXPECT_EQ(again.size(), first);
  const auto fresh = written(&scene);
  ASSERT_EQ(fresh.size(), first);
  for (std::size_t i = 0; i < first; ++i) {
    EXPECT_EQ(again[i].opcode, fresh[i].opcode) << i;
    EXPECT_EQ(again[i].wait, fresh[i].wait) << i;
    EXPECT_EQ(again[i].staging_address, fresh[i].staging_address) << i;
  }
}

}  // namespace
}  // namespace apollo::compiler::emit::emitter_test
