#include "import_errors.h"

namespace apollo::workloads::importer::reductions {
namespace {

const std::vector<Dim> kRows{1, 20, 12};

std::string types_of(const std::string& type, const Attributes& attributes = {}) {
  OneNode one(kRows);
  return types(one.run(type, {}, attributes));
}

TEST(OnnxReductionOfFunctions, IsTheFunctionAndASum) {
  const Attributes last{{"axes", Dims{2}}};
  const std::string sum = "rearrange global_average_pool";  // the last dimension lies along the channels
  EXPECT_EQ(types_of("ReduceL1", last), "activation " + sum);
  EXPECT_EQ(types_of("ReduceL2", last), "multiply " + sum + " activation");
  EXPECT_EQ(types_of("ReduceSumSquare", last), "multiply " + sum);
  EXPECT_EQ(types_of("ReduceLogSum", last), sum + " activation");
  EXPECT_EQ(types_of("ReduceLogSumExp", last), "activation " + sum + " activation");
}

TEST(OnnxReductionOfFunctions, HasTheNodesAxesAndKeepdims) {
  for (const char* type : {"ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum", "ReduceLogSumExp"}) {
    OneNode one(kRows);
    const Network network = one.run(type, {}, {{"axes", Dims{1}}, {"keepdims", std::int64_t{0}}});
    EXPECT_EQ(output_shape(network).elements(), 12) << type;
    OneNode later(kRows, 18);
    EXPECT_EQ(output_shape(later.run(type, {later.model.integers({-1})})).elements(), 20) << type;
  }
}

TEST(OnnxArg, IsTheLargestElement) {
  for (const char* type : {"ArgMax", "ArgMin"}) {
    OneNode one(kRows);
    const Network network = one.run(type, {}, {{"axis", std::int64_t{1}}});
    EXPECT_EQ(types(network), "max_pool") << type;
    EXPECT_EQ(output_shape(network), (Shape{1, 1, 12})) << type;
    EXPECT_EQ(one.notes.size(), 1U) << type;
  }
}

TEST(OnnxHardmax, ComparesWithTheLargest) {
  OneNode one({1, 12, 4, 4});
  const Network network = one.run("Hardmax", {}, {{"axis", std::int64_t{2}}});
  EXPECT_EQ(types(network), "max_pool resize subtract");  // the row of 4 largest is repeated
  EXPECT_EQ(output_shape(network), (Shape{4, 4, 12}));
}

TEST(OnnxHardmax, BeforeOpset13IsOverAllDimensionsFromItsAxisOn) {
  OneNode one({1, 12, 4, 4}, 11);
  const Network network = one.run("Hardmax", {}, {{"axis", std::int64_t{2}}});
  EXPECT_EQ(types(network), "max_pool subtract");  // one largest for each channel
}

TEST(OnnxLpNormalization, DividesByANorm) {
  OneNode one({1, 12, 4, 4});
  const Network network = one.run("LpNormalization", {}, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(the(network, LayerType::divide).type, LayerType::divide);
  EXPECT_EQ(output_shape(network), (Shape{4, 4, 12}));
}

// The values, or the places, of the k largest.
Network largest(const std::vector<Dim>& dims, std::int64_t k, const Attributes& attributes,
                bool places = false) {
  ModelBuilder model;
  const auto outputs = model.nodes("TopK", {model.input("x", dims), model.integers({k})}, attributes, 2);
  model.output(outputs[places ? 1 : 0]);
  return imported(model).network;
}

TEST(OnnxTopK, ReadsAlmostAllAndWritesK) {
  const Network network = largest({1, 100}, 7, {});
  // 100 / 7 = 14 sets of 7.
  EXPECT_EQ(types(network), "slice rearrange max_pool");  // from along the channels to windows
  const Layer pool = the(network, LayerType::max_pool);
  EXPECT_EQ(pool.kernel[0] * pool.kernel[1], 14);
  EXPECT_EQ(output_shape(network).elements(), 7);
}

TEST(OnnxTopK, OfMostElementsMovesThem) {
  const Network network = largest({1, 100, 8}, 60, {{"axis", std::int64_t{1}}});
  EXPECT_EQ(types(network), "resize");
  EXPECT_EQ(output_shape(network), (Shape{1, 60, 8}));
}

TEST(OnnxTopK, PlacesAreAnOutputToo) {
  const Network network = largest({1, 100, 8}, 10, {{"axis", std::int64_t{1}}}, true);
  EXPECT_EQ(output_shape(network).elements(), 10 * 8);
}

TEST(OnnxTopK, OfMoreThanThereAreIsMalformed) {
  for (const std::int64_t k : {0, 101}) {
    OneNode one({1, 100});
    one.model.output(one.model.node("TopK", {one.x, one.model.integers({k})}));
    testing::expect_contains(import_error(one.model), "k must be one number from 1 to 100");
  }
}

}  // namespace
}  // namespace apollo::workloads::importer::reductions
