#include "flat_values.h"
#include "import_errors.h"

namespace apollo::workloads::importer::rotary_test {
namespace {

constexpr std::int64_t kPositions = 5, kHeads = 3, kDepth = 8;

struct RotaryCase {
  bool neighbours = false;  // pairs of neighbours: else one of each half
  bool by_heads = false;    // four dimensions: else three
  std::int64_t batch = 1, rotated = kDepth;
  Dims dims() const {
    return by_heads ? Dims{batch, kHeads, kPositions, kDepth} : Dims{batch, kPositions, kHeads * kDepth};
  }
};

// With a row of angles for every position.
ModelBuilder embedded(const RotaryCase& c) {
  ModelBuilder model(23);
  const Dims table = {c.batch, kPositions, c.rotated / 2};
  const std::string x = flat_input(&model, "x", c.dims()), cosines = flat_input(&model, "cos", table),
                    sines = flat_input(&model, "sin", table);
  Attributes attributes{{"num_heads", kHeads}, {"interleaved", std::int64_t{c.neighbours}}};
  flat_output(&model, model.node("RotaryEmbedding", {x, cosines, sines}, attributes));
  return model;
}

// The same by slices of every head.
ModelBuilder sliced(const RotaryCase& c) {
  ModelBuilder model(23);
  const std::int64_t half = c.rotated / 2;
  const Dims table = {c.batch, kPositions, half};
  const std::string x = flat_input(&model, "x", c.dims());
  const auto angles = [&](const std::string& name) {
    return model.node("Reshape",
                      {flat_input(&model, name, table), model.integers({c.batch, kPositions, 1, half})});
  };
  const std::string cosines = angles("cos"), sines = angles("sin");
  const std::string heads =
      c.by_heads ? model.node("Transpose", {x}, {{"perm", Dims{0, 2, 1, 3}}})
                 : model.node("Reshape", {x, model.integers({c.batch, kPositions, kHeads, kDepth})});
  const auto slice = [&](std::int64_t begin, std::int64_t end, std::int64_t step) {
    return model.node("Slice", {heads, model.integers({begin}), model.integers({end}), model.integers({3}),
                                model.integers({step})});
  };
  const std::string first = c.neighbours ? slice(0, c.rotated, 2) : slice(0, half, 1),
                    second = c.neighbours ? slice(1, c.rotated, 2) : slice(half, c.rotated, 1);
  const auto product = [&](const std::string& a, const std::string& b) { return model.node("Mul", {a, b}); };
  std::vector<std::string> parts = {model.node("Sub", {product(first, cosines), product(second, sines)}),
                                    model.node("Add", {product(first, sines), product(second, cosines)})};
  if (c.neighbours) {
    for (std::string& part : parts)
      part = model.node("Reshape", {part, model.integers({c.batch, kPositions, kHeads, half, 1})});
    const std::string pairs = model.node("Concat", parts, {{"axis", std::int64_t{4}}});
    parts = {model.node("Reshape", {pairs, model.integers({c.batch, kPositions, kHeads, c.rotated})})};
  }
  if (c.rotated < kDepth) parts.push_back(slice(c.rotated, kDepth, 1));
  std::string y = parts[0];
  if (parts.size() > 1) y = model.node("Concat", parts, {{"axis", std::int64_t{3}}});
  flat_output(&model, c.by_heads ? model.node("Transpose", {y}, {{"perm", Dims{0, 2, 1, 3}}})
                                 : model.node("Reshape", {y, model.integers(c.dims())}));
  return model;
}

TEST(OnnxRotary, IsWhatSlicesOfEveryHeadCompute) {
  for (const bool neighbours : {false, true})
    for (const bool by_heads : {false, true})
      for (const std::int64_t rotated : {kDepth, kDepth / 2})
        for (const std::int64_t batch : {1, 2}) {
          const RotaryCase c{neighbours, by_heads, batch, rotated};
          expect_twins(embedded(c), sliced(c));
        }
}

// Of keys and queries, with tables of more positions than there are.
Imported of_table(const std::string& type, const Dims& positions) {
  ModelBuilder model(23);
  const std::string table[] = {model.weights({100, kDepth / 2}), model.weights({100, kDepth / 2})};
  const std::string ids = model.input("ids", std::vector<Dim>(positions.begin(), positions.end()));
  for (const std::string name : {"q", "k"}) {
    const std::string x = model.node("Relu", {model.input(name, {1, kPositions, kHeads * kDepth})});
    std::vector<std::string> inputs{x, table[0], table[1], ids};
    if (type != "RotaryEmbedding") inputs = {x, ids, table[0], table[1]};
    model.output(model.node(type, inputs, {{"num_heads", kHeads}}));
  }
  return imported(model);
}

TEST(OnnxRotary, TheHostLooksAnglesUpOnceForAll) {
  for (const std::string type : {"RotaryEmbedding", "com.microsoft.RotaryEmbedding"}) {
    const Network network = of_table(type, {1, kPositions}).network;
    ASSERT_EQ(network.inputs.size(), 4U) << type;  // q, k, cosines, sines
    EXPECT_EQ(network.parameters(), 0U);
    EXPECT_EQ(input_shape(network, 2).elements(), kPositions * kDepth / 2);
  }
}

TEST(OnnxRotary, AnOffsetStandsForAllPositions) {
  const Network network = of_table("com.microsoft.RotaryEmbedding", {1}).network;
  ASSERT_EQ(network.inputs.size(), 4U);
  EXPECT_EQ(input_shape(network, 2).elements(), kPositions * kDepth / 2);
}

TEST(OnnxRotary, LongSequencesFit) {
  ModelBuilder model(23);
  const std::string x = model.input("x", {1, 4096, 32 * 128}), table = model.weights({1, 4096, 64});
  model.output(model.node("RotaryEmbedding", {x, table, table}, {{"num_heads", std::int64_t{32}}}));
  EXPECT_EQ(output_shape(imported(model).network).elements(), 4096 * 4096);
}

TEST(OnnxRotary, AnglesMustFitAHead) {
  ModelBuilder model(23);
  const std::string x = model.input("x", {1, kPositions, 12}), table = model.weights({1, kPositions, 4});
  model.output(model.node("RotaryEmbedding", {x, table, table}, {{"num_heads", std::int64_t{2}}}));
  testing::expect_contains(import_error(model), "turns 8 elements of a head of 6; must be at most as many");
}

}  // namespace
}  // namespace apollo::workloads::importer::rotary_test
