#include "workloads/onnx/input_shapes.h"

#include "import_errors.h"

namespace apollo::workloads::importer {
namespace {

TEST(OnnxInputShapes, TheFirstDynamicDimensionIsTheBatch) {
  EXPECT_EQ(input_shape(imported(small_model({"N", 8, 9, 10})).network), (Shape{9, 10, 8}));
}

TEST(OnnxInputShapes, OtherDynamicDimensionsMustBeGiven) {
  const ModelBuilder model = small_model({"N", 8, "height", "width"});
  const std::string message = import_error(model);
  testing::expect_contains(message, "input \"x\" is 1x8xheightxwidth");
  testing::expect_contains(message, "--input-shape x=");
  ImportOptions options;
  options.input_shapes["x"] = {1, 8, 9, 10};
  EXPECT_EQ(input_shape(parse_onnx(model.bytes(), "m", options).network), (Shape{9, 10, 8}));
}

TEST(OnnxInputShapes, AFirstDimensionThatIsTimeIsNoBatch) {
  for (const char* name : {"frames", "T", "time_steps", "sequence_length", "num_tokens"}) {
    ModelBuilder model;
    model.output(model.node("Relu", {model.input("x", {name, 10})}));
    testing::expect_contains(import_error(model), "must be given by --input-shape x=SIZEx10");
  }
  for (const char* name : {"N", "batch", "batch_x_time"}) {
    ModelBuilder model;
    model.output(model.node("Relu", {model.input("x", {name, 10})}));
    EXPECT_EQ(input_shape(imported(model).network), (Shape{1, 1, 10})) << name;
  }
}

TEST(OnnxInputShapes, AllInputsThatMustBeGivenAreNamedAtOnce) {
  ModelBuilder model;
  const std::string a = model.input("a", {1, "n", 8}), b = model.input("b", {1, 4, 8}),
                    c = model.input("c", {1, "m", 8});
  model.output(model.node("Add", {model.node("Add", {a, b}), c}));
  testing::expect_contains(import_error(model),
                           "must be given by --input-shape a=1xSIZEx8 --input-shape c=1xSIZEx8");
}

TEST(OnnxInputShapes, AZeroIsASizeThatTheFileDoesNotKnow) {
  ModelBuilder model;
  model.output(model.node("Relu", {model.input("x", {2, 0, 4})}));
  testing::expect_contains(import_error(model),
                           "input \"x\" is 2x0x4, of which not all is fixed (a 0 may be any "
                           "size); must be given by --input-shape x=2xSIZEx4");
  EXPECT_EQ(import_error(small_model({"N", 8, "height", "width"})).find("a 0"), std::string::npos);
}

TEST(OnnxInputShapes, MayChangeFixedDimensions) {
  ImportOptions options;
  options.input_shapes["x"] = {1, 8, 20, 30};
  EXPECT_EQ(input_shape(parse_onnx(small_model().bytes(), "m", options).network), (Shape{20, 30, 8}));
}

TEST(OnnxInputShapes, MustNameAnInputAndHaveItsRank) {
  ImportOptions unknown, rank, zero;
  unknown.input_shapes["y"] = {1, 8, 9, 10};
  testing::expect_contains(import_error(small_model(), unknown), "names \"y\"");
  testing::expect_contains(import_error(small_model(), unknown), "must be an input of model.onnx: x");
  rank.input_shapes["x"] = {1, 8, 9};
  testing::expect_contains(import_error(small_model(), rank), "3 dimensions");
  zero.input_shapes["x"] = {1, 8, 0, 10};
  testing::expect_contains(import_error(small_model(), zero), "a dimension of 0; must be from 1 to");
}

TEST(OnnxInputShapes, ABatchIsNotedWhereItIsTakenForPositions) {
  ModelBuilder model;
  model.output(model.node("MatMul", {model.input("x", {4, 16}), model.weights({16, 8})}));
  const Imported result = imported(model);
  ASSERT_EQ(result.notes.size(), 1U);
  EXPECT_NE(result.notes[0].find("4x16 is one inference"), std::string::npos);
}

// The dimensions that an input x gets, and the notes.
struct Fixed {
  Fixed(const Dims& dims, const std::vector<std::string>& dynamic, const ImportOptions& options = {}) {
    Model model;
    model.inputs.push_back({"x", dims, dynamic});
    fix_inputs(&model, "model.onnx", options, &notes);
    result = model.inputs[0].dims;
  }
  Dims result;
  std::vector<std::string> notes;
};

TEST(OnnxInputShapes, FixedDimensionsStay) {
  const Fixed fixed({1, 8, 9}, {"", "", ""});
  EXPECT_EQ(fixed.result, (Dims{1, 8, 9}));
  EXPECT_TRUE(fixed.notes.empty());
  EXPECT_TRUE(Fixed({}, {}).result.empty());  // a scalar
}

TEST(OnnxInputShapes, ADynamicBatchIsNoted) {
  const Fixed fixed({0, 8}, {"batch", ""});
  EXPECT_EQ(fixed.result, (Dims{1, 8}));
  EXPECT_EQ(fixed.notes,
            std::vector<std::string>{"input x: its dynamic first dimension, batch, is taken as 1"});
}

TEST(OnnxInputShapes, GivenDimensionsNeedNoNote) {
  ImportOptions options;
  options.input_shapes["x"] = {4, 8};
  const Fixed fixed({0, 8}, {"batch", ""}, options);
  EXPECT_EQ(fixed.result, (Dims{4, 8}));
  EXPECT_TRUE(fixed.notes.empty());
}

}  // namespace
}  // namespace apollo::workloads::importer
