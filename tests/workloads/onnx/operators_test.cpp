// What every operator refuses.
#include "workloads/onnx/operators.h"

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

// Of one node on an image x.
std::string node_error(const std::string& type, const std::vector<Dims>& weights,
                       const Attributes& attributes = {}, std::vector<Dim> dims = {1, 8, 9, 10}) {
  ModelBuilder model;
  std::vector<std::string> inputs{model.input("x", dims)};
  for (const Dims& of : weights) inputs.push_back(model.weights(of));
  model.output(model.node(type, inputs, attributes));
  const std::string message = import_error(model);
  testing::expect_contains(message, "model.onnx");
  testing::expect_contains(message, type);
  return message;
}

TEST(OnnxOperators, AreFoundByTheirNames) {
  for (const char* type :
       {"Conv", "MaxPool", "Gemm", "LSTM", "Add", "Relu", "Softmax", "Reshape", "Concat", "Pad"})
    EXPECT_TRUE(find_operator(type)) << type;
  for (const char* type : {"", "conv", "Con", "Convolution", "com.microsoft.Conv"})
    EXPECT_FALSE(find_operator(type)) << type;
}

TEST(OnnxOperators, OfOneFamilyShareAFunction) {
  const auto add = [](const char* type) { return find_operator(type)->add; };
  EXPECT_EQ(add("Conv"), add_convolution);
  EXPECT_EQ(add("Dropout"), add_identity);
  EXPECT_EQ(add("Sqrt"), add_activation);
  EXPECT_EQ(add("Resize"), add("Upsample"));
}

TEST(OnnxOperators, WeightsWithoutElements) {
  node_error("Conv", {{0, 8, 3, 3}});
  node_error("Conv", {{4, 8, 0, 3}});
  node_error("Gemm", {{8, 0}}, {}, {5, 8});
}

TEST(OnnxOperators, WeightsThatDoNotFit) {
  node_error("Conv", {{4, 7, 3, 3}});
  node_error("Conv", {{4, 8}});
  node_error("Conv", {{4, 8, 3}});
  node_error("Conv", {{4, 8, 20, 3}});
  node_error("Conv", {{4, 3, 3, 3}}, {{"group", std::int64_t{3}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"group", std::int64_t{0}}});
  node_error("Conv", {{5, 4, 3, 3}}, {{"group", std::int64_t{2}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"pads", Dims{1, 1}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"pads", Dims{-1, 0, 0, 0}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"strides", Dims{0, 1}}});
  node_error("Conv", {{4, 8, 3, 3}}, {{"dilations", Dims{std::int64_t{1} << 40, 1}}});
  node_error("ConvTranspose", {{7, 4, 2, 2}});
  node_error("ConvTranspose", {{8, 4, 2, 2}}, {{"group", std::int64_t{3}}});
  node_error("Gemm", {{7, 10}}, {}, {5, 8});
  node_error("Gemm", {{8, 10, 1}}, {}, {5, 8});
  node_error("MatMul", {{7, 10}}, {}, {5, 8});
  node_error("LSTM", {{1, 16, 5}, {1, 16, 4}}, {}, {9, 1, 6});
  node_error("GRU", {{1, 16, 6}, {1, 16, 4}}, {}, {9, 1, 6});
  node_error("LSTM", {{1, 16, 6}, {1, 16, 4}}, {{"direction", std::string("bidirectional")}}, {9, 1, 6});
  node_error("LSTM", {{1, 16, 6}, {16, 4}}, {}, {9, 1, 6});
  node_error("Add", {{1, 3, 1, 1}});
}

TEST(OnnxOperators, UnsupportedVariants) {
  const auto unsupported = [](const std::string& type, const std::vector<Dims>& weights,
                              const Attributes& attributes, const std::vector<Dim>& dims,
                              const std::string& what) {
    const std::string message = node_error(type, weights, attributes, dims);
    testing::expect_contains(message, "1 node is not supported: " + type + " with " + what);
  };
  unsupported("Conv", {{4, 8, 3, 3}}, {}, {2, 8, 9, 10}, "a batch of 2");
  unsupported("Conv", {{4, 8, 3, 3, 3}}, {}, {2, 8, 9, 10, 11}, "a batch of 2");
  unsupported("Conv", {{4, 8, 1, 3, 3, 3}}, {}, {1, 8, 9, 10, 11, 12}, "4 spatial dimensions");
  unsupported("MaxPool", {}, {{"kernel_shape", Dims{1, 2, 2, 2}}}, {1, 8, 9, 10, 11, 12},
              "4 spatial dimensions");
  unsupported("ConvTranspose", {{8, 4, 2, 2}}, {{"dilations", Dims{2, 2}}, {"strides", Dims{2, 2}}},
              {1, 8, 9, 10}, "dilation");
}

