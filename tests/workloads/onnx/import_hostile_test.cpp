// Nodes that no exporter writes: an import ends with a network or with a message, never otherwise.
#include <gtest/gtest.h>
#include <onnx/defs/schema.h>

#include <limits>
#include <random>

#include "import_errors.h"
#include "workloads/network_json.h"
#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer::hostile {
namespace {

using Proto = ::onnx::AttributeProto;

// Those of the operators that the import knows, of the newest operator set.
std::vector<::onnx::OpSchema> schemas() {
  std::vector<::onnx::OpSchema> known;
  for (const ::onnx::OpSchema& schema : ::onnx::OpSchemaRegistry::get_all_schemas())
    if (schema.domain().empty() &&
        (find_operator(schema.Name()) || find_expansion(schema.Name()) || folds(schema.Name())))
      known.push_back(schema);
  std::sort(known.begin(), known.end(), [](const auto& a, const auto& b) { return a.Name() < b.Name(); });
  return known;
}

// A model of a few nodes whose operands, attributes and number of inputs are drawn: some fit, most do not.
class Drawn {
 public:
  Drawn(const std::vector<::onnx::OpSchema>& known, std::uint64_t seed) : engine_(seed) {
    for (const char* name : {"x", "y"}) {
      std::vector<Dim> dims;
      for (const std::int64_t dim : few({1, 1, 2, 3, 4, 6, 8}, 5)) dims.emplace_back(dim);
      tensors_.push_back(model_.input(name, dims));
    }
    for (std::size_t i = 0; i < 1 + below(4); ++i) add(known[below(known.size())]);
    model_.output(tensors_.back());
  }

  std::string bytes() const { return model_.bytes(); }

 private:
  static constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max(),
                                kLeast = std::numeric_limits<std::int64_t>::min();

  std::size_t below(std::size_t count) { return engine_() % count; }
  std::int64_t one_of(const Dims& values) { return values[below(values.size())]; }
  Dims few(const Dims& values, std::size_t most) {
    Dims result(below(most + 1));
    for (std::int64_t& value : result) value = one_of(values);
    return result;
  }
  std::int64_t integer() {
    return one_of({0, 1, 1, 1, 2, 2, 3, 4, -1, -2, 1 << 20, std::int64_t{1} << 31, kMost, kLeast});
  }
  Dims integers() {
    Dims result(below(5));
    for (std::int64_t& value : result) value = integer();
    return result;
  }
  float number() {
    constexpr float kNumbers[] = {0,
                                  1,
                                  -1,
                                  0.5F,
                                  1e30F,
                                  std::numeric_limits<float>::quiet_NaN(),
                                  std::numeric_limits<float>::infinity()};
    return kNumbers[below(std::size(kNumbers))];
  }

  std::string operand() {
    switch (below(9)) {
      case 0:
        return "";
      case 1:
        return model_.integers(integers());
      case 2:
        return model_.scalar(number());
      case 3:
        return model_.weights(few({0, 1, 2, 3, 4, 8}, 5));
      case 4:
        return model_.weights({4, 4, 3, 3});
      default:
        return tensors_[below(tensors_.size())];
    }
  }

  std::optional<AttributeValue> attribute(Proto::AttributeType type) {
    static const std::string kTexts[] = {"SAME_UPPER", "SAME_LOWER",    "VALID",   "reflect", "linear",
                                         "CRD",        "bidirectional", "reverse", "tanh",    "nonsense"};
    switch (type) {
      case Proto::INT:
        return integer();
      case Proto::INTS:
        return integers();
      case Proto::FLOAT:
        return number();
      case Proto::FLOATS:
        return std::vector<float>(below(5), number());
      case Proto::STRING:
        return kTexts[below(std::size(kTexts))];
      case Proto::TENSOR: {
        const Dims values = integers();
        return TensorValue{{static_cast<std::int64_t>(values.size())}, values, {}};
      }
      default:
        return std::nullopt;
    }
  }

  void add(const ::onnx::OpSchema& schema) {
    std::vector<std::string> inputs(static_cast<std::size_t>(schema.min_input()) + below(4));
    for (std::string& input : inputs) input = operand();
    Attributes attributes;
    for (const auto& [name, of_schema] : schema.attributes()) {
      const auto value = attribute(of_schema.type);
      if (value && below(2) == 0) attributes[name] = *value;
    }
    for (const std::string& output : model_.nodes(schema.Name(), inputs, attributes, 1 + below(3)))
      tensors_.push_back(output);
  }

  std::mt19937_64 engine_;
  ModelBuilder model_{18};
  std::vector<std::string> tensors_;
};

TEST(HostileModels, EndWithANetworkOrAMessage) {
  constexpr std::uint64_t kModels = 4000;
  const auto known = schemas();
  int networks = 0;
  for (std::uint64_t seed = 0; seed < kModels; ++seed) {
    SCOPED_TRACE(seed);
    const std::string bytes = Drawn(known, seed).bytes();
    for (const bool skips : {false, true}) {
      ImportOptions options;
      options.skip_unsupported = skips;
      try {
        const Network network = parse_onnx(bytes, "model.onnx", options).network;
        parse_network(to_json_text(network), "network.json");
        ++networks;
      } catch (const files::ConfigError& error) {
        EXPECT_EQ(std::string(error.what()).rfind("model.onnx: ", 0), 0U) << error.what();
      }
    }
  }
  EXPECT_GT(networks, 100) << "not only messages";
}

}  // namespace
}  // namespace apollo::workloads::importer::hostile
