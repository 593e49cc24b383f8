#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer::images {
namespace {

TEST(OnnxGridSample, TakesAPositionForEachOfTheGrid) {
  for (const std::int64_t batch : {1, 2}) {
    ModelBuilder model(16);
    const std::string x = model.input("x", {batch, 8, 4, 5}), grid = model.input("grid", {batch, 6, 7, 2});
    model.output(model.node("GridSample", {x, grid}));
    EXPECT_EQ(output_shape(imported(model).network).elements(), batch * 8 * 6 * 7);
  }
}

TEST(OnnxGridSample, OfAGridThatDoesNotFitIsMalformed) {
  ModelBuilder model(16);
  const std::string x = model.input("x", {1, 8, 4, 5}), grid = model.input("grid", {2, 6, 7, 2});
  model.output(model.node("GridSample", {x, grid}));
  testing::expect_contains(import_error(model), "a grid of 2x6x7x2 does not fit an image of 1x8x4x5");
}

TEST(OnnxAffineGrid, IsAProductForEachPosition) {
  OneNode one({1, 2, 3}, 20);
  const Network network = one.run("AffineGrid", {one.model.integers({1, 8, 6, 7})});
  EXPECT_EQ(network.macs(), 2U * 3 * 6 * 7);
  EXPECT_EQ(output_shape(network).elements(), 6 * 7 * 2);
}

TEST(OnnxRegions, HaveTheirBins) {
  ModelBuilder align(16);
  const std::string x = align.input("x", {1, 8, 20, 20}), boxes = align.input("boxes", {5, 4}),
                    batch = align.input("batch", {5});
  align.graph().mutable_input(2)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
  align.output(align.node("RoiAlign", {x, boxes, batch},
                          {{"output_height", std::int64_t{3}}, {"output_width", std::int64_t{4}}}));
  EXPECT_EQ(output_shape(imported(align).network).elements(), 5 * 8 * 3 * 4);
  ModelBuilder pool;
  const std::string image = pool.input("x", {1, 8, 20, 20}), regions = pool.input("boxes", {5, 5});
  pool.output(pool.node("MaxRoiPool", {image, regions}, {{"pooled_shape", Dims{3, 4}}}));
  EXPECT_EQ(output_shape(imported(pool).network).elements(), 5 * 8 * 3 * 4);
}

TEST(OnnxMaxUnpool, IsAsLargeAsThePoolsInput) {
  ModelBuilder model;
  const auto pooled = model.nodes("MaxPool", {model.input("x", {1, 8, 6, 8})},
                                  {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}}, 2);
  model.output(model.node("MaxUnpool", pooled, {{"kernel_shape", Dims{2, 2}}, {"strides", Dims{2, 2}}}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "max_pool resize");
  EXPECT_EQ(output_shape(network), (Shape{6, 8, 8}));
}

TEST(OnnxCol2Im, IsAnImage) {
  OneNode one({1, 3 * 2 * 2, 9}, 18);
  const Network network = one.run("Col2Im", {one.model.integers({6, 6}), one.model.integers({2, 2})});
  EXPECT_EQ(output_shape(network).elements(), 3 * 6 * 6);
}

TEST(OnnxNonMaxSuppression, ReadsAllAndWritesWhatMayBeChosen) {
  ModelBuilder model;
  const std::string boxes = model.input("boxes", {1, 100, 4}), scores = model.input("scores", {1, 3, 100});
  model.output(model.node("NonMaxSuppression", {boxes, scores, model.integers({10})}));
  const Network network = imported(model).network;
  EXPECT_EQ(output_shape(network).elements(), 10 * 3 * 3);  // 10 of each class, three indices each
  const Layer join = the(network, LayerType::concatenation);
  const Tensor& all = network.tensors[static_cast<std::size_t>(join.outputs[0])];
  EXPECT_EQ(all.shape.elements(), 100 * (4 + 3));
}

TEST(OnnxNonMaxSuppression, OfNoBoxesIsUnsupported) {
  ModelBuilder model;
  const std::string boxes = model.input("boxes", {1, 100, 4}), scores = model.input("scores", {1, 3, 100});
  model.output(model.node("NonMaxSuppression", {boxes, scores}));
  testing::expect_contains(import_error(model), "NonMaxSuppression with no boxes to choose");
}

}  // namespace
}  // namespace apollo::workloads::importer::images
