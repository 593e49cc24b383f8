#include "apollo/cli/loop_text.h"

#include <gtest/gtest.h>

#include <regex>

#include "simulator/program/tile_loops.h"

namespace apollo::cli {
namespace {

using program::Dim;
using program::LoopOrder;

// A convolution of 3 x 3 whose every extent is a product of what its loops step by.
struct Convolution {
  Convolution() {
    op.Y = 8, op.X = 16, op.K = 32, op.C = 16;
    op.rows.window = op.columns.window = 3;
    op.rows.pad = op.columns.pad = 1;
    op.input.shape = {op.Y, op.X, op.C};
    op.output.shape = {op.Y, op.X, op.K};
    mapping.rows = Dim::y, mapping.columns = Dim::x, mapping.cores = Dim::k;
    mapping.lanes_k = 4, mapping.lanes_x = 2;
    mapping.tile_y = 2, mapping.tile_x = 4, mapping.tile_k = 16, mapping.tile_c = 8;
    accelerator.configuration.pes_x = accelerator.configuration.pes_y = 2;
    accelerator.configuration.cores_per_pe = 2;
    accelerator.configuration.compute_lanes = 8;
  }

  std::string text() const { return loop_text(program::LoopNest(op, mapping, accelerator)); }

  program::Op op;
  program::Mapping mapping;
  machine::Accelerator accelerator;
};

// What is between the first two words of each loop that steps over tiles.
std::vector<std::string> tile_loops(const std::string& text) {
  std::vector<std::string> loops;
  const std::regex loop("for (\\w+)_tile in");
  for (std::sregex_iterator at(text.begin(), text.end(), loop), end; at != end; ++at)
    loops.push_back((*at)[1]);
  return loops;
}

std::int64_t iterations(const std::string& text) {
  std::int64_t product = 1;
  const std::regex loop("(for|parallel) \\w+ in (\\d+) ");
  for (std::sregex_iterator at(text.begin(), text.end(), loop), end; at != end; ++at)
    product *= std::stoll((*at)[2]);
  return product;
}

TEST(LoopText, HasAnIterationForEachMultiplication) {
  const Convolution c;
  const std::int64_t macs = std::int64_t{c.op.Y} * c.op.X * c.op.K * c.op.C * 3 * 3;
  EXPECT_EQ(iterations(c.text()), macs) << c.text();
}

TEST(LoopText, GoesOverTilesInTheMappingsOrder) {
  Convolution c;
  c.mapping.order = LoopOrder::skc;
  EXPECT_EQ(tile_loops(c.text()), (std::vector<std::string>{"y", "x", "k", "c"})) << c.text();
  c.mapping.order = LoopOrder::kcs;
  EXPECT_EQ(tile_loops(c.text()), (std::vector<std::string>{"k", "c", "y", "x"})) << c.text();
}

TEST(LoopText, LeavesOutLoopsOfOneIteration) {
  Convolution c;
  c.mapping.tile_c = c.op.C;
  EXPECT_EQ(tile_loops(c.text()), (std::vector<std::string>{"y", "x", "k"})) << c.text();
}

TEST(LoopText, MarksWhatIsSpreadOverHardware) {
  const std::string text = Convolution().text();
  for (const char* parallel :
       {"parallel y in 2 PE rows", "parallel x in 2 PE columns", "parallel k in 2 cores",
        "parallel k in 4 lanes", "parallel x in 2 lanes", "MAC ways"})
    EXPECT_NE(text.find(parallel), std::string::npos) << parallel << "\n" << text;
}

TEST(LoopText, StepsDeeperLineByLine) {
  const std::string text = Convolution().text();
  std::size_t indent = 2, begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    EXPECT_EQ(text.find_first_not_of(' ', begin) - begin, indent) << text;
    indent += 2;
    begin = end + 1;
  }
}

TEST(LoopText, OfARowKernelTakesAllLanesForItsChannels) {
  Convolution c;
  c.op = program::Op();
  c.op.kernel = program::Kernel::softmax;
  c.op.C = 100, c.op.X = 8;
  c.mapping = program::Mapping();
  c.mapping.tile_x = 4, c.mapping.tile_c = 100;
  EXPECT_NE(c.text().find("parallel c in all lanes"), std::string::npos) << c.text();
  EXPECT_NE(c.text().find("= softmax(in)"), std::string::npos) << c.text();
}

TEST(PlacementText, SaysWhereEachOperandIs) {
  const Convolution c;
  program::Program p;
  for (const char* name : {"image", "sum"}) {
    p.buffers.emplace_back();
    p.buffers.back().buffer.name = name;
  }
  p.buffers[0].in_dram = true;
  p.buffers[0].dram_address = 4096;
  p.buffers[1].on_chip = true;
  p.buffers[1].pe_address = 512;
  program::Op op = c.op;
  op.input.buffer = 0;
  op.output.buffer = 1;
  program::OpPlan plan{program::LoopNest(op, c.mapping, c.accelerator)};
  plan.output_in_place = true;
  const std::string text = placement_text(plan, p);
  EXPECT_NE(text.find("input: image, tile by tile, buffer in DRAM at 4096"), std::string::npos) << text;
  EXPECT_NE(text.find("output: sum, in place, PE memories at 512"), std::string::npos) << text;
}

TEST(PlacementText, SaysWhichWeightTilesStay) {
  Convolution c;
  c.op.parameter_layer = 0;
  c.op.K = 8;
  c.mapping.tile_k = 2;
  program::Program p;
  p.buffers.resize(2);
  p.buffers[0].in_dram = p.buffers[1].in_dram = true;
  program::Op op = c.op;
  op.input.buffer = 0;
  op.output.buffer = 1;
  program::OpPlan plan{program::LoopNest(op, c.mapping, c.accelerator)};
  const int tiles = static_cast<int>(weight_tiles(plan.nest));
  ASSERT_GT(tiles, 2);
  const auto weights = [&](int pinned, int kept) {
    plan.pinned_tiles = pinned;
    plan.kept_tiles = kept;
    const std::string text = placement_text(plan, p);
    const std::size_t begin = text.find("weights: ") + 9;
    return text.substr(begin, text.find(", DRAM at") - begin);
  };
  EXPECT_EQ(weights(0, 0), "tile by tile");
  EXPECT_EQ(weights(tiles, 0), "pinned in core memories");
  EXPECT_EQ(weights(0, tiles), "tile by tile from the PE memories, which keep them");
  EXPECT_EQ(weights(1, tiles - 1), "1 tiles pinned in core memories, " + std::to_string(tiles - 1) +
                                       " kept in PE memories, none brought anew");
  EXPECT_EQ(weights(0, 1), "1 kept in PE memories, " + std::to_string(tiles - 1) + " brought anew");
}

}  // namespace
}  // namespace apollo::cli
