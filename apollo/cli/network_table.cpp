#include "apollo/cli/network_table.h"

#include <algorithm>
#include <utility>

#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"
#include "workloads/layer_kind.h"

namespace apollo::cli {
namespace {

using namespace ::apollo::workloads;
using nlohmann::ordered_json;

constexpr std::size_t kMostShown = 4;  // inputs of a layer

const Tensor& tensor_of(const Network& network, int index) {
  return network.tensors[static_cast<std::size_t>(index)];
}

std::string names_text(const Network& network, const std::vector<int>& tensors) {
  const std::vector<int> shown(
      tensors.begin(), tensors.begin() + static_cast<std::ptrdiff_t>(std::min(tensors.size(), kMostShown)));
  std::string text = files::join(shown, ", ", [&](int tensor) { return tensor_of(network, tensor).name; });
  if (tensors.size() > kMostShown) text += " and " + std::to_string(tensors.size() - kMostShown) + " more";
  return text;
}

std::string tensors_text(const Network& network, const std::string& what, const std::vector<int>& tensors) {
  if (tensors.empty()) return "";
  const auto text = [&](int index) {
    const Tensor& tensor = tensor_of(network, index);
    return tensor.name + " " + shape_text(tensor.shape);
  };
  return what + ": " + files::join(tensors, ", ", text) + "\n";
}

// The totals are those of the rest.
std::string skipped_text(const Network& network) {
  return network.skipped.empty() ? ""
                                 : "left out: " + files::join(network.skipped) +
                                       designs::skipped_share_text(network.skipped_share) + "\n";
}

std::string pair(const std::array<int, 2>& p) { return std::to_string(p[0]) + "x" + std::to_string(p[1]); }

// "16x4->8": of the first input, of the weights if there are any, and of the output.
std::string bits_text(const Network& network, const Layer& layer) {
  const auto bits = [&](int tensor) { return std::to_string(tensor_of(network, tensor).quantization.bits); };
  const bool weights = kind_of(layer.type).has(has_weight_bits);
  return bits(layer.inputs[0]) + (weights ? "x" + std::to_string(layer.weight_bits) : "") + "->" +
         bits(layer.outputs[0]);
}

bool all_of_eight_bits(const Network& network) {
  return std::all_of(network.tensors.begin(), network.tensors.end(),
                     [](const Tensor& tensor) { return tensor.quantization.bits == 8; }) &&
         std::all_of(network.layers.begin(), network.layers.end(),
                     [](const Layer& layer) { return layer.weight_bits == 8; });
}

ordered_json as_json(const Shape& shape) { return {shape.height, shape.width, shape.channels}; }

ordered_json as_json(const Network& network, const std::vector<int>& tensors) {
  ordered_json list = ordered_json::array();
  for (const int index : tensors) {
    const Tensor& tensor = tensor_of(network, index);
    list.push_back({{"name", tensor.name}, {"shape", as_json(tensor.shape)}});
    if (tensor.quantization.bits != 8) list.back()["bits"] = tensor.quantization.bits;
  }
  return list;
}

ordered_json as_json(const Network& network, const Layer& layer) {
  ordered_json object = {{"name", layer.name},
                         {"type", to_string(layer.type)},
                         {"inputs", as_json(network, layer.inputs)},
                         {"outputs", as_json(network, layer.outputs)}};
  const LayerKind& kind = kind_of(layer.type);
  if (kind.has(has_kernel)) object["kernel"] = layer.kernel;
  if (kind.has(has_stride)) object["stride"] = layer.stride;
  if (kind.has(has_groups)) object["groups"] = layer.groups;
  if (layer.weight_bits != 8) object["weight_bits"] = layer.weight_bits;
  object["macs"] = layer.macs;
  object["parameters"] = layer.parameters;
  return object;
}

}  // namespace

std::string shape_text(const Shape& shape) {
  return std::to_string(shape.height) + "x" + std::to_string(shape.width) + "x" +
         std::to_string(shape.channels);
}

std::string network_text(const Network& network) {
  const bool widths = !all_of_eight_bits(network);
  std::vector<TextTable::Column> columns{{"layer", Align::left},
                                         {"type", Align::left},
                                         {"inputs", Align::left},
                                         {"output"},
                                         {"kernel"},
                                         {"stride"},
                                         {"groups"},
                                         {"MACs"},
                                         {"parameters"}};
  if (widths) columns.push_back({"bits"});
  TextTable table(columns);
  for (const Layer& layer : network.layers) {
    const LayerKind& kind = kind_of(layer.type);
    std::vector<std::string> row{layer.name,
                                 to_string(layer.type),
                                 names_text(network, layer.inputs),
                                 shape_text(tensor_of(network, layer.outputs[0]).shape),
                                 kind.has(has_kernel) ? pair(layer.kernel) : "",
                                 kind.has(has_stride) ? pair(layer.stride) : "",
                                 kind.has(has_groups) ? std::to_string(layer.groups) : "",
                                 std::to_string(layer.macs),
                                 std::to_string(layer.parameters)};
    if (widths) row.push_back(bits_text(network, layer));
    table.row(std::move(row));
  }
  return wrapped(network.name + ": " + std::to_string(network.macs()) + " MACs, " +
                 std::to_string(network.parameters()) + " parameters\n" + network.source + "\n" +
                 tensors_text(network, "inputs", network.inputs) +
                 tensors_text(network, "constants", network.constants) +
                 tensors_text(network, "outputs", network.outputs) + skipped_text(network) + "\n") +
         table.text();
}

ordered_json network_json(const Network& network) {
  ordered_json result = {{"name", network.name},
                         {"source", network.source},
                         {"macs", network.macs()},
                         {"parameters", network.parameters()},
                         {"inputs", as_json(network, network.inputs)},
                         {"constants", as_json(network, network.constants)},
                         {"outputs", as_json(network, network.outputs)}};
  result["skipped"] = network.skipped;
  result["skipped_share"] = network.skipped_share;
  result["layers"] = ordered_json::array();
  for (const Layer& layer : network.layers) result["layers"].push_back(as_json(network, layer));
  return result;
}

}  // namespace apollo::cli
