#include <charconv>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "files/join.h"
#include "workloads/layer_kind.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

// A double that prints with the fewest digits that give this float again.
double short_form(float value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits - 1, value).ptr;
  *end = '\0';
  const double result = std::strtod(digits, nullptr);
  return static_cast<float>(result) == value ? result : double{value};
}

// `fallback`: in 8 bits.
void write_quantization(Json& json, const std::string& prefix, Quantization q, Quantization fallback) {
  if (q.bits != fallback.bits) json[prefix + "bits"] = q.bits;
  fallback = with_bits(fallback, q.bits);
  if (q.scale != fallback.scale) json[prefix + "scale"] = short_form(q.scale);
  if (q.zero_point != fallback.zero_point) json[prefix + "zero_point"] = q.zero_point;
}

Json names(const Network& network, const std::vector<int>& tensors) {
  Json result = Json::array();
  for (const int tensor : tensors) result.push_back(network.tensors[tensor].name);
  return result;
}

template <typename Value>
void write_unless(Json& json, const char* key, const Value& value, const Value& fallback) {
  if (value != fallback) json[key] = value;
}

Json to_json(const Network& network, const Layer& layer) {
  const Layer defaults;
  const std::string& output = network.tensors[layer.outputs[0]].name;
  Json json = {
      {"name", layer.name}, {"type", to_string(layer.type)}, {"inputs", names(network, layer.inputs)}};
  if (layer.outputs.size() > 1) {
    json["outputs"] = names(network, layer.outputs);
  } else {
    write_unless(json, "output", output, layer.name);
  }
  write_unless(json, "channels", layer.channels, defaults.channels);
  write_unless(json, "groups", layer.groups, defaults.groups);
  write_unless(json, "kernel", layer.kernel, defaults.kernel);
  write_unless(json, "stride", layer.stride, defaults.stride);
  write_unless(json, "dilation", layer.dilation, defaults.dilation);
  write_unless(json, "padding", layer.padding, defaults.padding);
  write_unless(json, "begin", layer.begin, defaults.begin);
  const LayerKind& kind = kind_of(layer.type);
  const Shape& s = layer.shape;
  if (kind.has(has_order)) json["split"] = layer.split, json["order"] = layer.order;
  if (kind.has(has_shape)) json["shape"] = {s.height, s.width, s.channels};
  if (kind.has(has_size)) json["size"] = {s.height, s.width};
  if (layer.axis != defaults.axis) json["axis"] = to_string(layer.axis);
  write_unless(json, "window", layer.window, defaults.window);
  write_unless(json, "reverse", layer.reverse, defaults.reverse);
  write_unless(json, "transpose_b", layer.transpose_b, defaults.transpose_b);
  if (layer.activation != Activation::none) json["activation"] = to_string(layer.activation);
  if (kind.has(has_weight_scale) && layer.weight_scale != default_weight_scale(network, layer)) {
    json["weight_scale"] = short_form(layer.weight_scale);
  }
  write_unless(json, "weight_bits", layer.weight_bits, defaults.weight_bits);
  write_quantization(json, "gate_", layer.gate_quantization, defaults.gate_quantization);
  write_quantization(json, "state_", layer.state_quantization, defaults.state_quantization);
  write_quantization(json, "output_", network.tensors[layer.outputs[0]].quantization, {});
  return json;
}

Json to_json(const Tensor& input) {
  Json json = {{"name", input.name},
               {"shape", {input.shape.height, input.shape.width, input.shape.channels}}};
  write_quantization(json, "", input.quantization, {});
  return json;
}

// Compact, but with a space after each comma and colon outside texts.
std::string line(const Json& json) {
  std::string result;
  bool in_text = false, escaped = false;
  for (const char c : dump(json)) {
    result += c;
    if (c == '"' && !escaped) in_text = !in_text;
    escaped = in_text && c == '\\' && !escaped;
    if (!in_text && (c == ',' || c == ':')) result += ' ';
  }
  return result;
}

std::string lines(const std::vector<Json>& objects) {
  return "[\n    " + files::join(objects, ",\n    ", line) + "\n  ]";
}

}  // namespace

std::string to_json_text(const Network& network) {
  std::vector<Json> inputs, constants, layers;
  for (const int tensor : network.inputs) inputs.push_back(to_json(network.tensors[tensor]));
  for (const int tensor : network.constants) constants.push_back(to_json(network.tensors[tensor]));
  for (const Layer& layer : network.layers) layers.push_back(to_json(network, layer));
  std::string text = "{\n  \"name\": " + dump(network.name) + ",\n";
  if (!network.source.empty()) text += "  \"source\": " + dump(network.source) + ",\n";
  if (!network.skipped.empty()) text += "  \"skipped\": " + line(network.skipped) + ",\n";
  if (network.skipped_share > 0) text += "  \"skipped_share\": " + dump(network.skipped_share) + ",\n";
  text += "  \"inputs\": " + lines(inputs) + ",\n";
  if (!constants.empty()) text += "  \"constants\": " + lines(constants) + ",\n";
  text += "  \"layers\": " + lines(layers) + ",\n";
  return text + "  \"outputs\": " + line(names(network, network.outputs)) + "\n}\n";
}

}  // namespace apollo::workloads
