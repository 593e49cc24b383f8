// WindowAxis, against its definition: output o and tap t read floor((o * stride - pad + t * dilation) /
// divisor); transposed (o + pad - t) / stride where the division is exact.
#include "simulator/program/op.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

struct Tap {
  int kernel, position;
  bool operator==(const Tap& o) const { return kernel == o.kernel && position == o.position; }
};

void PrintTo(const Tap& t, std::ostream* out) { *out << "tap " << t.kernel << " at " << t.position; }

std::vector<Tap> found(const WindowAxis& axis, int output) {
  std::vector<Tap> taps;
  for (int step = 0; step < axis.taps(); ++step) {
    Tap tap{};
    if (axis.find(output, step, &tap.kernel, &tap.position)) taps.push_back(tap);
  }
  return taps;
}

std::vector<Tap> defined(const WindowAxis& axis, int output) {
  std::vector<Tap> taps;
  for (int t = 0; t < axis.window; ++t) {
    const int numerator = output + axis.pad - t;
    if (!axis.transposed)
      taps.push_back(
          {t, static_cast<int>(std::floor(
                  static_cast<double>(output * axis.stride - axis.pad + t * axis.dilation) / axis.divisor))});
    else if (numerator % axis.stride == 0)
      taps.push_back({t, numerator / axis.stride});
  }
  return taps;
}

constexpr WindowAxis kAxes[] = {
    {1, 1, 1, 0, false},
    {3, 1, 1, 1, false},
    {3, 2, 1, 1, false},
    {3, 1, 2, 2, false},
    {5, 3, 2, 4, false},
    {1, 1, 1, 0, true},
    {3, 1, 1, 1, true},
    {2, 2, 1, 0, true},
    {3, 2, 1, 1, true},
    {4, 2, 1, 1, true},
    {5, 2, 1, 2, true},
    {1, 2, 1, 0, true},
    {3, 3, 1, 0, true},
    // Nearest resize: to twice the size, to half of it, by 4/3, by 3/4, by 2/5; and a window with a divisor.
    {1, 1, 1, 0, false, 2},
    {1, 2, 1, 0, false, 1},
    {1, 3, 1, 0, false, 4},
    {1, 4, 1, 0, false, 3},
    {1, 5, 1, 0, false, 2},
    {3, 3, 2, 4, false, 5},
};

std::string name(const WindowAxis& a) {
  return "window " + std::to_string(a.window) + " stride " + std::to_string(a.stride) + " dilation " +
         std::to_string(a.dilation) + " pad " + std::to_string(a.pad) + (a.transposed ? " transposed" : "") +
         " divisor " + std::to_string(a.divisor);
}

constexpr int kOutputs = 9, kInputs = 7;

TEST(WindowAxis, FindsTheTapsOfTheDefinition) {
  for (const WindowAxis& axis : kAxes)
    for (int o = 0; o < kOutputs; ++o)
      EXPECT_EQ(found(axis, o), defined(axis, o)) << name(axis) << " output " << o;
}

TEST(WindowAxis, TransposedStepsOverTheTapsThatCanHit) {
  EXPECT_EQ((WindowAxis{3, 1, 1, 1, true}).taps(), 3);
  EXPECT_EQ((WindowAxis{3, 2, 1, 1, true}).taps(), 2);
  EXPECT_EQ((WindowAxis{4, 2, 1, 1, true}).taps(), 2);
  EXPECT_EQ((WindowAxis{1, 2, 1, 0, true}).taps(), 1);
  EXPECT_EQ((WindowAxis{3, 2, 1, 1, false}).taps(), 3);
}

TEST(WindowAxis, TransposedWithStrideTwoAlternatesBetweenEvenAndOddTaps) {
  const WindowAxis axis{3, 2, 1, 0, true};
  EXPECT_EQ(found(axis, 4), (std::vector<Tap>{{0, 2}, {2, 1}}));
  EXPECT_EQ(found(axis, 5), (std::vector<Tap>{{1, 2}}));
}

// From the first to the last position that is read, of which those inside the input.
Range spanned(const WindowAxis& axis, Range outputs) {
  std::vector<int> positions;
  for (int o = outputs.begin; o < outputs.end; ++o)
    for (const Tap& t : defined(axis, o)) positions.push_back(t.position);
  if (positions.empty()) return {};
  const auto [first, last] = std::minmax_element(positions.begin(), positions.end());
  return {std::max(*first, 0), std::min(*last + 1, kInputs)};
}

