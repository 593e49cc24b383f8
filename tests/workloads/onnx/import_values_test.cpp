#include <gtest/gtest.h>

#include "tests/files/error_of.h"
#include "twin.h"

namespace apollo::workloads::importer {
namespace {

// How many layers really move bytes; the pools at the ends of a Twin's model do not.
std::size_t rearrangements(const Network& network) {
  std::size_t count = 0;
  for (const Layer& layer : network.layers) count += layer.type == LayerType::rearrange ? 1 : 0;
  return count;
}

TEST(OnnxValues, AnImageReadInModelOrder) {
  Twin twin;
  EXPECT_EQ(rearrangements(twin.expect_equal(twin.image({1, 3, 4, 5}))), 1U);
}

TEST(OnnxValues, AReshapeAlone) {
  Twin twin;
  EXPECT_EQ(rearrangements(twin.expect_equal(twin.reshape(twin.flat({4, 6}), {2, 2, 3, 2}))), 0U);
}

TEST(OnnxValues, EveryTransposeOfFourDimensions) {
  Dims order{0, 1, 2, 3};
  do {
    Twin twin;
    twin.expect_equal(twin.transpose(twin.flat({2, 3, 4, 5}), order));
    Twin of_image;
    of_image.expect_equal(of_image.transpose(of_image.image({1, 3, 4, 5}), order));
  } while (std::next_permutation(order.begin(), order.end()));
}

TEST(OnnxValues, ChannelShuffle) {
  Twin twin;
  auto x = twin.image({1, 12, 4, 4});
  x = twin.reshape(x, {1, 3, 4, 4, 4});
  x = twin.transpose(x, {0, 2, 1, 3, 4});
  x = twin.reshape(x, {1, 12, 4, 4});
  twin.expect_equal(twin.max_pool(x));
}

TEST(OnnxValues, TokensOfAnImage) {
  Twin twin;
  auto x = twin.image({1, 6, 4, 5});
  x = twin.transpose(twin.reshape(x, {1, 6, 20}), {0, 2, 1});
  // Tokens lie one after the other with their channels innermost, as the image does.
  EXPECT_EQ(rearrangements(twin.expect_equal(x)), 1U);
}

TEST(OnnxValues, WindowsOfASwinBlock) {
  Twin twin;
  auto x = twin.flat({1, 8, 12, 6});  // N, H, W, C
  x = twin.reshape(x, {1, 2, 4, 3, 4, 6});
  x = twin.transpose(x, {0, 1, 3, 2, 4, 5});
  x = twin.reshape(x, {6, 16, 6});
  auto scores = twin.matmul(x, twin.transpose(x, {0, 2, 1}));
  auto back = twin.matmul(scores, x);
  back = twin.reshape(back, {1, 2, 3, 4, 4, 6});
  back = twin.transpose(back, {0, 1, 3, 2, 4, 5});
  twin.expect_equal(twin.reshape(back, {1, 8, 12, 6}));
}

TEST(OnnxValues, HeadsSplitAndMerged) {
  Twin twin;
  const auto x = twin.flat({1, 5, 12});
  const auto heads = [&](const Twin::Tensor& t) {
    return twin.transpose(twin.reshape(t, {1, 5, 3, 4}), {0, 2, 1, 3});
  };
  const auto y = twin.flat({1, 5, 12}), z = twin.flat({1, 5, 12});
  const auto scores = twin.matmul(heads(x), twin.transpose(heads(y), {0, 1, 3, 2}));
  const auto mixed = twin.matmul(scores, heads(z));
  const Network network = twin.expect_equal(twin.reshape(twin.transpose(mixed, {0, 2, 1, 3}), {1, 5, 12}));
  EXPECT_EQ(rearrangements(network), 3U + 1);  // of the flat inputs, and at the end to have it in one row
  int matmuls = 0;
  for (const Layer& layer : network.layers) {
    if (layer.type != LayerType::matmul) continue;
    ++matmuls;
    EXPECT_EQ(layer.groups, 3);
    EXPECT_EQ(layer.macs, 3U * 5 * 5 * 4);
  }
  EXPECT_EQ(matmuls, 2);
}

TEST(OnnxValues, DepthToSpaceInBothModes) {
  for (const char* mode : {"DCR", "CRD"}) {
    Twin twin;
    twin.expect_equal(twin.max_pool(twin.depth_to_space(twin.image({1, 12, 4, 3}), 2, mode)));
  }
}

TEST(OnnxValues, SpaceToDepth) {
  Twin twin;
  twin.expect_equal(twin.max_pool(twin.space_to_depth(twin.image({1, 3, 8, 4}), 2)));
}

TEST(OnnxValues, ConcatenationAfterTransposes) {
  for (std::int64_t axis = 0; axis < 3; ++axis) {
    Twin twin;
    const auto a = twin.transpose(twin.flat({4, 2, 3}), {1, 2, 0});
    const auto b = twin.transpose(twin.flat({3, 4, 2}), {2, 0, 1});
    twin.expect_equal(twin.concat({a, b, a}, axis));
  }
}

TEST(OnnxValues, ConcatenationOfImagesAlongEveryAxis) {
  for (std::int64_t axis = 1; axis < 4; ++axis) {
    Twin twin;
    const auto a = twin.image({1, 4, 6, 8}), b = twin.image({1, 4, 6, 8});
    const Network network = twin.expect_equal(twin.max_pool(twin.concat({a, b}, axis)));
    EXPECT_EQ(rearrangements(network), 1U);
  }
}

TEST(OnnxValues, SlicesOfEveryAxisAndStep) {
  for (std::int64_t axis = 1; axis < 4; ++axis) {
    for (std::int64_t step = 1; step < 4; ++step) {
      Twin twin;
      twin.expect_equal(twin.slice(twin.image({1, 7, 8, 9}), axis, 1, 6, step));
      Twin flat;
      flat.expect_equal(flat.slice(flat.flat({2, 7, 8, 9}), axis, 1, 6, step));
    }
  }
}

TEST(OnnxValues, SplitsOfMergedDimensions) {
  Twin twin;
  auto x = twin.flat({5, 24});
  x = twin.transpose(twin.reshape(x, {5, 2, 3, 4}), {1, 0, 2, 3});  // of a fused query, key and value
  const auto parts = twin.split(x, 0, 2);
  twin.expect_equal(twin.element_wise("Sub", parts[0], parts[1]));
}

TEST(OnnxValues, GatherTakesOneOfADimension) {
  for (std::int64_t axis = 0; axis < 3; ++axis) {
    Twin twin;
    twin.expect_equal(twin.gather(twin.flat({3, 4, 5}), axis, 2));
  }
}

TEST(OnnxValues, BroadcastsOfEveryKind) {
  const std::vector<Dims> shapes = {{4, 5, 6}, {1, 5, 6}, {4, 1, 6}, {4, 5, 1}, {1, 1, 6}, {4, 1, 1},
                                    {1, 5, 1}, {6},       {5, 6},    {5, 1},    {1, 6},    {2, 4, 5, 6}};
  for (const char* type : {"Add", "Sub", "Mul"}) {
    for (const Dims& a : shapes) {
      for (const Dims& b : shapes) {
        Twin twin;
        const auto left = twin.flat(a), right = twin.flat(b);
        twin.expect_equal(twin.element_wise(type, left, right));
        if (::testing::Test::HasFailure())
          FAIL() << type << " of " << ::testing::PrintToString(a) << " and " << ::testing::PrintToString(b);
      }
    }
  }
}

TEST(OnnxValues, DifferencesOfAllPairsOfOneTensor) {
  Twin twin;
  const auto x = twin.flat({5});
  const auto pairs = twin.element_wise("Sub", twin.reshape(x, {5, 1}), twin.reshape(x, {1, 5}));
  twin.expect_equal(twin.transpose(pairs, {1, 0}));
}

TEST(OnnxValues, AMaskAddedToProductsOfOneTensor) {
  Twin twin;
  const auto x = twin.flat({5, 6});
  const auto scores = twin.matmul(x, twin.transpose(x, {1, 0}));
  twin.expect_equal(twin.transpose(twin.element_wise("Add", scores, twin.flat({1, 5})), {1, 0}));
}

TEST(OnnxValues, BroadcastsOfImages) {
  for (const Dims& other : {Dims{1, 3, 1, 1}, Dims{1, 1, 4, 5}, Dims{1, 3, 4, 1}, Dims{1, 1, 1, 5},
                            Dims{1, 1, 4, 1}, Dims{3, 1, 1}}) {
    Twin twin;
    twin.expect_equal(twin.element_wise("Mul", twin.image({1, 3, 4, 5}), twin.flat(other)));
    Twin swapped;
    const auto second = swapped.flat(other);
    swapped.expect_equal(swapped.element_wise("Sub", second, swapped.image({1, 3, 4, 5})));
  }
}

TEST(OnnxValues, MeansOfEverySubsetOfDimensions) {
  for (int set = 1; set < 8; ++set) {
    Dims axes;
    for (int axis = 0; axis < 3; ++axis)
      if ((set & (1 << axis)) != 0) axes.push_back(axis + 1);
    for (const bool keep : {false, true}) {
      Twin twin;
      twin.expect_equal(twin.mean(twin.image({1, 4, 6, 5}), axes, keep));
      Twin flat;
      flat.expect_equal(flat.mean(flat.flat({2, 4, 6, 5}), axes, keep));
    }
  }
}

// Element-wise operands whose dimension is whole in one and made of several factors in the other, either way.
TEST(OnnxValues, OperandsThatAreMadeOfOtherFactors) {
  using Make = Twin::Tensor (*)(Twin*);
  const std::vector<std::pair<Dims, Make>> kinds{
      {{1, 48},
       [](Twin* t) {
         return t->reshape(t->flat({1, 3, 4, 4}), {1, 48});
       }},
      {{1, 48},
       [](Twin* t) {
         return t->reshape(t->flat({6, 8}), {1, 48});
       }},
      {{1, 48},
       [](Twin* t) {
         return t->reshape(t->flat({2, 4, 6}), {1, 48});
       }},
      {{1, 48},
       [](Twin* t) {
         return t->reshape(t->transpose(t->flat({1, 4, 12}), {0, 2, 1}), {1, 48});
       }},
      {{1, 5, 48},  // heads joined
       [](Twin* t) {
         return t->reshape(t->transpose(t->flat({1, 3, 5, 16}), {0, 2, 1, 3}), {1, 5, 48});
       }},
      {{1, 12, 4, 4},  // channels shuffled
       [](Twin* t) {
         const auto split = t->reshape(t->image({1, 12, 4, 4}), {1, 3, 4, 4, 4});
         return t->reshape(t->transpose(split, {0, 2, 1, 3, 4}), {1, 12, 4, 4});
       }},
      {{1, 3, 4, 4}, [](Twin* t) {
         return t->depth_to_space(t->image({1, 12, 2, 2}), 2, "DCR");
       }}};
  for (std::size_t i = 0; i < kinds.size(); ++i)
    for (const std::string type : {"Add", "Sub", "Mul"})
      for (const bool first : {false, true}) {
        SCOPED_TRACE(type + " of kind " + std::to_string(i) + (first ? ", first" : ", second"));
        Twin twin;
        const auto made = kinds[i].second(&twin);
        const auto whole =
            kinds[i].first.size() == 4 ? twin.image(kinds[i].first) : twin.flat(kinds[i].first);
        twin.expect_equal(first ? twin.element_wise(type, made, whole)
                                : twin.element_wise(type, whole, made));
      }
}

TEST(OnnxValues, OperandsThatSplitEachOther) {
  for (const auto& [left, right] : {std::pair{Dims{2, 24}, Dims{6, 8}}, std::pair{Dims{4, 12}, Dims{2, 24}},
                                    std::pair{Dims{2, 2, 12}, Dims{4, 3, 4}}}) {
    Twin twin;
    const auto a = twin.reshape(twin.flat(left), {1, 48}), b = twin.reshape(twin.flat(right), {1, 48});
    const auto c = twin.flat({1, 48});
    twin.expect_equal(twin.element_wise("Add", c, twin.element_wise("Add", a, b)));
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
