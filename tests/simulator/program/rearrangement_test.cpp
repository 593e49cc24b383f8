// Rearrangements against reshape, transpose and reshape of numbered elements.
#include "simulator/program/rearrangement.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/simulator/program/nests.h"

namespace apollo::program {
namespace {

using workloads::Shape;

struct Case {
  const char* name;
  std::vector<int> split, order;
  Shape in, out;
};

const Case kCases[] = {
    {"channel shuffle", {4, 5, 2, 3}, {0, 1, 3, 2}, {4, 5, 6}, {4, 5, 6}},
    {"rows and columns swapped", {4, 5, 6}, {1, 0, 2}, {4, 5, 6}, {5, 4, 6}},
    {"columns and channels swapped", {4, 5, 6}, {0, 2, 1}, {4, 5, 6}, {4, 6, 5}},
    {"rows flattened", {4, 5, 6}, {0, 1, 2}, {4, 5, 6}, {1, 20, 6}},
    {"columns flattened", {4, 5, 6}, {1, 0, 2}, {4, 5, 6}, {1, 20, 6}},
    {"rows unflattened", {4, 5, 6}, {0, 1, 2}, {1, 20, 6}, {4, 5, 6}},
    {"depth to space", {3, 4, 2, 2, 5}, {0, 2, 1, 3, 4}, {3, 4, 20}, {6, 8, 5}},
    {"space to depth", {3, 2, 4, 2, 5}, {0, 2, 1, 3, 4}, {6, 8, 5}, {3, 4, 20}},
    {"everything to channels", {4, 5, 6}, {2, 0, 1}, {4, 5, 6}, {1, 1, 120}},
    {"factors of one", {1, 4, 1, 5, 6, 1}, {5, 3, 0, 1, 2, 4}, {4, 5, 6}, {5, 4, 6}},
};

// For each output element, row-major, the number of the input element: digits counted with the last of
// `order` fastest.
std::vector<int> definition(const Case& c) {
  std::vector<int> numbers, digit(c.split.size(), 0);
  for (int i = 0; i < c.in.elements(); ++i) {
    int number = 0;
    for (std::size_t f = 0; f < c.split.size(); ++f) number = number * c.split[f] + digit[f];
    numbers.push_back(number);
    for (std::size_t place = c.order.size(); place-- > 0;) {
      int& d = digit[c.order[place]];
      if (++d < c.split[c.order[place]]) break;
      d = 0;
    }
  }
  return numbers;
}

TEST(Rearrangement, FindsTheElementOfTheDefinition) {
  for (const Case& c : kCases) {
    const Rearrangement r(c.split, c.order, c.in, c.out);
    const std::vector<int> expected = definition(c);
    std::size_t next = 0;
    for (int y = 0; y < c.out.height; ++y)
      for (int x = 0; x < c.out.width; ++x)
        for (int k = 0; k < c.out.channels; ++k) {
          const auto [iy, ix, ik] = r.input_of({y, x, k});
          EXPECT_EQ((iy * c.in.width + ix) * c.in.channels + ik, expected[next++]) << c.name;
        }
  }
}

Box element(const std::array<int, 3>& at) { return {at[0], at[0] + 1, at[1], at[1] + 1, at[2], at[2] + 1}; }

// Calls visit(output box) for all boxes of an output.
template <typename Visit>
void for_each_box(const Shape& s, Visit visit) {
  for (int y0 = 0; y0 < s.height; ++y0)
    for (int y1 = y0 + 1; y1 <= s.height; y1 += 2)
      for (int x0 = 0; x0 < s.width; x0 += 3)
        for (int x1 = x0 + 1; x1 <= s.width; x1 += 3)
          for (int c0 = 0; c0 < s.channels; c0 += 5)
            for (int c1 = c0 + 1; c1 <= s.channels; c1 += 4) visit(Box{y0, y1, x0, x1, c0, c1});
}

TEST(Rearrangement, TheInputBoxHoldsWhatAnOutputBoxReads) {
  for (const Case& c : kCases) {
    const Rearrangement r(c.split, c.order, c.in, c.out);
    for_each_box(c.out, [&](const Box& out) {
      Box read;
      for (int y = out.y0; y < out.y1; ++y)
        for (int x = out.x0; x < out.x1; ++x)
          for (int k = out.c0; k < out.c1; ++k) read = bounding(read, element(r.input_of({y, x, k})));
      EXPECT_TRUE(r.input_box(out).contains(read)) << c.name;
    });
    const Box all{0, c.out.height, 0, c.out.width, 0, c.out.channels};
    EXPECT_EQ(r.input_box(all), (Box{0, c.in.height, 0, c.in.width, 0, c.in.channels})) << c.name;
  }
}

Box input_box(const char* name, const Box& out) {
  for (const Case& c : kCases)
    if (c.name == std::string(name)) return Rearrangement(c.split, c.order, c.in, c.out).input_box(out);
  return {};
}

TEST(Rearrangement, BoxesOfCommonOnesAreTight) {
  EXPECT_EQ(input_box("channel shuffle", {1, 3, 2, 4, 0, 6}), (Box{1, 3, 2, 4, 0, 6}));
  EXPECT_EQ(input_box("channel shuffle", {1, 3, 2, 4, 3, 4}), (Box{1, 3, 2, 4, 3, 6})) << "one of two groups";
  EXPECT_EQ(input_box("rows and columns swapped", {1, 3, 0, 2, 4, 6}), (Box{0, 2, 1, 3, 4, 6}));
  EXPECT_EQ(input_box("columns and channels swapped", {1, 3, 2, 4, 0, 3}), (Box{1, 3, 0, 3, 2, 4}));
  EXPECT_EQ(input_box("rows flattened", {0, 1, 6, 9, 0, 6}), (Box{1, 2, 1, 4, 0, 6})) << "within a row";
  EXPECT_EQ(input_box("rows flattened", {0, 1, 8, 12, 0, 6}), (Box{1, 3, 0, 5, 0, 6})) << "across two rows";
  EXPECT_EQ(input_box("rows unflattened", {1, 3, 0, 5, 2, 4}), (Box{0, 1, 5, 15, 2, 4}));
  EXPECT_EQ(input_box("depth to space", {2, 4, 0, 8, 0, 5}), (Box{1, 2, 0, 4, 0, 20}));
}

TEST(Rearrangement, FactorsThatStayNeighboursAreOneTerm) {
  const Rearrangement r({2, 2, 3, 6}, {0, 1, 2, 3}, {4, 3, 6}, {1, 12, 6});
  EXPECT_EQ(r.terms(0), (std::vector<Rearrangement::Term>{{1, 3, 4, 1}}));
  EXPECT_EQ(r.terms(1), (std::vector<Rearrangement::Term>{{1, 1, 3, 1}}));
  EXPECT_EQ(r.terms(2), (std::vector<Rearrangement::Term>{{2, 1, 6, 1}}));
}

TEST(Rearrangement, PiecesOfATileHoldWhatItsPesNeedOnce) {
  for (const Case& c : kCases) {
    Op op;
    op.kernel = Kernel::sum;
    op.Y = c.out.height;
    op.X = c.out.width;
    op.G = c.out.channels;
    op.input = {0, 0, 0, 0, c.in};
    op.output = {1, 0, 0, 0, c.out};
    op.rearrangement = std::make_shared<Rearrangement>(c.split, c.order, c.in, c.out);
    for (const Dim rows : {Dim::y, Dim::x, Dim::g}) {
      Mapping m;
      m.rows = rows;
      m.columns = Dim::x;
      m.tile_y = (op.Y + 1) / 2;
      m.tile_x = (op.X + 2) / 3;
      m.tile_g = (op.G + 3) / 4;
      const LoopNest n(op, m, design(2, 2));
      Tile t;
      for (t.y = 0; t.y < n.tiling.tiles[0]; ++t.y)
        for (t.x = 0; t.x < n.tiling.tiles[1]; ++t.x)
          for (t.g = 0; t.g < n.tiling.tiles[2]; ++t.g) {
            const std::vector<Box> pieces = n.input_pieces(t);
            for (std::size_t i = 0; i < pieces.size(); ++i)
              for (std::size_t j = 0; j < i; ++j)
                EXPECT_TRUE(intersect(pieces[i], pieces[j]).empty()) << c.name;
            for (int pe = 0; pe < 4; ++pe) {
              const Box need = n.input_box(n.output_box(pe / 2, pe % 2, t));
              std::int64_t held = 0;
              for (const Box& piece : pieces) held += intersect(piece, need).elements();
              EXPECT_EQ(held, need.elements()) << c.name;
            }
          }
    }
  }
}

}  // namespace
}  // namespace apollo::program
