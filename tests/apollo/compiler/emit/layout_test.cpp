#include "apollo/compiler/emit/layout.h"

#include <gtest/gtest.h>

#include "tests/apollo/compiler/emit/scene.h"

namespace apollo::compiler::emit::layout_test {
namespace {

constexpr int kPes = 2, kHalf = Scene::kColumns / kPes;
const program::Box kAll{0, 1, 0, Scene::kColumns, 0, Scene::kChannels},
    kLeft{0, 1, 0, kHalf, 0, Scene::kChannels}, kRight{0, 1, kHalf, Scene::kColumns, 0, Scene::kChannels};

Scene two_pes() { return Scene(1, program::design(kPes, 1)); }  // each has half of the columns

TEST(PlacedOp, MovesWhatIsInDram) {
  Scene scene = two_pes();
  const PlacedOp op = scene.placed()[0];
  EXPECT_FALSE(op.input_in_place);
  EXPECT_FALSE(op.output_in_place);
  EXPECT_FALSE(op.exchanges);
}

TEST(PlacedOp, ReadsAndWritesWhatEachPeHolds) {
  Scene scene = two_pes();
  scene.hold(0, {kLeft, kRight}, 0);
  scene.hold(1, {kLeft, kRight}, 512);
  const PlacedOp op = scene.placed()[0];
  EXPECT_TRUE(op.input_in_place);
  EXPECT_TRUE(op.output_in_place);
  EXPECT_FALSE(op.exchanges);
}

TEST(PlacedOp, ExchangesWhatOtherPesHoldToo) {
  Scene scene = two_pes();
  scene.hold(1, {kAll, kAll}, 512);
  const PlacedOp op = scene.placed()[0];
  EXPECT_TRUE(op.output_in_place);
  EXPECT_TRUE(op.exchanges);
}

TEST(PlacedOp, DoesNotWriteInPlaceWhatOtherPesHold) {
  Scene scene = two_pes();
  scene.hold(1, {kRight, kLeft}, 512);
  const PlacedOp op = scene.placed()[0];
  EXPECT_FALSE(op.output_in_place);
  EXPECT_TRUE(op.exchanges);
}

}  // namespace
}  // namespace apollo::compiler::emit::layout_test
