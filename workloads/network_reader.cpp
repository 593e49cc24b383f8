#include <algorithm>
#include <map>
#include <set>

#include "files/config_error.h"
#include "files/json_object.h"
#include "files/nearest.h"
#include "workloads/layer_kind.h"
#include "workloads/network_json.h"

namespace apollo::workloads {
namespace {

const std::vector<int> kActivationBits{8, 16}, kWeightBits{4, 8, 16};

std::vector<std::string> layer_type_names() {
  std::vector<std::string> names;
  for (const LayerKind& kind : kLayerKinds) names.emplace_back(kind.name);
  return names;
}

std::size_t index_of(const std::string& word, const std::vector<std::string>& words) {
  return static_cast<std::size_t>(std::find(words.begin(), words.end(), word) - words.begin());
}

int dimension(files::JsonObject& object, const std::string& key, int fallback) {
  return static_cast<int>(object.integer(key, 1, kLargestDimension, fallback));
}

template <std::size_t size>
void read_array(files::JsonObject& object, const std::string& key, int lowest, std::array<int, size>& result,
                int highest = kLargestWindow) {
  if (!object.has(key)) return;
  const auto values = object.integers(key, lowest, highest, {size, size});
  for (std::size_t i = 0; i < size; ++i) result[i] = static_cast<int>(values[i]);
}

Shape read_shape(files::JsonObject& object, const std::string& key) {
  const auto shape = object.integers(key, 1, kLargestDimension, {3, 3});
  return {static_cast<int>(shape[0]), static_cast<int>(shape[1]), static_cast<int>(shape[2])};
}

std::vector<int> read_list(files::JsonObject& object, const std::string& key, int lowest, int highest) {
  const auto values = object.integers(key, lowest, highest, {1, kMostFactors});
  return {values.begin(), values.end()};
}

int read_bits(files::JsonObject& object, const std::string& key, const std::vector<int>& allowed,
              int fallback) {
  if (!object.has(key)) return fallback;
  const nlohmann::json& value = object.value(key);
  for (const int bits : allowed)
    if (value.is_number_integer() && value == bits) return bits;
  object.fail(key, allowed.size() == 2 ? "8 or 16" : "4, 8 or 16");
}

// `fallback`: in 8 bits.
Quantization read_quantization(files::JsonObject& object, const std::string& prefix, Quantization fallback,
                               int fallback_bits) {
  Quantization q;
  q.bits = read_bits(object, prefix + "bits", kActivationBits, fallback_bits);
  fallback = with_bits(fallback, q.bits);
  q.scale =
      static_cast<float>(object.number(prefix + "scale", kSmallestScale, kLargestScale, fallback.scale));
  q.zero_point = static_cast<int>(object.integer(prefix + "zero_point", lowest_value(q.bits),
                                                 highest_value(q.bits), fallback.zero_point));
  return q;
}

class Reader {
 public:
  explicit Reader(files::JsonObject root) : root_(std::move(root)) {}

  Network run() {
    network_.name = root_.text("name");
    network_.source = root_.text("source", "");
    activation_bits_ = read_bits(root_, "activation_bits", kActivationBits, 8);
    weight_bits_ = read_bits(root_, "weight_bits", kWeightBits, 8);
    for (files::JsonObject& input : root_.objects("inputs", {1, kLargestDimension})) {
      network_.inputs.push_back(read_tensor(input, "an input"));
    }
    if (root_.has("constants")) {
      for (files::JsonObject& constant : root_.objects("constants", {0, kLargestDimension})) {
        network_.constants.push_back(read_tensor(constant, "a constant"));
      }
    }
    if (root_.has("skipped")) network_.skipped = root_.texts("skipped", {0, kMostLayers});
    network_.skipped_share = root_.number("skipped_share", 0, 1, 0.0);
    std::vector<files::JsonObject> layers = root_.objects("layers", {1, kMostLayers});
    // Outputs first: a layer may take a tensor from a later one.
    for (files::JsonObject& layer : layers) network_.layers.push_back(read_fields(layer));
    for (std::size_t i = 0; i < layers.size(); ++i) {
      network_.layers[i].inputs = find_tensors(layers[i], "inputs", {1, kMostConcatenated});
      const std::string name = kind_of(network_.layers[i].type).name;
      layers[i].reject_unknown_keys("a layer of type " + name);
    }
    network_.outputs = find_tensors(root_, "outputs", {1, kLargestDimension});
    root_.reject_unknown_keys("a network");
    return std::move(network_);
  }

 private:
  int new_tensor(const files::JsonObject& object, const std::string& key, const std::string& name,
                 Quantization q) {
    const auto index = static_cast<int>(network_.tensors.size());
    if (!tensors_.emplace(name, index).second) {
      object.fail(key, "unique: a tensor named " + files::printable(name, 60) + " exists already");
    }
    network_.tensors.push_back({name, {}, q});
    return index;
  }

  int read_tensor(files::JsonObject& object, const std::string& what) {
    const Quantization q = read_quantization(object, "", {}, activation_bits_);
    const int index = new_tensor(object, "name", object.text("name"), q);
    network_.tensors[index].shape = read_shape(object, "shape");
    object.reject_unknown_keys(what);
    return index;
  }

