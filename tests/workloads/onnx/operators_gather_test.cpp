#include <onnx/onnx_pb.h>

#include "import_errors.h"
#include "workloads/onnx/model.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxGather, OneIndexIsASlice) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", {1, 7, 8})});
  model.output(
      model.node("Gather", {x, model.tensor({{}, {0}, {}})}, {{"axis", std::int64_t{1}}}));  // x[:, 0]
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "activation slice");
  EXPECT_EQ(output_shape(network), (Shape{1, 1, 8}));
}

TEST(OnnxGather, CountsFromTheEnd) {
  OneNode one({1, 7, 8});
  const Network network = one.run("Gather", {one.model.tensor({{}, {-1}, {}})}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(network.layers[0].begin, (std::array<int, 3>{0, 6, 0}));
}

TEST(OnnxGather, NeighboursAreASlice) {
  OneNode one({1, 7, 8});
  const Network network = one.run("Gather", {one.model.integers({2, 3, 4})}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(output_shape(network), (Shape{1, 3, 8}));
}

TEST(OnnxGather, RowsOfATableAreAnInput) {
  ModelBuilder model;
  const std::string ids = model.input("ids", {1, 7});
  model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
  const std::string rows = model.node("Gather", {model.weights({100, 16}), ids});
  model.output(model.node("MatMul", {rows, model.weights({16, 8})}));
  const Imported result = imported(model);
  EXPECT_EQ(types(result.network), "fully_connected");
  ASSERT_EQ(result.network.inputs.size(), 1U);
  EXPECT_EQ(input_shape(result.network), (Shape{1, 7, 16}));
  EXPECT_EQ(result.network.parameters(), 16U * 8 + 8);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("1600 parameters"), std::string::npos);
}

TEST(OnnxGather, EvenlySpacedIndicesAreASliceAndAStep) {
  OneNode one({1, 7, 8});
  const Network network = one.run("Gather", {one.model.integers({1, 4})}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(types(network), "slice max_pool");
  EXPECT_EQ(output_shape(network), (Shape{1, 2, 8}));
}

TEST(OnnxGather, OtherIndicesMoveWhatTheyTake) {
  OneNode one({1, 7, 8});
  const Network network = one.run("Gather", {one.model.integers({5, 1, 1})}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(types(network), "resize");
  EXPECT_EQ(output_shape(network), (Shape{1, 3, 8}));
}

TEST(OnnxGather, OfComputedIndices) {
  const Dims data{1, 8, 4, 5}, indices{3, 2};
  for (std::int64_t axis = 0; axis < 4; ++axis) {
    ModelBuilder model;
    const std::string x = model.input("x", {1, 8, 4, 5}), i = model.input("i", {3, 2});
    model.graph().mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
    model.output(model.node("Gather", {x, i}, {{"axis", axis}}));
    const std::int64_t others = product(data) / data[static_cast<std::size_t>(axis)];
    EXPECT_EQ(output_shape(imported(model).network).elements(), others * product(indices)) << axis;
  }
}

TEST(OnnxGatherElements, HasTheDimensionsOfItsIndices) {
  OneNode one({1, 7, 8});
  const Network network =
      one.run("GatherElements", {one.model.tensor({{1, 3, 6}, std::vector<std::int64_t>(18), {}})},
              {{"axis", std::int64_t{1}}});
  // Along each dimension that is another; the last one does not lie along the width by itself.
  EXPECT_EQ(types(network), "resize rearrange resize");
  EXPECT_EQ(output_shape(network).elements(), 3 * 6);
}

TEST(OnnxGatherNd, FindsPartsOfTheLastDimensions) {
  // 5 pairs of indices of the first two dimensions find rows of 8.
  OneNode one({4, 7, 8});
  const Network network =
      one.run("GatherND", {one.model.tensor({{5, 2}, std::vector<std::int64_t>(10), {}})});
  EXPECT_EQ(output_shape(network), (Shape{1, 5, 8}));
}

TEST(OnnxGatherNd, OfABatch) {
  // In each of 4, 5 indices of one dimension.
  OneNode one({4, 7, 8});
  const Network network =
      one.run("GatherND", {one.model.tensor({{4, 5, 1}, std::vector<std::int64_t>(20), {}})},
              {{"batch_dims", std::int64_t{1}}});
  EXPECT_EQ(output_shape(network).elements(), 4 * 5 * 8);
}

TEST(OnnxGatherNd, OfMoreIndicesThanDimensionsIsMalformed) {
  OneNode one({4, 7});
  one.model.output(
      one.model.node("GatherND", {one.x, one.model.tensor({{5, 3}, std::vector<std::int64_t>(15), {}})}));
  testing::expect_contains(import_error(one.model), "do not fit data of 4x7");
}

TEST(OnnxGather, OfAnIndexOutOfRangeIsMalformed) {
  for (const std::int64_t index : {7, -8}) {
    OneNode one({1, 7, 8});
    one.model.output(
        one.model.node("Gather", {one.x, one.model.integers({index})}, {{"axis", std::int64_t{1}}}));
    testing::expect_contains(import_error(one.model), "an index is out of range");
  }
}

TEST(OnnxGather, LooksUpAlongAnyDimension) {
  ModelBuilder model;
  const std::string ids = model.input("ids", {1, 7});
  model.graph().mutable_input(0)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
  const std::string rows = model.node("Gather", {model.weights({100, 16}), ids}, {{"axis", std::int64_t{1}}});
  model.output(model.node("Relu", {rows}));
  EXPECT_EQ(input_shape(imported(model).network), (Shape{1, 100, 7}));
}

}  // namespace
}  // namespace apollo::workloads::importer
