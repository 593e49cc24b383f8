#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer::stated {
namespace {

// A node on x whose second input is of the model, with an output that the file states.
struct StatedNode {
  StatedNode(const std::string& type, const std::vector<Dim>& dims, const Dims& out,
             const Attributes& attributes = {}) {
    const std::string x = model.input("x", dims), sizes = model.input("sizes", {1});
    model.graph().mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
    model.output(model.node(type, {x, sizes}, attributes));
    auto* shape = model.graph().mutable_output(0)->mutable_type()->mutable_tensor_type()->mutable_shape();
    for (const std::int64_t size : out) shape->add_dim()->set_dim_value(size);
  }
  Network run(const ImportOptions& options = {}) const {
    return parse_onnx(model.bytes(), "model.onnx", options).network;
  }
  ModelBuilder model{18};
};

TEST(StatedShapes, GiveAReductionItsAxes) {
  EXPECT_EQ(output_shape(StatedNode("ReduceMax", {1, 9, 8}, {1, 1, 8}).run()), (Shape{1, 1, 8}));
  const Attributes away{{"keepdims", std::int64_t{0}}};
  EXPECT_EQ(output_shape(StatedNode("ReduceMax", {1, 9, 8}, {1, 8}, away).run()), (Shape{1, 1, 8}));
  EXPECT_EQ(output_shape(StatedNode("ReduceL2", {1, 9, 8}, {}, away).run()), (Shape{1, 1, 1}));
}

TEST(StatedShapes, GiveSizes) {
  EXPECT_EQ(output_shape(StatedNode("Reshape", {6, 8}, {2, 24}).run()).elements(), 48);
  EXPECT_EQ(output_shape(StatedNode("Expand", {1, 8}, {5, 8}).run()), (Shape{1, 5, 8}));
  EXPECT_EQ(output_shape(StatedNode("Tile", {3, 8}, {6, 8}).run()).elements(), 48);
  EXPECT_EQ(output_shape(StatedNode("Pad", {1, 8, 4, 5}, {1, 8, 6, 5}).run()), (Shape{6, 5, 8}));
  EXPECT_EQ(output_shape(StatedNode("TopK", {1, 100}, {1, 10}).run()).elements(), 10);
  EXPECT_EQ(output_shape(StatedNode("CenterCropPad", {1, 8, 4, 5}, {1, 8, 3, 6}).run()), (Shape{3, 6, 8}));
}

TEST(StatedShapes, OfOtherInputShapesAreNotBelieved) {
  const StatedNode node("Reshape", {6, 8}, {2, 24});
  ImportOptions options;
  options.input_shapes["x"] = {12, 8};
  const std::string message = testing::error_of([&] { node.run(options); });
  testing::expect_contains(message, "Reshape with input 1 computed when the model runs");
}

TEST(StatedShapes, ThatDoNotFitAreAnError) {
  const std::string message = testing::error_of([] { StatedNode("Reshape", {6, 8}, {2, 25}).run(); });
  testing::expect_contains(message, "shape is 2x25; must have as many elements as 6x8");
  const std::string axes = testing::error_of([] { StatedNode("ReduceMax", {1, 9, 8}, {1, 9, 8, 3}).run(); });
  testing::expect_contains(axes, "ReduceMax with input 1 computed when the model runs");
}

}  // namespace
}  // namespace apollo::workloads::importer::stated
