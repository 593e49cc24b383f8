#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

class Recurrent {
 public:
  Recurrent(Graph& graph, const Node& node) : graph_(graph), node_(node), lstm_(node.type == "LSTM") {
    const Value x = graph.value(input(node, 0));
    const Dims in = graph.dims_of(x), w = graph.dims_of(input(node, 1)), r = graph.dims_of(input(node, 2));
    batch_first_ = integer(node, "layout", 0) != 0;
    const std::size_t time = batch_first_ ? 1 : 0;
    if (in.size() != 3 || w.size() != 3 || r.size() != 3)
      graph.fail(node, "X, W and R must have 3 dimensions");
    if (in[1 - time] != 1) throw BatchAboveOne(in[1 - time]);
    if (!input(node, 7).empty()) throw Unsupported("peepholes");
    units_ = graph.extent(node, r[2]);
    const std::int64_t rows = (lstm_ ? 4 : 3) * std::int64_t{units_};
    if (w[1] != rows || r[1] != rows || w[2] != in[2] || w[0] != r[0]) {
      graph.fail(node, "W and R must be for " + std::to_string(rows) + " gates of " + std::to_string(in[2]) +
                           " inputs and " + std::to_string(units_) + " hidden units");
    }
    const std::string direction = text(node, "direction", "forward");
    directions_ = direction == "bidirectional" ? 2 : 1;
    reverse_ = direction == "reverse";
    if (w[0] != directions_) graph.fail(node, "W must have a part for each direction");
    if (!lstm_ && integer(node, "linear_before_reset", 0) == 0) {
      graph.notes.push_back(node.name + ": the reset gate is applied after the recurrent product");
    }
    steps_ = x.dims[time];
    hidden_ = graph.factors().make(units_);
    direction_ = graph.factors().make(directions_);
    x_ = graph.stored_as(x, {{}, steps_, x.dims[2]});
  }

  void run() {
    std::vector<int> sequences, last_h, last_c;
    for (int d = 0; d < directions_; ++d) {
      const bool reverse = reverse_ || d == 1;
      Layer layer;
      layer.type = lstm_ ? LayerType::lstm : LayerType::gru;
      layer.channels = units_;
      layer.reverse = reverse;
      std::vector<int> inputs{x_, initial(5, "h0", d)};
      if (lstm_) inputs.push_back(initial(6, "c0", d));
      const int sequence = graph_.add(named(directions_ == 1 ? ""
                                            : reverse        ? ".backward"
                                                             : ".forward"),
                                      layer, inputs);
      graph_.stored(sequence, {{}, steps_, hidden_}, {});
      sequences.push_back(sequence);
      last_h.push_back(step(sequence, reverse ? 0 : graph_.factors().size(steps_) - 1, d));
      if (lstm_) last_c.push_back(graph_.producer(sequence)->outputs[1]);
    }
    const std::vector<FactorList> of_state = batch_first_ ? std::vector<FactorList>{{}, direction_, hidden_}
                                                          : std::vector<FactorList>{direction_, {}, hidden_};
    const std::vector<FactorList> of_sequence =
        batch_first_ ? std::vector<FactorList>{{}, steps_, direction_, hidden_}
                     : std::vector<FactorList>{steps_, direction_, {}, hidden_};
    give(0, ".sequence", sequences, steps_, of_sequence);
    give(1, ".h", last_h, {}, of_state);
    if (lstm_) give(2, ".c", last_c, {}, of_state);
  }

 private:
  Node named(const std::string& suffix) const {
    Node node = node_;
    node.name += suffix;
    return node;
  }

  // An initial state: zeros, which the network is given as an input, or a part of a tensor.
  int initial(std::size_t index, const std::string& what, int direction) {
    const std::string name = input(node_, index);
    const Storage storage{{}, {}, hidden_};
    if (name.empty() || graph_.constant(name)) {
      return graph_.new_input(node_.name + "." + what + (direction == 1 ? ".backward" : ""), storage);
    }
    const Value state = graph_.value(name);
    const Dims dims = graph_.dims_of(state);
    const std::size_t first = batch_first_ ? 1 : 0;
    if (dims.size() != 3 || dims[first] != directions_ || dims[1 - first] != 1 || dims[2] != units_) {
      graph_.fail(node_, "an initial state must be " + std::to_string(directions_) + " x 1 x " +
                             std::to_string(units_));
    }
    const Storage all{{}, {}, graph_.factors().leaves(followed_by(state.dims[first], state.dims[2]))};
    const int tensor = graph_.stored_as(state, all);
    if (directions_ == 1) return tensor;
    Layer part;
    part.type = LayerType::slice;
    part.begin = {0, 0, direction * units_};
    part.shape = {1, 1, units_};
    const int result = graph_.add(named("." + what), part, {tensor});
    graph_.stored(result, storage, {});
    return result;
  }

  int step(int sequence, std::int64_t at, int direction) {
    Layer part;
    part.type = LayerType::slice;
    part.begin = {0, graph_.extent(node_, at + 1) - 1, 0};
    part.shape = {1, 1, units_};
    return graph_.add(named(direction == 1 ? ".h.backward" : ".h.forward"), part, {sequence});
  }

  void give(std::size_t output, const std::string& suffix, const std::vector<int>& parts,
            const FactorList& width, const std::vector<FactorList>& dims) {
    if (output >= node_.outputs.size() || node_.outputs[output].empty()) return;
    int tensor = parts[0];
    if (parts.size() == 2) {
      Layer join;
      join.type = LayerType::concatenation;
      tensor = graph_.add(named(suffix), join, parts);
    }
    graph_.define(node_.outputs[output],
                  graph_.stored(tensor, {{}, width, followed_by(direction_, hidden_)}, dims));
  }

  Graph& graph_;
  const Node& node_;
  bool lstm_, batch_first_ = false, reverse_ = false;
  int units_ = 0, directions_ = 1, x_ = -1;
  FactorList steps_, hidden_, direction_;
};

}  // namespace

void add_recurrent(Graph& graph, const Node& node) { Recurrent(graph, node).run(); }

}  // namespace apollo::workloads::importer
