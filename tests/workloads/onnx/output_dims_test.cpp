// Dimensions by the rules of operators, against those that the ONNX project infers.
#include "workloads/onnx/output_dims.h"

#include "import_errors.h"
#include "node_checks.h"
#include "workloads/onnx/model_reader.h"

namespace apollo::workloads::importer {
namespace {

// A node whose inputs are values of these dimensions, and then constants of integers.
struct NodeCase {
  std::string type;
  std::vector<Dims> inputs;
  std::vector<Dims> constants = {};
  Attributes attributes = {};
  std::size_t outputs = 1;
  int opset = 13;
};

// What the rule says, and what ONNX infers; scalars have one dimension of 1 in both.
void expect_as_inferred(const NodeCase& c) {
  ModelBuilder model(c.opset);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < c.inputs.size(); ++i)
    names.push_back(model.input("x" + std::to_string(i), {c.inputs[i].begin(), c.inputs[i].end()}));
  for (const Dims& values : c.constants) names.push_back(model.integers(values));
  for (const std::string& name : model.nodes(c.type, names, c.attributes, c.outputs)) model.output(name);
  const std::string bytes = model.bytes();
  const Model read = parse_model(bytes.data(), bytes.size(), "model.onnx");
  Graph graph("model.onnx", read, read.nodes);
  std::vector<Dims> dims = output_dims(graph, read.nodes.back());
  if (dims.size() > c.outputs) dims.resize(c.outputs);
  for (Dims& output : dims)
    if (output.empty()) output = {1};
  const std::vector<Dims> inferred = model.checked_output_dims();
  for (const Dims& output : inferred) EXPECT_FALSE(output.empty()) << c.type << ": ONNX infers nothing";
  EXPECT_EQ(dims, inferred) << c.type;
}

void expect_as_inferred(const std::vector<NodeCase>& cases) {
  for (const NodeCase& c : cases) expect_as_inferred(c);
}

const Dims kPicture{2, 6, 9, 10};
constexpr std::int64_t kOn = 1, kOff = 0;

TEST(OnnxOutputDims, OfElementWiseOperators) {
  std::vector<NodeCase> cases;
  for (const char* type :
       {"Acosh", "IsNaN", "Hardmax", "LpNormalization", "MeanVarianceNormalization", "Shrink"})
    cases.push_back({type, {kPicture}});
  for (const char* type : {"Add", "Max", "Mean", "Less"}) cases.push_back({type, {{6, 1, 10}, {2, 1, 9, 1}}});
  cases.push_back({"Max", {{6, 1, 10}, {2, 1, 9, 1}, {1}}});
  cases.push_back({"PRelu", {kPicture, {6, 1, 1}}});
  cases.push_back({"LayerNormalization", {{2, 7, 8}, {8}, {8}}, {}, {}, 3, 17});
  expect_as_inferred(cases);
}

TEST(OnnxOutputDims, OfReductions) {
  std::vector<NodeCase> cases;
  for (const char* type : {"ReduceL1", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceProd"}) {
    cases.push_back({type, {kPicture}, {}, {{"axes", Dims{1, -1}}}});
    cases.push_back({type, {kPicture}, {}, {{"axes", Dims{2}}, {"keepdims", kOff}}});
    cases.push_back({type, {kPicture}, {}, {{"keepdims", kOff}}});
  }
  cases.push_back({"ReduceSum", {kPicture}, {{0, 3}}});
  cases.push_back({"ReduceSum", {kPicture}, {{-2}}, {{"keepdims", kOff}}});
  cases.push_back({"ReduceSum", {kPicture}, {}, {{"noop_with_empty_axes", kOn}}});
  cases.push_back({"ArgMax", {kPicture}, {}, {{"axis", std::int64_t{-1}}}});
  cases.push_back({"ArgMin", {kPicture}, {}, {{"axis", std::int64_t{1}}, {"keepdims", kOff}}});
  expect_as_inferred(cases);
}

TEST(OnnxOutputDims, OfWindows) {
  const Attributes wide{{"strides", Dims{2, 3}}, {"pads", Dims{1, 0, 2, 1}}};
  std::vector<NodeCase> cases{
      {"Conv", {kPicture, {4, 3, 3, 2}}, {}, {{"group", std::int64_t{2}}}},
      {"Conv", {kPicture, {4, 6, 3, 2}}, {}, wide},
      {"Conv", {kPicture, {4, 6, 3, 3}}, {}, {{"dilations", Dims{2, 3}}}},
      {"Conv", {{1, 2, 7, 8, 9}, {4, 2, 3, 3, 3}}},
      {"ConvTranspose", {kPicture, {6, 5, 3, 2}}, {}, wide},
      {"ConvTranspose", {kPicture, {6, 5, 3, 2}}, {}, {{"output_shape", Dims{20, 31}}}},
      {"GlobalLpPool", {kPicture}},
      {"GlobalMaxPool", {{2, 3, 4, 5, 6}}}};
  for (const char* mode : {"SAME_UPPER", "SAME_LOWER", "VALID"})
    cases.push_back({"Conv", {kPicture, {4, 6, 3, 4}}, {}, {{"auto_pad", mode}, {"strides", Dims{2, 3}}}});
  const Attributes pool{{"kernel_shape", Dims{3, 4}}, {"strides", Dims{2, 3}}, {"pads", Dims{1, 0, 1, 1}}};
  for (const char* type : {"MaxPool", "AveragePool", "LpPool"}) cases.push_back({type, {kPicture}, {}, pool});
  cases.push_back({"MaxPool", {kPicture}, {}, pool, 2});
  Attributes up = pool;
  up["ceil_mode"] = kOn;
  cases.push_back({"MaxPool", {kPicture}, {}, up});
  cases.push_back(
      {"MaxUnpool", {kPicture, kPicture}, {}, {{"kernel_shape", Dims{2, 3}}, {"strides", Dims{2, 2}}}});
  cases.push_back({"MaxRoiPool", {kPicture, {5, 5}}, {}, {{"pooled_shape", Dims{3, 4}}}});
  cases.push_back({"GridSample", {kPicture, {2, 7, 8, 2}}, {}, {}, 1, 16});
  expect_as_inferred(cases);
}

TEST(OnnxOutputDims, OfProducts) {
  std::vector<NodeCase> cases{{"MatMul", {{3, 1, 4, 5}, {2, 5, 6}}},
                              {"MatMul", {{5}, {2, 5, 6}}},
                              {"MatMul", {{2, 4, 5}, {5}}},
                              {"MatMul", {{5}, {5}}},
                              {"Gemm", {{4, 5}, {6, 5}}, {}, {{"transB", kOn}}},
                              {"Gemm", {{5, 4}, {5, 6}}, {}, {{"transA", kOn}}},
                              {"Det", {{3, 4, 4}}}};
  for (const auto& [type, gates] :
       {std::pair<const char*, std::int64_t>{"RNN", 1}, {"GRU", 3}, {"LSTM", 4}}) {
    const std::int64_t hidden = 5;
    cases.push_back({type,
                     {{7, 1, 6}, {2, gates * hidden, 6}, {2, gates * hidden, hidden}},
                     {},
                     {{"hidden_size", hidden}, {"direction", "bidirectional"}},
                     gates == 4 ? 3U : 2U});
  }
  expect_as_inferred(cases);
}

// Which ONNX does not infer here: indices of sizes 2, 3, 4, 5 by name b, i, j, k.
TEST(OnnxOutputDims, OfContractions) {
  Graph graph = graph_of({{"bij", {2, 3, 4}}, {"bjk", {2, 4, 5}}, {"ij", {3, 4}}, {"jk", {4, 5}}});
  const auto contracted = [&](const std::string& a, const std::string& b, const std::string& equation) {
    return output_dims(graph, node_of("Einsum", {a, b}, {{"equation", text_attribute(equation)}}));
  };
  using Result = std::vector<Dims>;
  EXPECT_EQ(contracted("bij", "bjk", "bij,bjk->bik"), (Result{{2, 3, 5}}));
  EXPECT_EQ(contracted("bij", "bjk", "...ij,...jk->...ik"), (Result{{2, 3, 5}}));
  EXPECT_EQ(contracted("ij", "jk", "ij , jk -> ki"), (Result{{5, 3}}));
  EXPECT_EQ(contracted("ij", "jk", "ij,jk"), (Result{{3, 5}}));
  EXPECT_EQ(contracted("ij", "jk", "ij,jk->"), (Result{{}}));
  EXPECT_TRUE(contracted("ij", "jk", "ij,jk->z").empty());
}

TEST(OnnxOutputDims, OfMoves) {
  expect_as_inferred({{"Reshape", {kPicture}, {{0, -1, 10}}},
                      {"Flatten", {kPicture}, {}, {{"axis", std::int64_t{2}}}},
                      {"Squeeze", {{1, 3, 1, 4}}, {{0, -2}}},
                      {"Unsqueeze", {{3, 4}}, {{0, -1}}},
                      {"Transpose", {kPicture}, {}, {{"perm", Dims{3, 0, 2, 1}}}},
                      {"DepthToSpace", {{2, 8, 9, 10}}, {}, {{"blocksize", std::int64_t{2}}}},
                      {"SpaceToDepth", {{2, 8, 6, 10}}, {}, {{"blocksize", std::int64_t{2}}}},
                      {"Concat", {{2, 3}, {2, 4}, {2, 5}}, {}, {{"axis", std::int64_t{-1}}}},
                      {"Split", {{2, 9}}, {{4, 5}}, {{"axis", std::int64_t{1}}}, 2},
                      {"Slice", {kPicture}, {{1, -3}, {100, 0}, {1, 3}, {2, -2}}},
                      {"Gather", {kPicture}, {{3, 1}}, {{"axis", std::int64_t{1}}}},
                      {"Pad", {{2, 3}}, {{1, 0, 2, 4}}},
                      {"Expand", {{3, 1}}, {{2, 1, 6}}},
                      {"Tile", {{2, 3}}, {{2, 4}}},
                      {"TopK", {kPicture}, {{4}}, {{"axis", std::int64_t{1}}}, 2}});
}

TEST(OnnxOutputDims, OfResizes) {
  ModelBuilder model;
  const std::string x = model.input("x", {2, 6, 9, 10});
  const std::vector<std::string> by{model.node("Resize", {x, "", model.tensor({{4}, {}, {1, 1, 2, 0.5F}})}),
                                    model.node("Resize", {x, "", "", model.integers({2, 6, 30, 4})})};
  for (const std::string& name : by) model.output(name);
  const std::string bytes = model.bytes();
  const Model read = parse_model(bytes.data(), bytes.size(), "model.onnx");
  Graph graph("model.onnx", read, read.nodes);
  const std::vector<Dims> inferred = model.checked_output_dims();
  for (std::size_t i = 0; i < by.size(); ++i)
    EXPECT_EQ(output_dims(graph, read.nodes[i]), (std::vector<Dims>{inferred[i]}));
}

TEST(OnnxOutputDims, NothingIsSaidOfValuesThatAreNotKnown) {
  Graph graph = graph_of({{"x", {2, 3}}, {"k", {1}}});
  for (const char* type : {"NonZero", "Unique", "my.domain.Any"})
    EXPECT_TRUE(output_dims(graph, node_of(type, {"x"})).empty()) << type;
  EXPECT_TRUE(output_dims(graph, node_of("TopK", {"x", "k"})).empty());
  EXPECT_TRUE(output_dims(graph, node_of("Relu", {"unknown"})).empty());
  EXPECT_TRUE(output_dims(graph, node_of("Relu", {})).empty());
}

TEST(OnnxOutputDims, NodesThatDoNotFitAreNoFault) {
  Graph graph = graph_of({{"x", {2, 3}}, {"picture", {1, 2, 8, 8}}, {"weights", {4, 2, 9, 9}}});
  EXPECT_TRUE(output_dims(graph, node_of("Conv", {"x", "weights"})).empty());
  EXPECT_TRUE(
      output_dims(graph, node_of("Conv", {"picture", "weights"})).empty());  // a kernel that is larger
  EXPECT_TRUE(output_dims(graph, node_of("ReduceMax", {"x"}, {{"axes", integers_attribute({7})}})).empty());
  EXPECT_TRUE(
      output_dims(graph, node_of("MaxPool", {"picture"}, {{"kernel_shape", integers_attribute({0, 1})}}))
          .empty());
  EXPECT_TRUE(output_dims(graph, node_of("Einsum", {"x"}, {{"equation", text_attribute("abc->a")}})).empty());
}

}  // namespace
}  // namespace apollo::workloads::importer
