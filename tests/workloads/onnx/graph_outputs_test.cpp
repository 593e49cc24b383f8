#include "import_errors.h"

namespace apollo::workloads::importer::graph_outputs {
namespace {

// Models that compute nothing: each output that is an input is copied.
TEST(OnnxOutputs, OfViewsAloneAreCopies) {
  ModelBuilder model;
  const std::string x = model.input("x", {2, 6, 8});
  model.output(model.node("Reshape", {x, model.integers({12, 8})}));
  model.output(model.node("Transpose", {x}, {{"perm", Dims{2, 0, 1}}}));
  const Imported result = imported(model);
  EXPECT_EQ(types(result.network), "rearrange rearrange");
  EXPECT_EQ(result.notes.size(), 2U + 1);                                  // and one on the first dimension
  EXPECT_EQ(result.network.layers[0].order, (std::vector<int>{0, 1, 2}));  // nothing changes its place
  EXPECT_EQ(result.network.layers[1].order, (std::vector<int>{2, 0, 1}));
  EXPECT_EQ(output_shape(result.network, 1), (Shape{1, 8 * 2, 6}));
}

TEST(OnnxOutputs, AnInputIsACopyOnlyWhereNothingElseIsComputed) {
  ModelBuilder model;
  const std::string x = model.input("x", {2, 8});
  model.output(model.node("Identity", {x}));
  EXPECT_EQ(types(imported(model).network), "rearrange");
  model.output(model.node("Relu", {x}));
  EXPECT_EQ(types(parse_onnx(model.bytes(), "model.onnx").network), "activation");  // x stays an input
}

}  // namespace
}  // namespace apollo::workloads::importer::graph_outputs