TEST(OnnxOperators, ThatAreComputedWhileImportingNeedKnownInputs) {
  ModelBuilder model;
  const std::string end = model.input("end", {1});
  model.output(model.node("Range", {model.scalar(0), end, model.scalar(1)}));
  testing::expect_contains(import_error(model), "Range with inputs computed when the model runs");
}

TEST(OnnxOperators, AReshapeThatCutsAcrossDimensions) {
  ModelBuilder model;
  const std::string x = model.node("Relu", {model.input("x", {6, 4})});
  model.output(model.node("Reshape", {x, model.integers({8, 3})}));
  const Network network = imported(model).network;
  EXPECT_EQ(types(network), "activation rearrange");
  EXPECT_EQ(output_shape(network).elements(), 6 * 4);
}

TEST(OnnxOperators, ReshapesThatDoNotFit) {
  for (const Dims& shape : {Dims{5, 5}, Dims{-1, -1}, Dims{-2, 12}, Dims{7, -1}, Dims{0, 0, 0},
                            Dims{std::int64_t{1} << 40, -1}, Dims{1 << 30, 1 << 30, 1 << 30, 0}}) {
    ModelBuilder model;
    const std::string x = model.input("x", {6, 4});
    model.output(model.node("Reshape", {x, model.integers(shape)}));
    testing::expect_contains(import_error(model), "Reshape");
  }
}

TEST(OnnxOperators, AxesOutOfRange) {
  for (const std::int64_t axis :
       {std::int64_t{4}, std::int64_t{-5}, std::int64_t{1} << 62, -(std::int64_t{1} << 62)}) {
    for (const char* type : {"Softmax", "Flatten", "Concat", "Split", "LayerNormalization"}) {
      if (type == std::string("Flatten") && axis == 4) continue;  // the end is one
      node_error(type, {}, {{"axis", axis}});
    }
    node_error("Transpose", {}, {{"perm", Dims{0, 1, 2, axis}}});
    node_error("ReduceMean", {}, {{"axes", Dims{axis}}});
  }
  node_error("Transpose", {}, {{"perm", Dims{0, 1, 2}}});
  node_error("Transpose", {}, {{"perm", Dims{0, 1, 2, 2}}});
  node_error("Squeeze", {}, {{"axes", Dims{1}}});
  node_error("Unsqueeze", {}, {{"axes", Dims{1, 1}}});
}

TEST(OnnxOperators, PartsThatDoNotFit) {
  node_error("Split", {}, {{"axis", std::int64_t{1}}, {"split", Dims{3, 4}}});
  node_error("Split", {}, {{"axis", std::int64_t{1}}, {"split", Dims{-1}}});
  node_error("Slice", {}, {{"starts", Dims{1, 2}}, {"ends", Dims{3}}});
  node_error("Slice", {}, {{"starts", Dims{1}}, {"ends", Dims{3}}, {"steps", Dims{0}}});
  node_error("Pad", {}, {{"pads", Dims{1, 1}}});
  node_error("Pad", {}, {{"pads", Dims{0, 0, 1, 1, 0, 0, 1, std::int64_t{1} << 40}}});
  node_error("Upsample", {}, {{"scales", std::vector<float>{1, 1, 1e30F, 2}}});
  node_error("Upsample", {}, {{"scales", std::vector<float>{1, 1, 0, 2}}});
  node_error("DepthToSpace", {}, {{"blocksize", std::int64_t{3}}});
  node_error("SpaceToDepth", {}, {{"blocksize", std::int64_t{0}}});
  node_error("DepthToSpace", {}, {{"blocksize", std::int64_t{1} << 40}});
  node_error("LRN", {}, {{"size", std::int64_t{0}}});
}

TEST(OnnxOperators, NoInputs) {
  for (const char* type : {"Relu", "Conv", "Concat", "Add", "Gemm", "LSTM", "Reshape", "Softmax", "Resize"}) {
    ModelBuilder model;
    model.input("x", {1, 8, 9, 10});
    model.output(model.node(type, {}));
    testing::expect_contains(import_error(model), type);
    ModelBuilder empty;
    empty.input("x", {1, 8, 9, 10});
    empty.output(empty.node(type, {""}));
    import_error(empty);
  }
  for (const char* type : {"Conv", "Add", "Gemm", "LSTM", "Reshape", "Gather", "Slice", "MatMul", "Unsqueeze",
                           "Resize", "Pad", "Upsample"}) {
    ModelBuilder model;
    model.output(model.node(type, {model.input("x", {1, 8, 9, 10})}));
    import_error(model);
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