TEST(WindowAxis, InputRangeSpansWhatIsReadAndNoMore) {
  for (const WindowAxis& axis : kAxes)
    for (int begin = 0; begin < kOutputs; ++begin)
      for (int end = begin + 1; end <= kOutputs; ++end) {
        const Range expected = spanned(axis, {begin, end}), read = axis.input_range({begin, end}, kInputs);
        const std::string where =
            name(axis) + " outputs " + std::to_string(begin) + " .. " + std::to_string(end);
        EXPECT_EQ(read.size(), expected.size()) << where;
        if (expected.size()) {
          EXPECT_EQ(read, expected) << where;
        }
        EXPECT_LE(read.size(), axis.input_extent(end - begin)) << where;
      }
}

TEST(WindowAxis, InputRangeIsClippedToTheInput) {
  const WindowAxis axis{3, 1, 1, 1, false};  // outputs 0 .. 7 read -1 .. 8
  EXPECT_EQ(axis.input_range({0, 7}, kInputs), (Range{0, kInputs}));
  EXPECT_EQ(axis.input_range({3, 5}, kInputs), (Range{2, 6}));
  EXPECT_EQ(axis.input_range({4, 4}, kInputs).size(), 0);
}

TEST(WindowAxis, InputExtentCountsPaddingToo) {
  EXPECT_EQ((WindowAxis{3, 2, 2, 1, false}).input_extent(4), 3 * 2 + 2 * 2 + 1);
  EXPECT_EQ((WindowAxis{3, 1, 1, 1, true}).input_extent(4), 4 + 3 - 1);
  // Without padding, output 1 reads positions 0 and -1 and output 2 reads 1 and 0.
  EXPECT_EQ((WindowAxis{4, 2, 1, 0, true}).input_extent(2), 3);
}

TEST(WindowAxis, ADivisorRepeatsAndSkipsPositions) {
  // Seven outputs of five inputs: floor(o * 5 / 7).
  const WindowAxis more{1, 5, 1, 0, false, 7};
  const int positions[] = {0, 0, 1, 2, 2, 3, 4};
  for (int o = 0; o < 7; ++o) EXPECT_EQ(found(more, o), (std::vector<Tap>{{0, positions[o]}}));
  EXPECT_EQ(more.input_range({1, 4}, 5), (Range{0, 3}));
  // Two outputs that are 5/7 of a position apart lie in at most two.
  EXPECT_EQ(more.input_extent(2), 2);
  EXPECT_EQ(more.input_extent(1), 1);
}

TEST(WindowAxis, ADivisorOfLargeSizesDoesNotOverflow) {
  constexpr int kLarge = 1 << 20;  // the largest dimension
  const WindowAxis axis{1, kLarge - 1, 1, 0, false, kLarge};
  EXPECT_EQ(axis.input_range({kLarge - 1, kLarge}, kLarge - 1), (Range{kLarge - 2, kLarge - 1}));
}

TEST(OpWeights, BiasTakesFourBytesPerOutputChannel) {
  const Op op = convolution({2, 8, 16}, {3}, {5});
  EXPECT_EQ(op.weight_bytes(2, 3, 4, false), 2 * 3 * (4 * 3 * 5));
  EXPECT_EQ(op.weight_bytes(2, 3, 4, true), 2 * 3 * (4 * 3 * 5 + 4));
}

TEST(OpWeights, TakeTheirWidthInWholeBytesPerOutputChannel) {
  constexpr int kOutputs = 4, kChannels = 5, kTaps = 3 * 3, kBias = 4;
  Op op;
  op.rows.window = op.columns.window = 3;
  op.has_bias = true;
  for (const int bits : {4, 8, 16}) {
    op.weight_bits = bits;
    const int channel = bits == 4 ? (kChannels * kTaps + 1) / 2 : kChannels * kTaps * (bits / 8);
    EXPECT_EQ(op.weight_bytes(1, kOutputs, kChannels, true), kOutputs * (channel + kBias)) << bits;
  }
}

TEST(OpWidths, ASixteenBitOperandTakesTwoMultipliersAndSumsOfEightBytes) {
  Op op;
  struct Case {
    int input, weight, multipliers, sum;
  };
  for (const Case& c : {Case{8, 4, 1, 4}, Case{8, 8, 1, 4}, Case{8, 16, 2, 8}, Case{16, 4, 2, 8},
                        Case{16, 8, 2, 8}, Case{16, 16, 4, 8}}) {
    op.in_q.bits = c.input;
    op.weight_bits = c.weight;
    EXPECT_EQ(op.macs_per_product(), c.multipliers) << c.input << " x " << c.weight;
    EXPECT_EQ(op.sum_bytes(), c.sum) << c.input << " x " << c.weight;
  }
}

TEST(OpWeights, LayerNormHasGammaAndBeta) {
  Op op;
  op.kernel = Kernel::layer_norm;
  op.C = 48;
  EXPECT_EQ(op.weight_bytes(1, 1, op.C, false), 2 * 48);
}

}  // namespace
}  // namespace apollo::program
