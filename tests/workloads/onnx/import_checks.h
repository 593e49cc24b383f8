#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "model_builder.h"
#include "workloads/network.h"

namespace apollo::workloads::importer {

inline const std::vector<Dim> kImage{1, 8, 4, 5};  // batch, channels, height, width

// The layers' types, in order, separated by spaces.
inline std::string types(const Network& network) {
  std::string text;
  for (const Layer& layer : network.layers)
    text += (text.empty() ? "" : " ") + std::string(to_string(layer.type));
  return text;
}

// The only layer of a type; a failure, and an empty layer, if there are more or none.
inline Layer the(const Network& network, LayerType type) {
  std::vector<Layer> found;
  for (const Layer& layer : network.layers)
    if (layer.type == type) found.push_back(layer);
  EXPECT_EQ(found.size(), 1U) << to_string(type) << " in: " << types(network);
  return found.empty() ? Layer() : found[0];
}

inline Shape output_shape(const Network& network, std::size_t index = 0) {
  return network.tensors[static_cast<std::size_t>(network.outputs.at(index))].shape;
}

inline Shape input_shape(const Network& network, std::size_t index = 0) {
  return network.tensors[static_cast<std::size_t>(network.inputs.at(index))].shape;
}

inline std::ostream& operator<<(std::ostream& out, const Shape& s) {
  return out << s.height << " x " << s.width << " x " << s.channels;
}

// A model of one input x and one node on it (and on constants), whose first output is the model's.
struct OneNode {
  explicit OneNode(const std::vector<Dim>& dims, int opset = 13) : model(opset) {
    x = model.input("x", dims);
  }
  Network run(const std::string& type, const std::vector<std::string>& constants = {},
              const Attributes& attributes = {}) {
    std::vector<std::string> inputs{x};
    inputs.insert(inputs.end(), constants.begin(), constants.end());
    model.output(model.node(type, inputs, attributes));
    const Imported result = imported(model);
    notes = result.notes;
    return result.network;
  }
  ModelBuilder model;
  std::string x;
  std::vector<std::string> notes;
};

using Pair = std::array<int, 2>;
using Sides = std::array<int, 4>;  // top, left, bottom, right

}  // namespace apollo::workloads::importer
