// Dimensions by the rules of the ONNX standard.
#include "workloads/onnx/shape_rules.h"

#include <cstdlib>
#include <functional>

#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

class OnnxShapeRules : public ::testing::Test {
 protected:
  std::string error(const std::function<void()>& action) { return testing::error_of(action); }
  Graph graph = graph_of({});
};

TEST_F(OnnxShapeRules, ReshapeKeepsZerosAndInfersOne) {
  const auto to = [&](const Dims& shape) {
    return reshaped(graph, node_of("Reshape", {"x"}, {{"shape", integers_attribute(shape)}}), {2, 3, 4});
  };
  EXPECT_EQ(to({6, 4}), (Dims{6, 4}));
  EXPECT_EQ(to({0, 12}), (Dims{2, 12}));
  EXPECT_EQ(to({4, -1}), (Dims{4, 2 * 3 * 4 / 4}));
  EXPECT_EQ(to({0, -1, 0}), (Dims{2, 3, 4}));
  EXPECT_EQ(to({-1}), (Dims{2 * 3 * 4}));
}

TEST_F(OnnxShapeRules, ReshapeKeepsTheNumberOfElements) {
  const auto refused = [&](const Dims& shape, std::map<std::string, Attribute> more = {}) {
    more["shape"] = integers_attribute(shape);
    return error([&] { reshaped(graph, node_of("Reshape", {"x"}, more), {2, 3, 4}); });
  };
  testing::expect_contains(refused({5, 5}), "shape is 5x5; must have as many elements as 2x3x4");
  testing::expect_contains(refused({5, -1}), "must have as many elements");  // 24 / 5 is no size
  testing::expect_contains(refused({-1, -1}), "shape is -1x-1; must have sizes, and one -1 at most");
  testing::expect_contains(refused({-2, 12}), "must have sizes");
  testing::expect_contains(refused({0, 3, 4}, {{"allowzero", integers_attribute({1})}}),
                           "must have as many elements");
  testing::expect_contains(error([&] { reshaped(graph, node_of("Reshape", {"x"}), {2}); }), "has no shape");
}

TEST_F(OnnxShapeRules, FlattenMakesAMatrixAtEveryAxis) {
  const Dims from{2, 3, 4, 5};
  for (std::size_t axis = 0; axis <= from.size(); ++axis) {
    std::int64_t rows = 1, columns = 1;
    for (std::size_t i = 0; i < from.size(); ++i) (i < axis ? rows : columns) *= from[i];
    const auto at = [&](std::int64_t given) {
      return flattened(graph, node_of("Flatten", {"x"}, {{"axis", integers_attribute({given})}}), from);
    };
    EXPECT_EQ(at(static_cast<std::int64_t>(axis)), (Dims{rows, columns}));
    if (axis < from.size()) {
      EXPECT_EQ(at(static_cast<std::int64_t>(axis) - 4), (Dims{rows, columns}));
    }
  }
  EXPECT_EQ(flattened(graph, node_of("Flatten", {"x"}), from), (Dims{2, 3 * 4 * 5}));
}

TEST_F(OnnxShapeRules, SqueezeTakesDimensionsOfOne) {
  using Axes = std::vector<std::size_t>;
  const auto of = [&](const Dims& axes) {
    return squeezed_axes(graph, node_of("Squeeze", {"x"}, {{"axes", integers_attribute(axes)}}),
                         {1, 3, 1, 1});
  };
  EXPECT_EQ(squeezed_axes(graph, node_of("Squeeze", {"x"}), {1, 3, 1, 1}), (Axes{0, 2, 3}));
  EXPECT_EQ(of({3, 0}), (Axes{0, 3}));
  EXPECT_EQ(of({-1, 3}), (Axes{3}));
  testing::expect_contains(error([&] { of({1}); }), "axis 1 of 1x3x1x1 is squeezed; must have size 1");
}

