#include "apollo/compiler/lower/slices.h"

#include <gtest/gtest.h>

#include <set>

#include "simulator/program/program.h"
#include "workloads/network_builder.h"

namespace apollo::compiler::lower::slices_test {
namespace {

using program::Box;
using program::Kernel;
using program::Op;
using workloads::Layer;
using workloads::layer_of;
using workloads::LayerType;

Op convolution(int size, const program::WindowAxis& axis, int outputs) {
  Op op;
  op.kernel = Kernel::mac;
  op.parameter_layer = 0;
  op.C = 3;
  op.K = 5;
  op.Y = op.X = outputs;
  op.rows = op.columns = axis;
  op.input = {0, 0, 0, 0, {size, size, 3}};
  op.output = {1, 0, 0, 0, {outputs, outputs, 5}};
  return op;
}

// What output row `y` reads: kernel rows and rows of the buffer, as the op that has it says.
std::set<std::pair<int, int>> taps(const Op& op, int y) {
  std::set<std::pair<int, int>> read;
  for (int step = 0; step < op.rows.taps(); ++step) {
    int kernel = 0, position = 0;
    if (op.rows.find(y, step, &kernel, &position) && position >= 0 && position < op.input.shape.height)
      read.emplace(kernel, position + op.input.y);
  }
  return read;
}

// Every part reads what the whole op reads for these rows, whatever the window.
TEST(Slice, ReadsWhatTheWholeOpReads) {
  constexpr int kSize = 11;
  int parts = 0;
  for (const int window : {1, 2, 3, 5})
    for (const int stride : {1, 2, 3})
      for (const int dilation : {1, 2})
        for (const int pad : {0, 1, 2})
          for (const bool transposed : {false, true}) {
            if (transposed && dilation > 1) continue;
            const int outputs = transposed ? (kSize - 1) * stride + window - 2 * pad
                                           : (kSize + 2 * pad - (window - 1) * dilation - 1) / stride + 1;
            if (outputs < 2) continue;
            const Op whole = convolution(kSize, {window, stride, dilation, pad, transposed}, outputs);
            for (int begin = 0; begin < outputs; ++begin)
              for (int end = begin + 1; end <= outputs; ++end) {
                const auto part = slice(whole, {begin, end, 0, outputs, 0, 5});
                if (!part) continue;  // reads nothing but padding
                ++parts;
                EXPECT_EQ(part->Y, end - begin);
                EXPECT_EQ(part->output, (program::View{1, begin, 0, 0, {end - begin, outputs, 5}}));
                for (int y = begin; y < end; ++y)
                  ASSERT_EQ(taps(*part, y - begin), taps(whole, y))
                      << window << " " << stride << " " << dilation << " " << pad << " " << transposed << " "
                      << begin << " " << end;
              }
          }
  EXPECT_GT(parts, 1000);
}

TEST(Slice, OfAResizeReadsTheNearest) {
  for (const int size : {1, 3, 8, 11})
    for (const int outputs : {2, 5, 16, 33}) {
      // In lowest terms or not: floor(output * size / outputs).
      const Op whole = convolution(size, {1, size, 1, 0, false, outputs}, outputs);
      for (int begin = 0; begin < outputs; ++begin)
        for (int end = begin + 1; end <= outputs; ++end) {
          const auto part = slice(whole, {begin, end, 0, outputs, 0, 5});
          ASSERT_TRUE(part);
          for (int y = begin; y < end; ++y)
            ASSERT_EQ(taps(*part, y - begin), (std::set<std::pair<int, int>>{{0, y * size / outputs}}))
                << size << " " << outputs << " " << begin << " " << end;
        }
    }
}

TEST(Slice, TakesOfTheInputWhatItNeeds) {
  // Rows 2 and 3 of a 3 x 3 window with padding 1 read rows 1 to 4, and no padding above.
  const auto part = slice(convolution(8, {3, 1, 1, 1}, 8), {2, 4, 0, 8, 0, 5});
  ASSERT_TRUE(part);
  EXPECT_EQ(part->input, (program::View{0, 1, 0, 0, {4, 8, 3}}));
  EXPECT_EQ(part->rows.pad, 0);
  EXPECT_EQ(part->columns.pad, 1) << "all columns";
}

TEST(Slice, OfWeightsHasAllOutputChannels) {
  EXPECT_FALSE(slice(convolution(8, {1, 1, 1, 0}, 8), {0, 8, 0, 8, 0, 3}));
}

TEST(Slice, OfAHeadTakesItsPartOfBothOperands) {
  Op op;
  op.kernel = Kernel::mac;
  op.G = 3;
  op.K = 10;
  op.C = 4;
  op.X = 6;
  op.input = {0, 0, 0, 0, {1, 6, 12}};
  op.weight_view = {1, 0, 0, 0, {1, 10, 12}};
  op.output = {2, 0, 0, 0, {1, 6, 30}};
  const auto head = slice(op, {0, 1, 0, 6, 10, 20});
  ASSERT_TRUE(head);
  EXPECT_EQ(head->G, 1);
  EXPECT_EQ(head->input, (program::View{0, 0, 0, 4, {1, 6, 4}}));
  EXPECT_EQ(head->weight_view, (program::View{1, 0, 0, 4, {1, 10, 4}}));
  EXPECT_FALSE(slice(op, {0, 1, 0, 6, 5, 20})) << "not a whole head";
}

// Against the rows that taps hit, with what lies between two of an op's own.
TEST(ReadWholly, IsWhereNoRowIsLeftOut) {
  constexpr int kSize = 9;
  int wholly = 0, tried = 0;
  for (const int window : {1, 2, 3})
    for (const int stride : {1, 2, 3})
      for (const int dilation : {1, 2})
        for (const int pad : {0, 1}) {
          const int outputs = (kSize + 2 * pad - (window - 1) * dilation - 1) / stride + 1;
          LoweredNetwork network;
          network.buffers.resize(2);
          network.buffers[0].buffer.shape = {kSize, kSize, 3};
          network.ops.push_back(convolution(kSize, {window, stride, dilation, pad}, outputs));
          std::set<int> rows;
          for (int y = 0; y < outputs; ++y)
            for (int row = y * stride - pad; row <= y * stride - pad + (window - 1) * dilation; ++row)
              if (row >= 0 && row < kSize) rows.insert(row);
          const bool expected = rows.size() == kSize;
          EXPECT_EQ(read_wholly(network, 0, {0}), expected)
              << window << " " << stride << " " << dilation << " " << pad;
          wholly += expected;
          ++tried;
          network.buffers[0].buffer.shape = {kSize, kSize, 4};
          EXPECT_FALSE(read_wholly(network, 0, {0})) << "a channel is left out";
          network.ops.push_back(network.ops[0]);
          network.ops[1].input.c = 1;
          EXPECT_EQ(read_wholly(network, 0, {0, 1}), expected) << "which another op reads";
        }
  EXPECT_GT(wholly, 0);
  EXPECT_LT(wholly, tried);
}

Layer conv(int input, int kernel) {
  Layer layer = layer_of(LayerType::convolution, {input});
  layer.channels = 4;
  layer.kernel = {kernel, kernel};
  layer.padding = {kernel / 2, kernel / 2, kernel / 2, kernel / 2};
  return layer;
}

// 3 x 3 and 3 x 3 on 8 x 8: rows 0 to 3 and 4 to 7 of the result need rows 0 to 4 and 3 to 7 between them.
TEST(Cut, RunsAChainPartByPart) {
  workloads::NetworkBuilder b("chain");
  const int between = b.add(conv(b.input("x", {8, 8, 4}), 3));
  const LoweredNetwork whole = lower(b.finish({b.add(conv(between, 3))}));
  const Chain chain{0, 1, {whole.views[between].buffer}, {{0, 4, 0, 8, 0, 4}, {4, 8, 0, 8, 0, 4}}};
  const LoweredNetwork cut = lower::cut(whole, {chain});
  ASSERT_EQ(cut.parts_of, (std::vector<int>{0, 1, 0, 1}));
  EXPECT_EQ(cut.views[between].buffer, -1) << "exists nowhere as a whole";
  for (const int part : {0, 1}) {
    const Op &first = cut.ops[2 * part], &second = cut.ops[2 * part + 1];
    const LoweredBuffer& inner = cut.buffers[first.output.buffer];
    EXPECT_EQ(inner.buffer.shape, (workloads::Shape{5, 8, 4}));
    EXPECT_EQ(inner.tensor, -1);
    EXPECT_EQ(inner.part_of, between);
    EXPECT_EQ(first.Y, 5);
    EXPECT_EQ(first.input.y, part == 0 ? 0 : 2) << "one row more than it makes";
    EXPECT_EQ(second.input.buffer, first.output.buffer);
    EXPECT_EQ(second.input.y, 0);
    EXPECT_EQ(second.rows.pad, part == 0 ? 1 : 0);
    EXPECT_EQ(second.output.buffer, whole.ops[1].output.buffer);
    EXPECT_EQ(second.output.y, 4 * part);
  }
  EXPECT_EQ(weight_groups(cut), (std::vector<int>{0, 1, 0, 1})) << "parts share their op's weights";
  EXPECT_EQ(model_parts(cut), (std::vector<int>{2, 3, 2, 3})) << "the second of each";
  EXPECT_EQ(model_parts(whole), (std::vector<int>{0, 1}));
}

}  // namespace
}  // namespace apollo::compiler::lower::slices_test
