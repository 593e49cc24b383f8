#include "workloads/onnx/refusals.h"

#include <onnx/onnx_pb.h>

#include <functional>

#include "import_errors.h"

namespace apollo::workloads::importer::refusals {
namespace {

TEST(OnnxRefusals, SayWhatTheChipDoesNotHave) {
  EXPECT_EQ(refused_subject("StringConcat"), "strings, which the chip does not have");
  EXPECT_EQ(refused_subject("SequenceInsert"), "sequences or optional values, which the chip does not have");
  EXPECT_EQ(refused_subject("ai.onnx.ml.TreeEnsemble"),
            "classical machine learning, which the chip does not have");
  EXPECT_EQ(refused_subject("Det"), "");
}

TEST(OnnxRefusals, InputsAreTensorsOfNumbers) {
  using Types = ::onnx::TypeProto;
  const auto message = [](const std::function<void(Types*)>& change) {
    ModelBuilder model = small_model();
    Types* type = model.graph().mutable_input(0)->mutable_type();
    change(type);
    return import_error(model);
  };
  testing::expect_contains(message([](Types* type) { type->mutable_sequence_type(); }),
                           "input x is a sequence, an optional value or a map; must be a tensor");
  testing::expect_contains(message([](Types* type) { type->mutable_optional_type(); }),
                           "is a sequence, an optional value or a map");
  testing::expect_contains(message([](Types* type) { type->mutable_map_type(); }),
                           "is a sequence, an optional value or a map");
  testing::expect_contains(
      message([](Types* type) { type->mutable_tensor_type()->set_elem_type(::onnx::TensorProto::STRING); }),
      "is a tensor of strings");
}

TEST(OnnxRefusals, CastsToStrings) {
  OneNode one({1, 8});
  one.model.output(one.model.node("Cast", {one.x}, {{"to", std::int64_t{8}}}));
  testing::expect_contains(import_error(one.model), "Cast with strings, which the chip does not have");
}

}  // namespace
}  // namespace apollo::workloads::importer::refusals
