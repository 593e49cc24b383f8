#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/depth_first_search.hpp>
#include <set>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/layer_check.h"
#include "workloads/layer_kind.h"
#include "workloads/network.h"
#include "workloads/shapes.h"

namespace apollo::workloads {
namespace {

// Vertices are layers; an edge leads from a layer to one that it takes a tensor from.
using Dependencies = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;

class Validation {
 public:
  Validation(Network& network, const std::string& file)
      : network_(network), file_(file), producer_(network.tensors.size(), kNobody) {}

  void run() {
    check_names();
    check_inputs();
    find_producers();
    sort();
    for (Layer& layer : network_.layers) infer_shapes(network_, layer, file_);
  }

 private:
  static constexpr int kNobody = -2, kFromOutside = -1;

  // Records the order in which layers finish, each after all that it depends on, and throws on a cycle.
  struct Visitor : boost::default_dfs_visitor {
    Visitor(const Validation& owner, std::vector<std::size_t>& path, std::vector<std::size_t>& order)
        : owner(owner), path(path), order(order) {}
    void discover_vertex(std::size_t layer, const Dependencies&) { path.push_back(layer); }
    void finish_vertex(std::size_t layer, const Dependencies&) {
      path.pop_back();
      order.push_back(layer);
    }
    void back_edge(Dependencies::edge_descriptor edge, const Dependencies&) {
      owner.cycle_error(path, edge.m_target);
    }
    const Validation& owner;
    std::vector<std::size_t>&path, &order;
  };

  [[noreturn]] void fail(const std::string& message) const {
    throw files::ConfigError(files::printable(file_, 1000) + ": " + message);
  }

  std::string tensor_name(int tensor) const { return files::printable(network_.tensors[tensor].name, 100); }

  void check_known(int tensor, const std::string& who) const {
    if (tensor < 0 || static_cast<std::size_t>(tensor) >= network_.tensors.size()) {
      fail(who + " refers to tensor " + std::to_string(tensor) + "; must be from 0 to " +
           std::to_string(static_cast<int>(network_.tensors.size()) - 1));
    }
  }

  void check_names() const {
    std::set<std::string> tensors, layers;
    for (const Tensor& tensor : network_.tensors) {
      const std::string name = files::printable(tensor.name, 100);
      if (name.empty()) fail("a tensor's name is empty; must be a unique text");
      if (!tensors.insert(tensor.name).second) fail("two tensors are named " + name + "; must be unique");
      check_quantization(tensor.quantization, files::printable(file_, 1000) + ": tensor " + name);
    }
    for (const Layer& layer : network_.layers) {
      const std::string name = files::printable(layer.name, 100);
      if (name.empty()) fail("a layer's name is empty; must be a unique text");
      if (!layers.insert(layer.name).second) fail("two layers are named " + name + "; must be unique");
    }
    if (layers.size() > kMostLayers) {
      fail("the network has " + std::to_string(layers.size()) + " layers; must have at most " +
           std::to_string(kMostLayers));
    }
    if (layers.empty()) fail("the network has no layers; must have at least one");
  }

  void check_inputs() {
    if (network_.inputs.empty()) fail("the network has no inputs; must have at least one");
    check_stored(network_.inputs, "input");
    check_stored(network_.constants, "constant");
  }

  // Tensors that are in DRAM before the first layer.
  void check_stored(const std::vector<int>& tensors, const std::string& what) {
    for (const int tensor : tensors) {
      check_known(tensor, what + "s");
      set_producer(tensor, kFromOutside);
      const Shape& s = network_.tensors[tensor].shape;
      for (const int dimension : {s.height, s.width, s.channels}) {
        if (dimension < 1 || dimension > kLargestDimension) {
          fail(what + " " + tensor_name(tensor) + ": a dimension is " + std::to_string(dimension) +
               "; must be from 1 to " + std::to_string(kLargestDimension));
        }
      }
      if (std::int64_t{s.height} * s.width > kLargestTensor / s.channels) {
        fail(what + " " + tensor_name(tensor) + " is too large; must have at most " +
             std::to_string(kLargestTensor) + " elements");
      }
    }
  }

  void set_producer(int tensor, int producer) {
    if (producer_[tensor] != kNobody)
      fail("tensor " + tensor_name(tensor) + " has more than one producer; must have one");
    producer_[tensor] = producer;
  }

  void find_producers() {
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      const Layer& layer = network_.layers[i];
      for (const int tensor : layer.outputs) {
        check_known(tensor, "layer " + files::printable(layer.name, 100));
        set_producer(tensor, static_cast<int>(i));
      }
      for (const int tensor : layer.inputs) check_known(tensor, "layer " + files::printable(layer.name, 100));
    }
    for (std::size_t i = 0; i < producer_.size(); ++i) {
      if (producer_[i] == kNobody) {
        fail("tensor " + tensor_name(static_cast<int>(i)) +
             " has no producer; must be an input, a constant or a layer's output");
      }
    }
    if (network_.outputs.empty()) fail("the network has no outputs; must have at least one");
    std::set<int> outputs;
    for (const int tensor : network_.outputs) {
      check_known(tensor, "outputs");
      if (!outputs.insert(tensor).second)
        fail("output " + tensor_name(tensor) + " is listed twice; must be unique");
      if (producer_[tensor] == kFromOutside)
        fail("output " + tensor_name(tensor) +
             " is an input or constant of the network; must be a layer's output");
    }
  }

  // Depth-first search over dependencies in layer order leaves layers that are already sorted where they are.
  void sort() {
    Dependencies graph(network_.layers.size());
    for (std::size_t i = 0; i < network_.layers.size(); ++i) {
      for (const int tensor : network_.layers[i].inputs) {
        if (producer_[tensor] >= 0) boost::add_edge(i, static_cast<std::size_t>(producer_[tensor]), graph);
      }
    }
    std::vector<std::size_t> path, order;
    boost::depth_first_search(graph, boost::visitor(Visitor(*this, path, order)));
    std::vector<Layer> sorted;
    for (const std::size_t layer : order) sorted.push_back(std::move(network_.layers[layer]));
    network_.layers = std::move(sorted);
  }

  // `path` leads from a layer through what it depends on; its last layer depends on `target`, which is on the
  // path.
  [[noreturn]] void cycle_error(const std::vector<std::size_t>& path, std::size_t target) const {
    std::string names = files::printable(network_.layers[target].name, 100);
    for (auto layer = path.rbegin(); *layer != target; ++layer) {
      names += " -> " + files::printable(network_.layers[*layer].name, 100);
    }
    fail("layers form a cycle: " + files::printable(names, 500) + " -> " +
         files::printable(network_.layers[target].name, 100) + "; must be acyclic");
  }

  Network& network_;
  const std::string& file_;
  std::vector<int> producer_;  // of each tensor: a layer, or one of the constants above
};

}  // namespace

void validate(Network& network, const std::string& file) { Validation(network, file).run(); }

}  // namespace apollo::workloads
