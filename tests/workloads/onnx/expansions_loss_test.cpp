#include <onnx/onnx_pb.h>

#include "import_errors.h"

namespace apollo::workloads::importer::losses {
namespace {

// Values of 5 classes, labels, and the weights of the classes if they are asked for.
ModelBuilder loss(const std::string& type, const std::vector<Dim>& dims, const std::string& reduction,
                  bool weighted) {
  ModelBuilder model;
  std::vector<Dim> of_labels = dims;
  of_labels.erase(of_labels.begin() + 1);
  std::vector<std::string> inputs{model.input("x", dims), model.input("labels", of_labels)};
  model.graph().mutable_input(1)->mutable_type()->mutable_tensor_type()->set_elem_type(7);  // INT64
  if (weighted) inputs.push_back(model.weights({5}));
  model.output(model.node(type, inputs, {{"reduction", reduction}}));
  return model;
}

TEST(OnnxLoss, IsOfEachLabelOrOne) {
  for (const char* type : {"NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"}) {
    for (const bool weighted : {false, true}) {
      for (const auto& [dims, labels] :
           {std::pair(std::vector<Dim>{3, 5}, 3), std::pair(std::vector<Dim>{3, 5, 2}, 3 * 2),
            std::pair(std::vector<Dim>{3, 5, 2, 4}, 3 * 2 * 4)}) {
        const auto elements = [&](const std::string& reduction) {
          return output_shape(imported(loss(type, dims, reduction, weighted)).network).elements();
        };
        EXPECT_EQ(elements("none"), labels) << type;
        EXPECT_EQ(elements("mean"), 1) << type;
        EXPECT_EQ(elements("sum"), 1) << type;
      }
    }
  }
}

TEST(OnnxLoss, OfASoftmaxHasOne) {
  the(imported(loss("SoftmaxCrossEntropyLoss", {3, 5}, "mean", false)).network, LayerType::softmax);
}

TEST(OnnxLoss, OfLabelsThatDoNotFitIsMalformed) {
  ModelBuilder model;
  model.output(model.node("SoftmaxCrossEntropyLoss", {model.input("x", {3, 5, 2}), model.input("l", {3})}));
  testing::expect_contains(import_error(model), "labels of 3 do not fit values of 3x5x2");
}

}  // namespace
}  // namespace apollo::workloads::importer::losses
