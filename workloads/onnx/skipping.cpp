#include "workloads/onnx/skipping.h"

#include <algorithm>

#include "files/json_file.h"
#include "workloads/layer_kind.h"
#include "workloads/onnx/output_dims.h"
#include "workloads/onnx/stated_shapes.h"

namespace apollo::workloads::importer {
namespace {

bool can_be(const Dims& dims) {
  if (dims.size() > kMostDims) return false;
  std::int64_t elements = 1;
  for (const std::int64_t dim : dims) {
    if (dim < 1 || elements > kMostElements / dim) return false;
    elements *= dim;
  }
  return true;
}

std::vector<std::string> computed_inputs(const Graph& graph, const Node& node) {
  std::vector<std::string> names;
  for (const auto* list : {&node.inputs, &node.captured})
    for (const std::string& name : *list)
      if (!name.empty() && graph.knows(name) && !graph.constant(name)) names.push_back(name);
  return names;
}

}  // namespace

bool Skipping::skip(const Node& node, const std::string& use) {
  const auto made = [](const std::string& output) { return !output.empty(); };
  const std::string shown = use + " " + files::printable(node.name, 100);
  if (shown_.count(shown) == 0 && shown_.size() == kMostLayers) return false;
  if (std::none_of(node.outputs.begin(), node.outputs.end(), made)) return false;
  const std::vector<Dims> by_rule = output_dims(graph_, node);
  std::vector<std::optional<Dims>> dims;
  for (std::size_t i = 0; i < node.outputs.size(); ++i) {
    dims.push_back(made(node.outputs[i]) ? dims_of_output(node, i, by_rule) : std::nullopt);
    if (dims[i]) elements_ += product(*dims[i]);
    if (!dims[i] && made(node.outputs[i])) open_[node.outputs[i]] = {use, node.name};
  }
  const std::size_t passed = dims[0] && pass_on(node, *dims[0]) ? 1 : 0;
  if (std::any_of(node.outputs.begin() + static_cast<std::ptrdiff_t>(passed), node.outputs.end(), made))
    compute_on_host(node, dims, passed);
  if (shown_.insert(shown).second) graph_.network().skipped.push_back(shown);
  return true;
}

const Skipping::Skipped* Skipping::open(const std::string& name) const {
  const auto found = open_.find(name);
  return found == open_.end() ? nullptr : &found->second;
}

std::optional<Dims> Skipping::dims_of_output(const Node& node, std::size_t output,
                                             const std::vector<Dims>& by_rule) const {
  if (output < by_rule.size() && can_be(by_rule[output])) return by_rule[output];
  const Dims* stated = stated_dims(graph_, node.outputs[output]);
  if (stated && can_be(*stated)) return *stated;
  return std::nullopt;
}

bool Skipping::pass_on(const Node& node, const Dims& dims) {
  for (const std::string& name : computed_inputs(graph_, node)) {
    if (graph_.dims_of(name) != dims) continue;
    graph_.alias(name, node.outputs[0], graph_.value(name).dims);
    return true;
  }
  return false;
}

void Skipping::compute_on_host(const Node& node, const std::vector<std::optional<Dims>>& dims,
                               std::size_t first) {
  for (std::size_t i = first; i < dims.size(); ++i) {
    if (!dims[i]) continue;
    graph_.define_input(node.outputs[i], i == 0 ? node.name : node.name + "." + std::to_string(i), *dims[i]);
  }
  const std::vector<std::string> read = computed_inputs(graph_, node);
  read_by_host_.insert(read_by_host_.end(), read.begin(), read.end());
  graph_.notes.push_back(node.name + ": left out, as if the host computed it: what it reads is an output, " +
                         "what it makes an input");
}

}  // namespace apollo::workloads::importer
