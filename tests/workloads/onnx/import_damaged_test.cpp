// Damaged models end in one printable line, or in a network, but never in a crash.
#include <onnx/onnx_pb.h>

#include <random>

#include "import_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {
namespace {

// A model with something of everything that a file may have.
ModelBuilder varied() {
  ModelBuilder model;
  const std::string x = model.input("x", {"N", 8, 9, 10});
  std::string y = model.node("Conv", {x, model.weights({8, 8, 3, 3})}, {{"pads", Dims{1, 1, 1, 1}}});
  y = model.node("Concat", {y, x}, {{"axis", std::int64_t{1}}});
  y = model.node("Reshape", {y, model.integers({0, 4, 4, -1}, true)});
  y = model.node("Transpose", {y}, {{"perm", Dims{0, 2, 1, 3}}});
  y = model.node("Softmax", {model.node("Add", {y, model.scalar(0.5F)})}, {{"axis", std::int64_t{-1}}});
  const std::string halves =
      model.nodes("Split", {y, model.integers({2, 2})}, {{"axis", std::int64_t{2}}}, 2)[1];
  y = model.node("ReduceMean", {halves}, {{"axes", Dims{-1}}, {"keepdims", std::int64_t{0}}});
  y = model.node("Flatten", {model.node("Pad", {y, model.integers({0, 0, 0, 0, 0, 0})})});
  y = model.node("Gemm", {y, model.node("ConstantOfShape", {model.integers({10, 8})})},
                 {{"transB", std::int64_t{1}}});
  model.output(y);
  return model;
}

// Imports what may be damaged, and checks the message if there is one. Whether it was accepted.
bool survives(const std::string& bytes) {
  try {
    parse_onnx(bytes, "model.onnx");
    return true;
  } catch (const files::ConfigError& error) {
    const std::string message = error.what();
    for (const char c : message) EXPECT_TRUE(c >= ' ' && c <= '~') << message;
    EXPECT_LT(message.size(), 3000U);
    return false;
  }
}

TEST(OnnxDamagedFiles, TheModelIsSoundAtFirst) { EXPECT_TRUE(survives(varied().bytes())); }

TEST(OnnxDamagedFiles, CutAnywhere) {
  const std::string bytes = varied().bytes();
  int accepted = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    if (bytes.size() > 2000 && size > 600 && size + 600 < bytes.size() && size % 7 != 0) continue;
    accepted += survives(bytes.substr(0, size)) ? 1 : 0;
  }
  EXPECT_LT(accepted, 10);  // only where a last field is cut off as a whole
}

TEST(OnnxDamagedFiles, BytesChanged) {
  const std::string sound = varied().bytes();
  std::mt19937 random(1);
  for (int i = 0; i < 4000; ++i) {
    std::string bytes = sound;
    for (std::size_t changes = 1 + random() % 4; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    survives(bytes);
  }
}

TEST(OnnxDamagedFiles, NumbersChanged) {
  // Every integer of every attribute, constant and dimension in turn becomes an extreme one.
  const std::int64_t extremes[] = {0, -1, 1, 3, 1 << 20, std::int64_t{1} << 31, INT64_MAX, INT64_MIN};
  int count = 0;
  for (int target = 0;; ++target) {
    bool reached = false;
    for (const std::int64_t extreme : extremes) {
      ModelBuilder model = varied();
      int index = 0;
      const auto visit = [&](auto* list) {
        for (int i = 0; i < list->size(); ++i)
          if (index++ == target) list->Set(i, extreme), reached = true;
      };
      for (auto& tensor : *model.graph().mutable_initializer()) {
        visit(tensor.mutable_dims());
        visit(tensor.mutable_int64_data());
      }
      for (auto& node : *model.graph().mutable_node()) {
        for (auto& attribute : *node.mutable_attribute()) {
          visit(attribute.mutable_ints());
          if (attribute.has_i() && index++ == target) attribute.set_i(extreme), reached = true;
        }
      }
      for (auto& dim : *model.graph()
                            .mutable_input(0)
                            ->mutable_type()
                            ->mutable_tensor_type()
                            ->mutable_shape()
                            ->mutable_dim())
        if (index++ == target) dim.set_dim_value(extreme), reached = true;
      survives(model.bytes());
    }
    if (!reached) break;
    ++count;
  }
  EXPECT_GT(count, 30);
}

TEST(OnnxDamagedFiles, InputsSwappedAndTaken) {
  std::mt19937 random(2);
  for (int i = 0; i < 3000; ++i) {
    ModelBuilder model = varied();
    auto& graph = model.graph();
    auto* node = graph.mutable_node(static_cast<int>(random() % static_cast<unsigned>(graph.node_size())));
    const auto& other = graph.node(static_cast<int>(random() % static_cast<unsigned>(graph.node_size())));
    switch (random() % 5) {
      case 0:
        if (node->input_size() > 0) node->mutable_input()->RemoveLast();
        break;
      case 1:
        node->set_op_type(other.op_type());
        break;
      case 2:
        if (node->input_size() > 0 && other.input_size() > 0)
          node->set_input(0, other.input(other.input_size() - 1));
        break;
      case 3:
        node->clear_attribute();
        break;
      default:
        if (other.output_size() > 0) node->add_input(other.output(0));
    }
    survives(model.bytes());
  }
}

}  // namespace
}  // namespace apollo::workloads::importer