  Layer read_fields(files::JsonObject& object) {
    Layer layer;
    layer.name = object.text("name");
    if (!names_.insert(layer.name).second) object.fail("name", "unique among layers");
    layer.type = kLayerKinds[index_of(object.choice("type", layer_type_names()), layer_type_names())].type;
    const LayerKind& kind = kind_of(layer.type);
    if (kind.has(has_channels))
      layer.channels = static_cast<int>(object.integer("channels", 1, kLargestDimension));
    if (kind.has(has_groups)) layer.groups = dimension(object, "groups", layer.groups);
    if (kind.has(has_kernel)) read_array(object, "kernel", 1, layer.kernel);
    if (kind.has(has_stride)) read_array(object, "stride", 1, layer.stride);
    if (kind.has(has_dilation)) read_array(object, "dilation", 1, layer.dilation);
    if (kind.has(has_padding)) read_array(object, "padding", 0, layer.padding);
    if (kind.has(has_transpose_b)) layer.transpose_b = object.boolean("transpose_b", layer.transpose_b);
    if (kind.has(has_weight_scale)) {
      layer.weight_scale =
          static_cast<float>(object.number("weight_scale", 0, kLargestScale, layer.weight_scale));
    }
    if (kind.has(has_weight_bits)) {
      layer.weight_bits = read_bits(object, "weight_bits", kWeightBits, weight_bits_);
    }
    if (kind.has(has_cell_quantization))
      layer.gate_quantization = read_quantization(object, "gate_", layer.gate_quantization, activation_bits_);
    if (layer.type == LayerType::lstm) {
      layer.state_quantization =
          read_quantization(object, "state_", layer.state_quantization, activation_bits_);
    }
    if (kind.has(has_activation)) {
      const std::string name = object.choice("activation", activation_names(), to_string(layer.activation));
      layer.activation = static_cast<Activation>(index_of(name, activation_names()));
    }
    if (kind.has(has_axis)) {
      layer.axis = static_cast<Axis>(
          index_of(object.choice("axis", axis_names(), to_string(layer.axis)), axis_names()));
    }
    if (kind.has(has_begin)) read_array(object, "begin", 0, layer.begin, kLargestDimension);
    if (kind.has(has_shape)) layer.shape = read_shape(object, "shape");
    if (kind.has(has_size)) {
      const auto size = object.integers("size", 1, kLargestDimension, {2, 2});
      layer.shape = {static_cast<int>(size[0]), static_cast<int>(size[1]), 1};
    }
    if (kind.has(has_order)) {
      layer.split = read_list(object, "split", 1, kLargestDimension);
      layer.order = read_list(object, "order", 0, kMostFactors - 1);
    }
    if (kind.has(has_window)) layer.window = dimension(object, "window", layer.window);
    if (kind.has(has_reverse)) layer.reverse = object.boolean("reverse", layer.reverse);
    read_outputs(object, layer);
    return layer;
  }

  void read_outputs(files::JsonObject& object, Layer& layer) {
    const Quantization q = read_quantization(object, "output_", {}, activation_bits_);
    if (kind_of(layer.type).highest_outputs == 1 || !object.has("outputs")) {
      const std::string key = object.has("output") ? "output" : "name";
      layer.outputs = {new_tensor(object, key, object.text("output", layer.name), q)};
      return;
    }
    if (object.has("output")) object.fail("output", "absent, since \"outputs\" is given");
    for (const std::string& name : object.texts("outputs", {1, 2})) {
      const bool first = layer.outputs.empty();
      layer.outputs.push_back(new_tensor(object, "outputs", name, first ? q : layer.state_quantization));
    }
  }

  std::vector<int> find_tensors(files::JsonObject& object, const std::string& key, files::Count count) {
    std::vector<int> result;
    for (const std::string& name : object.texts(key, count)) {
      const auto tensor = tensors_.find(name);
      if (tensor == tensors_.end()) {
        throw files::ConfigError(object.file() + ": " + object.path_of(key) + "[" +
                                 std::to_string(result.size()) + "] is \"" + files::printable(name, 60) +
                                 "\"" + files::did_you_mean(name, tensor_names()) +
                                 "; must be an input or constant of the network or the output of a layer");
      }
      result.push_back(tensor->second);
    }
    return result;
  }

  std::vector<std::string> tensor_names() const {
    std::vector<std::string> names;
    for (const Tensor& tensor : network_.tensors) names.push_back(tensor.name);
    return names;
  }

  files::JsonObject root_;
  Network network_;
  std::map<std::string, int> tensors_;         // by name
  std::set<std::string> names_;                // of layers
  int activation_bits_ = 8, weight_bits_ = 8;  // of what states none of its own
};

}  // namespace

Network parse_network(const std::string& text, const std::string& file) {
  const nlohmann::json json = files::parse_json(text, file);
  Network network = Reader(files::JsonObject(json, files::printable(file, 1000))).run();
  validate(network, file);
  return network;
}

Network read_network(const std::string& path) { return parse_network(files::read_text_file(path), path); }

}  // namespace apollo::workloads
