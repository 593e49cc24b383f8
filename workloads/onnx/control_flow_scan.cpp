#include "workloads/onnx/control_flow.h"
#include "workloads/onnx/operators.h"

namespace apollo::workloads::importer {
namespace {

std::int64_t element(const Dims& list, std::size_t index) { return index < list.size() ? list[index] : 0; }

}  // namespace

// Inputs of the body: what the trips hand on, then a part of each sequence; outputs: what they hand on, then
// what each gives.
void add_scan(Graph& graph, const Node& node, const AddNode& add) {
  if (graph.opset() < 9) throw Unsupported("batches of sequences, as in operator set 8");
  const std::int64_t sequences = integer(node, "num_scan_inputs", 0);
  const auto inputs = static_cast<std::int64_t>(node.inputs.size());
  if (sequences < 1 || sequences > inputs) {
    graph.fail(node, "num_scan_inputs is " + std::to_string(sequences) + "; must be from 1 to its " +
                         std::to_string(inputs) + " inputs");
  }
  const auto state = static_cast<std::size_t>(inputs - sequences);
  const Subgraph& body = subgraph(graph, node, "body", node.inputs.size(), state);
  if (node.outputs.size() > body.outputs.size()) graph.fail(node, "has more outputs than its body");
  const Dims input_axes = integers(node, "scan_input_axes"),
             backwards = integers(node, "scan_input_directions");
  std::vector<std::string> handed(node.inputs.begin(),
                                  node.inputs.begin() + static_cast<std::ptrdiff_t>(state));
  std::int64_t count = -1;
  for (std::size_t i = state; i < node.inputs.size(); ++i) {
    const Dims dims = graph.dims_of(node.inputs[i]);
    const std::int64_t size = dims[axis_of(graph, node, element(input_axes, i - state), dims.size())];
    if (count >= 0 && size != count) graph.fail(node, "its sequences are not of the same length");
    count = size;
  }
  for (const std::string& name : handed) graph.count_uses(name, 1);
  std::vector<std::vector<std::string>> collected(body.outputs.size() - state);
  Trips trips(graph, node, body, add);
  for (std::int64_t trip = 0; trip < count; ++trip) {
    std::vector<std::string> taken = handed;
    for (std::size_t i = state; i < node.inputs.size(); ++i) {
      const std::int64_t at = element(backwards, i - state) != 0 ? count - 1 - trip : trip;
      NodeAttributes number, axis;
      number["value_int"].integers = {at};
      axis["axis"].integers = {element(input_axes, i - state)};
      const std::string index = trips.between("Constant", {}, number);
      taken.push_back(trips.between("Gather", {node.inputs[i], index}, axis));
      trips.release(index);
    }
    const std::vector<std::string> made = trips.run(taken);
    for (const std::string& name : taken) trips.release(name);
    for (std::size_t i = 0; i < state; ++i) handed[i] = made[i];
    for (std::size_t i = 0; i < collected.size(); ++i) {
      std::vector<std::string>& all = collected[i];
      const bool first = element(integers(node, "scan_output_directions"), i) != 0;
      all.insert(first ? all.begin() : all.end(), made[state + i]);
    }
  }
  graph.count_uses(node, -1);
  for (std::size_t i = 0; i < state; ++i) trips.give(i, handed[i]);
  for (std::size_t i = 0; i < collected.size(); ++i) {
    if (count == 0) throw Unsupported("empty sequences");
    trips.give(state + i, collected[i], element(integers(node, "scan_output_axes"), i));
  }
}

}  // namespace apollo::workloads::importer
