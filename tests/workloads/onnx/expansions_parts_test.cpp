#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer::parts {
namespace {

std::vector<std::int64_t> zeros(std::int64_t count) {
  return std::vector<std::int64_t>(static_cast<std::size_t>(count));
}

// A model input of int64.
std::string indices(ModelBuilder* model, const std::string& name, const std::vector<Dim>& dims) {
  const std::string input = model->input(name, dims);
  auto& graph = model->graph();
  graph.mutable_input(graph.input_size() - 1)->mutable_type()->mutable_tensor_type()->set_elem_type(7);
  return input;
}

TEST(OnnxScatter, KeepsTheDimensionsOfTheData) {
  ModelBuilder model;
  const std::string x = model.input("x", {16, 8}), i = indices(&model, "i", {3, 1}),
                    updates = model.input("u", {3, 8});
  model.output(model.node("ScatterND", {x, i, updates}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "concatenation slice");  // of 16 + 3 rows the first 16
  EXPECT_EQ(output_shape(network), (Shape{1, 16, 8}));
}

TEST(OnnxScatter, OfElements) {
  for (const char* type : {"ScatterElements", "Scatter"}) {
    ModelBuilder model(type == std::string("Scatter") ? 10 : 13);
    const std::string x = model.input("x", {16, 8}), i = indices(&model, "i", {3, 2}),
                      updates = model.input("u", {3, 2});
    model.output(model.node(type, {x, i, updates}));
    const Network network = imported(model).network;
    EXPECT_EQ(output_shape(network).elements(), 16 * 8) << type;
  }
}

TEST(OnnxScatter, OfTuplesThatAreTooLongIsMalformed) {
  OneNode one({16, 8});
  one.model.output(one.model.node("ScatterND", {one.x, one.model.tensor({{2, 3}, zeros(6), {}}), one.x}));
  testing::expect_contains(import_error(one.model), "do not fit data of 16x8");
}

TEST(OnnxTile, RepeatsEachDimension) {
  OneNode one({1, 3, 8});
  const Network network = one.run("Tile", {one.model.integers({2, 4, 1})});
  EXPECT_EQ(output_shape(network).elements(), 2 * 3 * 4 * 8);
}

TEST(OnnxTrilu, MultipliesByAMask) {
  OneNode one({2, 6, 8}, 14);
  const Network network = one.run("Trilu");
  EXPECT_EQ(network.parameters(), 6U * 8);
  EXPECT_EQ(output_shape(network).elements(), 2 * 6 * 8);
}

TEST(OnnxOneHot, ComparesWithEveryNumber) {
  for (const auto& axis : {std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}}) {
    ModelBuilder model;
    const std::string x = model.input("x", {5, 7});
    model.output(
        model.node("OneHot", {x, model.integers({10}), model.tensor({{2}, {}, {0, 1}})}, {{"axis", axis}}));
    const Network network = imported(model).network;
    the(network, LayerType::subtract);
    EXPECT_EQ(output_shape(network).elements(), 5 * 7 * 10) << axis;
  }
}

TEST(OnnxCompress, TakesAsManyAsTheConditionHas) {
  OneNode one({5, 7, 8});
  const std::string condition =
      one.model.node("Cast", {one.model.integers({0, 1, 1, 0, 1})}, {{"to", std::int64_t{9}}});  // BOOL
  const Network network = one.run("Compress", {condition}, {{"axis", std::int64_t{0}}});
  EXPECT_EQ(output_shape(network).elements(), 3 * 7 * 8);
}

TEST(OnnxUnique, OfUnknownValuesIsUnsupported) {
  OneNode one({5});
  one.model.output(one.model.node("Unique", {one.x}));
  testing::expect_contains(import_error(one.model),
                           "Unique with a number of elements that depends on values");
}

TEST(OnnxReverseSequence, MovesAllSteps) {
  OneNode one({20, 1, 8});
  const Network network = one.run("ReverseSequence", {one.model.integers({20})});
  EXPECT_EQ(types(network), "resize");
  EXPECT_EQ(output_shape(network), (Shape{1, 20, 8}));
}

TEST(OnnxCenterCropPad, CropsAndPads) {
  OneNode one({1, 8, 5, 6}, 18);
  const Network network = one.run("CenterCropPad", {one.model.integers({3, 9})}, {{"axes", Dims{2, 3}}});
  EXPECT_EQ(the(network, LayerType::slice).begin, (std::array<int, 3>{1, 0, 0}));  // (5 - 3) / 2
  EXPECT_EQ(the(network, LayerType::pad).padding, (Sides{0, 1, 0, 2}));            // 9 - 6 = 1 + 2
  EXPECT_EQ(output_shape(network), (Shape{3, 9, 8}));
}

}  // namespace
}  // namespace apollo::workloads::importer::parts
