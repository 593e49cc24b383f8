#include "apollo/compiler/map/rearranged_extent.h"

#include <gtest/gtest.h>

#include <memory>

// The products along the dimensions against the pieces and boxes that the engines use.
namespace apollo::compiler::map::rearranged_extents {
namespace {

using program::Dim;
using program::LoopNest;
using program::Mapping;
using program::Op;

// 8 x 6 positions of 12 channels, rows and columns swapped.
Op swapped() {
  Op op;
  op.kernel = program::Kernel::sum;
  op.input = {0, 0, 0, 0, {6, 8, 12}};
  op.output = {1, 0, 0, 0, {8, 6, 12}};
  op.Y = 8;
  op.X = 6;
  op.G = 12;
  op.rearrangement = std::make_shared<program::Rearrangement>(
      std::vector<int>{6, 8, 12}, std::vector<int>{1, 0, 2}, op.input.shape, op.output.shape);
  return op;
}

class RearrangedExtent : public ::testing::TestWithParam<std::array<int, 3>> {
 protected:
  RearrangedExtent() {
    accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
    Mapping m;
    m.rows = Dim::y;
    m.columns = Dim::x;
    m.tile_y = GetParam()[0];
    m.tile_x = GetParam()[1];
    m.tile_g = GetParam()[2];
    nest_ = std::make_unique<LoopNest>(op_, m, accelerator_);
  }
  map::RearrangedExtent along(Dim dim) const {
    return rearranged_extent(*op_.rearrangement, nest_->tiling, dim);
  }

  const Op op_ = swapped();
  machine::Accelerator accelerator_;
  std::unique_ptr<LoopNest> nest_;
};

TEST_P(RearrangedExtent, CarriedIsWhatAllPiecesCarry) {
  std::int64_t bytes = 0;
  program::Tile t;
  for (t.y = 0; t.y < nest_->tiling.tiles[0]; ++t.y)
    for (t.x = 0; t.x < nest_->tiling.tiles[1]; ++t.x)
      for (t.g = 0; t.g < nest_->tiling.tiles[2]; ++t.g)
        for (const program::Box& piece : nest_->input_pieces(t)) bytes += piece.elements();
  EXPECT_EQ(along(Dim::y).carried * along(Dim::x).carried * along(Dim::g).carried,
            static_cast<double>(bytes));
}

TEST_P(RearrangedExtent, AWindowIsTheLargestBoxOfAPe) {
  const program::Box first = nest_->input_box(nest_->output_box(0, 0, {}));
  EXPECT_EQ(along(Dim::y).window * along(Dim::x).window * along(Dim::g).window, first.elements());
}

INSTANTIATE_TEST_SUITE_P(Tiles, RearrangedExtent,
                         ::testing::Values(std::array<int, 3>{4, 3, 12}, std::array<int, 3>{2, 3, 12},
                                           std::array<int, 3>{1, 1, 5}));

}  // namespace
}  // namespace apollo::compiler::map::rearranged_extents
