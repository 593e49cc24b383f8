#include "apollo/cli/network_graph.h"

#include <vector>

#include "apollo/cli/network_table.h"

namespace apollo::cli {
namespace {

using namespace ::apollo::workloads;

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

class Graph {
 public:
  explicit Graph(const Network& network) : network_(network), producers_(network.tensors.size()) {}

  std::string text() {
    text_ = "digraph " + quoted(network_.name) + " {\n  node [shape=box];\n";
    for (const int tensor : network_.inputs) source("input", tensor, "ellipse");
    for (const int tensor : network_.constants) source("constant", tensor, "note");
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      const std::string id = "layer" + std::to_string(i);
      node(id, layer.name, {to_string(layer.type), shape_text(tensor(layer.outputs[0]).shape)}, "");
      for (const int output : layer.outputs) producer(output) = {id, layer.name};
    }
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      for (const int input : network_.layers[i].inputs) edge(input, "layer" + std::to_string(i));
    }
    for (const int output : network_.outputs) {
      const std::string id = "output" + std::to_string(output);
      node(id, tensor(output).name, {shape_text(tensor(output).shape)}, ", shape=doubleoctagon");
      edge(output, id);
    }
    return text_ + "}\n";
  }

 private:
  struct Node {
    std::string id, name;
  };

  const Tensor& tensor(int index) const { return network_.tensors[static_cast<std::size_t>(index)]; }
  Node& producer(int tensor) { return producers_[static_cast<std::size_t>(tensor)]; }

  void node(const std::string& id, const std::string& name, const std::vector<std::string>& lines,
            const std::string& attributes) {
    std::string label = quoted(name);
    label.pop_back();
    for (const std::string& line : lines) label += "\\n" + line;
    text_ += "  " + id + " [label=" + label + "\"" + attributes + "];\n";
  }

  void source(const std::string& kind, int index, const std::string& shape) {
    const std::string id = kind + std::to_string(index);
    node(id, tensor(index).name, {shape_text(tensor(index).shape)}, ", shape=" + shape);
    producer(index) = {id, tensor(index).name};
  }

  void edge(int index, const std::string& to) {
    const Node& from = producer(index);
    const std::string& name = tensor(index).name;
    text_ +=
        "  " + from.id + " -> " + to + (name == from.name ? "" : " [label=" + quoted(name) + "]") + ";\n";
  }

  const Network& network_;
  std::vector<Node> producers_;  // of each tensor
  std::string text_;
};

}  // namespace

std::string graph_text(const Network& network) { return Graph(network).text(); }

}  // namespace apollo::cli