TEST_F(OnnxShapeRules, UnsqueezeNamesAxesOfItsResult) {
  using Axes = std::vector<std::size_t>;
  const auto of = [&](const Dims& axes) {
    return unsqueezed_axes(graph, node_of("Unsqueeze", {"x"}, {{"axes", integers_attribute(axes)}}), 2);
  };
  EXPECT_EQ(of({3, 0}), (Axes{0, 3}));
  EXPECT_EQ(of({-1}), (Axes{2}));
  testing::expect_contains(error([&] { of({1, 1}); }), "an axis is named twice");
  testing::expect_contains(error([&] { of(every_axis(kMostDims + 1)); }), "has no axes, or more than 16");
  testing::expect_contains(error([&] { unsqueezed_axes(graph, node_of("Unsqueeze", {"x"}), 2); }),
                           "has no axes");
}

TEST_F(OnnxShapeRules, APermutationIsReversedByDefault) {
  EXPECT_EQ(every_axis(3), (Dims{0, 1, 2}));
  EXPECT_TRUE(every_axis(0).empty());
  EXPECT_EQ(permutation(graph, node_of("Transpose", {"x"}), 3), (std::vector<std::size_t>{2, 1, 0}));
  const auto by = [&](const Dims& perm) {
    return permutation(graph, node_of("Transpose", {"x"}, {{"perm", integers_attribute(perm)}}), 3);
  };
  EXPECT_EQ(by({1, -1, 0}), (std::vector<std::size_t>{1, 2, 0}));
  testing::expect_contains(error([&] {
                             by({0, 1, 1});
                           }),
                           "perm is 0x1x1; must name each of the 3 dimensions once");
  testing::expect_contains(error([&] { by({0, 1}); }), "must name each");
}

// The elements of 0 .. size - 1 that numpy's [start:end:step] has.
Dims numpy_slice(std::int64_t size, std::int64_t start, std::int64_t end, std::int64_t step) {
  if (start < 0) start += size;
  if (end < 0) end += size;
  Dims elements;
  const std::int64_t beyond = 3 * size;  // no slice of these tests starts or ends further out
  for (std::int64_t i = start; std::abs(i) <= beyond && (step > 0 ? i < end : i > end); i += step)
    if (i >= 0 && i < size) elements.push_back(i);
  return elements;
}

TEST_F(OnnxShapeRules, SlicesAreThoseOfNumpy) {
  constexpr std::int64_t kSize = 7;
  for (const std::int64_t step : {1, 2, 3, -1, -2}) {
    for (std::int64_t start = 0; start < kSize; ++start) {
      for (std::int64_t end = -kSize; end < 2 * kSize; ++end) {
        for (const std::int64_t from : {start, start - kSize}) {
          const Node node = node_of("Slice", {"x"},
                                    {{"starts", integers_attribute({from})},
                                     {"ends", integers_attribute({end})},
                                     {"axes", integers_attribute({1})},
                                     {"steps", integers_attribute({step})}});
          const std::vector<Part> parts = sliced(graph, node, {3, kSize});
          ASSERT_EQ(parts.size(), 2U);
          EXPECT_EQ(parts[0].size, 3);  // not sliced
          Dims elements;
          for (std::int64_t i = 0; i < parts[1].size; ++i)
            elements.push_back(parts[1].begin + i * parts[1].step);
          EXPECT_EQ(elements, numpy_slice(kSize, from, end, step)) << from << ":" << end << ":" << step;
        }
      }
    }
  }
}

TEST_F(OnnxShapeRules, SlicesBeyondTheEndsAreCut) {
  const std::vector<Part> parts =
      sliced(graph,
             node_of("Slice", {"x"},
                     {{"starts", integers_attribute({-100, 2})}, {"ends", integers_attribute({100, 1})}}),
             {5, 5});
  EXPECT_EQ(parts[0].begin, 0);
  EXPECT_EQ(parts[0].size, 5);
  EXPECT_EQ(parts[1].size, 0);
}

