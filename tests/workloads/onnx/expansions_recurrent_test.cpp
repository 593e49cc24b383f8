#include "import_errors.h"

namespace apollo::workloads::importer::recurrent {
namespace {

constexpr int kSteps = 9, kBatch = 3, kInputs = 6, kUnits = 4;

// A recurrent node and its outputs of a batch.
struct Batch {
  explicit Batch(const std::string& type, int gates, int directions = 1, bool batch_first = false) {
    const std::string x = batch_first ? model.input("x", {kBatch, kSteps, kInputs})
                                      : model.input("x", {kSteps, kBatch, kInputs});
    Attributes attributes{{"hidden_size", std::int64_t{kUnits}}};
    if (directions == 2) attributes["direction"] = std::string("bidirectional");
    if (batch_first) attributes["layout"] = std::int64_t{1};
    outputs = model.nodes(type,
                          {x, model.weights({directions, gates * kUnits, kInputs}),
                           model.weights({directions, gates * kUnits, kUnits})},
                          attributes, 2);
  }
  Network run(std::size_t output) {
    model.output(outputs[output]);
    return imported(model).network;
  }
  ModelBuilder model{14};
  std::vector<std::string> outputs;
};

TEST(OnnxRecurrentBatch, IsALayerForEachSequence) {
  for (const auto& [name, type, gates] :
       {std::tuple("LSTM", LayerType::lstm, 4), std::tuple("GRU", LayerType::gru, 3)}) {
    const Network network = Batch(name, gates).run(0);
    int layers = 0;
    for (const Layer& layer : network.layers) layers += layer.type == type;
    EXPECT_EQ(layers, kBatch);
    EXPECT_EQ(network.macs(),
              static_cast<std::uint64_t>(kBatch * kSteps * gates * kUnits * (kInputs + kUnits)));
    EXPECT_EQ(output_shape(network).elements(), kSteps * kBatch * kUnits);
    EXPECT_EQ(output_shape(Batch(name, gates, 2).run(1)).elements(), 2 * kBatch * kUnits);
    EXPECT_EQ(output_shape(Batch(name, gates, 1, true).run(0)).elements(), kSteps * kBatch * kUnits);
  }
}

TEST(OnnxRnn, IsUnrolled) {
  for (const int directions : {1, 2}) {
    for (const bool batch_first : {false, true}) {
      const Network network = Batch("RNN", 1, directions, batch_first).run(0);
      EXPECT_EQ(network.macs(),
                static_cast<std::uint64_t>(directions * kBatch * kSteps * kUnits * (kInputs + kUnits)));
      EXPECT_EQ(output_shape(network).elements(), directions * kBatch * kSteps * kUnits);
      EXPECT_EQ(output_shape(Batch("RNN", 1, directions, batch_first).run(1)).elements(),
                directions * kBatch * kUnits);
    }
  }
}

}  // namespace
}  // namespace apollo::workloads::importer::recurrent
