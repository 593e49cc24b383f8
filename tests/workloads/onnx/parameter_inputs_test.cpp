#include "workloads/onnx/parameter_inputs.h"

#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

ModelInput input_named(const std::string& name, Dims dims) {
  return {name, dims, std::vector<std::string>(dims.size()), kFloat};
}

Constant real(Dims dims) {
  Constant constant = floats(dims, std::vector<double>(static_cast<std::size_t>(product(dims)), 1));
  constant.type = kFloat;
  return constant;
}

// Inputs x, w, b and both: a weight and an activation.
Model convolutions() {
  Model model;
  model.inputs = {input_named("x", {1, 2, 0, 0}), input_named("w", {2, 2, 1, 1}), input_named("b", {2}),
                  input_named("both", {2, 2, 1, 1})};
  model.nodes = {node_of("Conv", {"x", "w", "b"}), node_of("Conv", {"both", "both"}, {}, {"z"})};
  return model;
}

TEST(OnnxParameterInputs, BecomeConstantsIfTheyAreNothingElse) {
  Model model = convolutions();
  take_parameters(&model, "model.onnx",
                  {{"x", real({1, 2, 3, 4})}, {"w", real({2, 2, 1, 1})}, {"both", real({2, 2, 1, 1})}});
  ASSERT_EQ(model.inputs.size(), 3U);  // b is not given
  EXPECT_EQ(model.inputs[0].name, "x");
  EXPECT_EQ(model.inputs[0].dims, (Dims{1, 2, 3, 4}));
  EXPECT_EQ(model.inputs[1].name, "b");
  EXPECT_EQ(model.inputs[2].name, "both");
  EXPECT_EQ(model.initializers.size(), 1U);
  EXPECT_EQ(model.initializers.at("w").dims, (Dims{2, 2, 1, 1}));
}

TEST(OnnxParameterInputs, MustHaveTheModelsDimensionsAndType) {
  const auto error = [](const Constant& given) {
    Model model = convolutions();
    return testing::error_of([&] { take_parameters(&model, "model.onnx", {{"x", given}}); });
  };
  testing::expect_contains(error(real({1, 3, 3, 4})), "model.onnx: input x is given as 1x3x3x4");
  testing::expect_contains(error(real({1, 2})), "must be 1x2x0x0 of type 1");
  testing::expect_contains(error(whole({1, 2, 3, 4}, {})), "of ONNX's type 0");
}

}  // namespace
}  // namespace apollo::workloads::importer