TEST_F(OnnxShapeRules, SlicesHaveAStartAnEndAndAStepForEachAxis) {
  const auto refused = [&](const std::map<std::string, Attribute>& attributes) {
    return error([&] { sliced(graph, node_of("Slice", {"x"}, attributes), {5, 5}); });
  };
  const Attribute one = integers_attribute({1}), two = integers_attribute({1, 2}),
                  zero = integers_attribute({0});
  testing::expect_contains(refused({{"starts", one}, {"ends", two}}), "starts and ends must be as many");
  testing::expect_contains(refused({{"starts", one}}), "starts and ends must be as many");
  testing::expect_contains(refused({{"starts", one}, {"ends", one}, {"axes", two}}),
                           "axes and steps must be as many");
  testing::expect_contains(refused({{"starts", one}, {"ends", one}, {"steps", zero}}),
                           "a step is 0; must not be");
}

TEST_F(OnnxShapeRules, ASplitIsAsEqualAsItCanBe) {
  const auto split = [&](std::size_t outputs, std::int64_t size,
                         std::map<std::string, Attribute> attributes = {}) {
    return split_sizes(
        graph, node_of("Split", {"x"}, std::move(attributes), std::vector<std::string>(outputs, "y")), size);
  };
  EXPECT_EQ(split(3, 12), (Dims{4, 4, 4}));
  EXPECT_EQ(split(3, 8), (Dims{3, 3, 2}));  // ceil(8 / 3), and what is left
  EXPECT_EQ(split(2, 8, {{"split", integers_attribute({1, 7})}}), (Dims{1, 7}));
  const auto refused = [&](const Dims& sizes) {
    return error([&] { split(2, 8, {{"split", integers_attribute(sizes)}}); });
  };
  testing::expect_contains(refused({3, 4}), "splits 8 into 3x4 for 2 outputs; must be as many sizes");
  EXPECT_EQ(split(2, 8, {{"split", integers_attribute({0, 8})}}), (Dims{0, 8}));
  testing::expect_contains(refused({-1, 9}), "at least 0");
  testing::expect_contains(refused({8}), "for 2 outputs");
  EXPECT_EQ(split(5, 4), (Dims{1, 1, 1, 1, 0}));
  testing::expect_contains(error([&] { split(6, 4); }), "splits 4 into");
}

TEST_F(OnnxShapeRules, BroadcastsAlignTheLastDimensions) {
  const Node node = node_of("Add", {"a", "b"});
  const auto of = [&](const Dims& a, const Dims& b) { return broadcast(graph, node, a, b); };
  EXPECT_EQ(of({2, 3}, {2, 3}), (Dims{2, 3}));
  EXPECT_EQ(of({2, 3}, {3}), (Dims{2, 3}));
  EXPECT_EQ(of({2, 1}, {4, 1, 3}), (Dims{4, 2, 3}));
  EXPECT_EQ(of({}, {2, 3}), (Dims{2, 3}));
  EXPECT_EQ(of({0, 1}, {1, 5}), (Dims{0, 5}));
  testing::expect_contains(error([&] {
                             of({2, 3}, {2});
                           }),
                           "operands are 2x3 and 2; must be equal where neither is 1");
}

TEST_F(OnnxShapeRules, TensorsHaveAMostOfElements) {
  const Node node = node_of("Expand", {"x"});
  check_elements(graph, node, {kMostElements});
  check_elements(graph, node, {kMostElements / 2, 2});
  check_elements(graph, node, {});
  check_elements(graph, node, {0, kMostElements});
  const std::string most = std::to_string(kMostElements);
  testing::expect_contains(error([&] {
                             check_elements(graph, node, {kMostElements, 2});
                           }),
                           "makes a tensor of " + most + "x2; must have at most " + most + " elements");
  testing::expect_contains(error([&] { check_elements(graph, node, {kMostElements + 1}); }),
                           "makes a tensor of");
  testing::expect_contains(error([&] { check_elements(graph, node, {-1}); }), "makes a tensor of -1");
}

}  // namespace
}  // namespace apollo::workloads::importer
