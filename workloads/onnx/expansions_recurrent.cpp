#include "workloads/layer_kind.h"
#include "workloads/onnx/expansions.h"

namespace apollo::workloads::importer {
namespace {

// A part of one along a dimension.
std::string one_of(Body* body, const std::string& x, std::int64_t at, std::int64_t axis) {
  return body->add("Slice", {x, body->integers({at}), body->integers({at + 1}), body->integers({axis})});
}

Dims dims_of_input(Graph& graph, const Node& node) {
  const Dims dims = graph.dims_of(input(node, 0));
  if (dims.size() != 3) graph.fail(node, "X must have 3 dimensions");
  return dims;
}

}  // namespace

// A batch: each of its sequences on its own. Empty for one sequence.
std::vector<Node> recurrent_batch(Graph& graph, const Node& node) {
  const bool batch_first = integer(node, "layout", 0) != 0;
  const std::int64_t axis = batch_first ? 0 : 1;
  const std::int64_t batch = dims_of_input(graph, node)[static_cast<std::size_t>(axis)];
  if (batch <= 1) return {};
  if (batch > kMostLayers) throw BatchAboveOne(batch);
  Body body(graph, node);
  std::vector<std::vector<std::string>> parts(node.outputs.size());
  for (std::int64_t i = 0; i < batch; ++i) {
    std::vector<std::string> inputs = node.inputs;
    inputs[0] = one_of(&body, node.inputs[0], i, axis);
    for (std::size_t state = 5; state < inputs.size() && state < 7; ++state)
      if (!inputs[state].empty() && !graph.constant(inputs[state]))
        inputs[state] = one_of(&body, inputs[state], i, axis);
    if (inputs.size() > 4) inputs[4] = "";  // all steps, as the chip has it
    const auto outputs = body.add(node.type, inputs, node.attributes, node.outputs.size());
    for (std::size_t j = 0; j < outputs.size(); ++j) parts[j].push_back(outputs[j]);
  }
  graph.notes.push_back(node.name + ": is " + std::to_string(batch) +
                        " layers, one for each sequence, whose weights count for each");
  for (std::size_t j = 0; j < parts.size(); ++j) {
    const std::int64_t along = batch_first ? 0 : j == 0 ? 2 : 1;
    body.give(j, body.add("Concat", parts[j], {{"axis", attribute_of(along)}}));
  }
  return body.nodes();
}

namespace {

// h' = tanh(W x + R h), step by step.
class Unrolled {
 public:
  Unrolled(Graph& graph, const Node& node) : node_(node), body_(graph, node) {
    const Dims in = dims_of_input(graph, node), r = graph.dims_of(input(node, 2));
    batch_first_ = integer(node, "layout", 0) != 0;
    if (r.size() != 3 || r[1] != r[2]) graph.fail(node, "R must be square for each direction");
    steps_ = in[batch_first_ ? 1 : 0];
    batch_ = in[batch_first_ ? 0 : 1];
    inputs_ = in[2];
    units_ = r[2];
    directions_ = r[0];
    reverse_ = text(node, "direction", "forward") == "reverse";
    if (steps_ * directions_ > kMostSteps)
      throw Unsupported(std::to_string(steps_ * directions_) + " steps; must be at most " +
                        std::to_string(kMostSteps));
    graph.notes.push_back(node.name + ": is unrolled; its recurrent weights count for each step");
  }

  std::vector<Node> nodes() {
    x_ = input(node_, 0);
    if (batch_first_) x_ = body_.add("Transpose", {x_}, {{"perm", attribute_of(Dims{1, 0, 2})}});
    std::vector<std::string> sequences, last;
    for (std::int64_t d = 0; d < directions_; ++d) direction(d, &sequences, &last);
    // STEPS x DIRECTIONS x BATCH x UNITS, and without steps.
    std::string y = body_.add("Concat", sequences, {{"axis", attribute_of(1)}});
    std::string h = body_.add("Concat", last, {{"axis", attribute_of(0)}});
    if (batch_first_) {
      y = body_.add("Transpose", {y}, {{"perm", attribute_of(Dims{2, 0, 1, 3})}});
      h = body_.add("Transpose", {h}, {{"perm", attribute_of(Dims{1, 0, 2})}});
    }
    body_.give(0, y);
    body_.give(1, h);
    return body_.nodes();
  }

 private:
  static constexpr std::int64_t kMostSteps = 1000;

  std::string shaped(const std::string& x, const Dims& dims) {
    return body_.add("Reshape", {x, body_.integers(dims)});
  }

  std::string initial(std::int64_t direction) {
    const std::string name = input(node_, 5);
    if (name.empty()) return body_.weights({batch_, units_});
    return shaped(one_of(&body_, name, direction, batch_first_ ? 1 : 0), {batch_, units_});
  }

  void direction(std::int64_t d, std::vector<std::string>* sequences, std::vector<std::string>* last) {
    const std::string products = body_.add("MatMul", {x_, body_.weights({inputs_, units_})});
    std::string h = initial(d);
    std::vector<std::string> steps(static_cast<std::size_t>(steps_));
    for (std::int64_t i = 0; i < steps_; ++i) {
      const std::int64_t at = reverse_ || d == 1 ? steps_ - 1 - i : i;
      const std::string x = shaped(one_of(&body_, products, at, 0), {batch_, units_});
      const std::string r = body_.add("MatMul", {h, body_.weights({units_, units_})});
      h = body_.add("Tanh", {body_.add("Add", {x, r})});
      steps[static_cast<std::size_t>(at)] = shaped(h, {1, 1, batch_, units_});
    }
    sequences->push_back(body_.add("Concat", steps, {{"axis", attribute_of(0)}}));
    last->push_back(shaped(h, {1, batch_, units_}));
  }

  const Node& node_;
  Body body_;
  bool batch_first_ = false, reverse_ = false;
  std::int64_t steps_ = 0, batch_ = 0, inputs_ = 0, units_ = 0, directions_ = 0;
  std::string x_;
};

}  // namespace

std::vector<Node> plain_recurrent(Graph& graph, const Node& node) { return Unrolled(graph, node).nodes(); }

}  // namespace apollo::workloads::importer
