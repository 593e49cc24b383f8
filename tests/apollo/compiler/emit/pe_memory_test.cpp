#include "apollo/compiler/emit/pe_memory.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::pe_memory_test {
namespace {

using machine::Unit;
constexpr int kArray = static_cast<int>(Unit::array);
constexpr std::int64_t kAddress = 400;

Scene with_a_hold() {
  Scene scene;
  scene.hold(1, {{0, 1, 0, Scene::kColumns, 0, Scene::kChannels}}, kAddress);
  return scene;
}

TEST(PeMemory, ABuffersHoldIsOneObject) {
  const Scene scene = with_a_hold();
  const Layout layout = scene.layout();
  PeMemory memory;
  memory.reset(layout);
  EXPECT_EQ(memory.hold(1), memory.hold(1));
}

TEST(PeMemory, AHoldWaitsForWhatLayThereBefore) {
  const Scene scene = with_a_hold();
  const Layout layout = scene.layout();
  PeMemory memory;
  memory.reset(layout);
  const int before = memory.create(kAddress, 1), apart = memory.create(kAddress - 8, 8);
  memory[before].read(Unit::array, 3);
  memory[apart].read(Unit::array, 5);
  EXPECT_EQ(memory[memory.hold(1)].write(Unit::activation_bus, 1)[kArray], 3u);
}

TEST(PeMemory, ForgetsAllWhenReset) {
  const Scene scene = with_a_hold();
  const Layout layout = scene.layout();
  PeMemory memory;
  memory.reset(layout);
  memory[memory.hold(1)].read(Unit::array, 3);
  memory.reset(layout);
  EXPECT_EQ(memory[memory.hold(1)].write(Unit::activation_bus, 1)[kArray], 0u);
}

}  // namespace
}  // namespace apollo::compiler::emit::pe_memory_test
