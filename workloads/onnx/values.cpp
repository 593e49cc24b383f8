#include "workloads/onnx/values.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

using Elements = decltype(Parameters::weights);

constexpr int kLowest = -128, kHighest = 127;  // of an element
constexpr double kMostWideSum = 1e15;          // of elements of 16 bits, in an int64 and exact in a double
constexpr int kMostCode = kHighest - kLowest;  // of an element less its zero point

// Whether a layer's outputs are some of its inputs: what is known of one side is true of the other.
bool moves(const Layer& layer) {
  switch (layer.type) {
    case LayerType::rearrange:
    case LayerType::slice:
    case LayerType::pad:
    case LayerType::resize:
    case LayerType::max_pool:
    case LayerType::concatenation:
      return true;
    case LayerType::activation:
      return layer.activation == Activation::relu || layer.activation == Activation::relu6;
    default:
      return false;
  }
}

class Storing {
 public:
  Storing(const ModelValues& values, const std::string& file, Network* network)
      : values_(values), file_(file), network_(*network), known_(values.quantization) {}

  void run() {
    std::set<int> read;
    for (const Layer& layer : network_.layers) read.insert(layer.inputs.begin(), layer.inputs.end());
    for (const int tensor : network_.constants)
      if (read.count(tensor) > 0) store_constant(tensor);
    spread();
    for (Layer& layer : network_.layers) {
      for (const int tensor : layer.inputs) settle(tensor);
      for (const int tensor : layer.outputs) settle(tensor);
    }
    for (Layer& layer : network_.layers) store_layer(&layer);
    network_.stored = std::make_shared<const StoredValues>(std::move(stored_));
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw files::ConfigError(files::printable(file_, 1000) + ": " + message);
  }

  Tensor& tensor(int index) { return network_.tensors[static_cast<std::size_t>(index)]; }
  std::string shown(int index) { return "tensor \"" + files::printable(tensor(index).name, 100) + "\""; }

  // Takes what is known of tensors over to those that hold the same values.
  void spread() {
    std::map<int, int> readers;
    for (const Layer& layer : network_.layers)
      for (const int input : layer.inputs) ++readers[input];
    for (std::size_t before = 0; before != known_.size();) {
      before = known_.size();
      for (const Layer& layer : network_.layers) {
        if (!moves(layer)) continue;
        const int out = layer.outputs[0];
        const auto first = known_.find(layer.inputs[0]);
        const bool alike = std::all_of(layer.inputs.begin(), layer.inputs.end(), [&](int in) {
          return first != known_.end() && known_.count(in) > 0 && known_.at(in) == first->second;
        });
        if (alike) known_.emplace(out, first->second);
      }
      for (auto layer = network_.layers.rbegin(); layer != network_.layers.rend(); ++layer) {
        const auto out = known_.find(layer->outputs[0]);
        if (!moves(*layer) || out == known_.end()) continue;
        for (const int in : layer->inputs)
          if (readers[in] == 1) known_.emplace(in, out->second);
      }
    }
  }

  void settle(int index) {
    const auto found = known_.find(index);
    if (found == known_.end())
      fail(shown(index) + " has no scale; values are those of models whose tensors are all quantized");
    tensor(index).quantization = found->second;
  }

  // The codes of multiples of steps, and the zero point that lets them be elements.
  Elements codes(const std::vector<double>& multiples, int* zero_point, const std::string& what) const {
    if (multiples.empty()) return {};
    const auto [lowest, highest] = std::minmax_element(multiples.begin(), multiples.end());
    const bool fits = *lowest >= kLowest && *highest <= kHighest;
    if (!(*highest - *lowest <= kMostCode && *highest <= kMostCode && *lowest >= -kMostCode))
      fail(what + " do not fit 8 bits");
    *zero_point = fits ? 0 : static_cast<int>(kLowest - *lowest);
    Elements result;
    result.reserve(multiples.size());
    for (const double multiple : multiples)
      result.push_back(static_cast<Elements::value_type>(multiple + *zero_point));
    return result;
  }

  void store_constant(int index) {
    const auto found = values_.constants.find(index);
    if (found == values_.constants.end() || !found->second.values)
      fail(shown(index) + " has no known values");
    const std::vector<double>& reals = *found->second.values;
    const double step = step_of(found->second, shown(index));
    std::vector<double> multiples;
    multiples.reserve(reals.size());
    for (const double real : reals) {
      if (!std::isfinite(real)) fail(shown(index) + " is not finite");
      multiples.push_back(std::nearbyint(real / step));
    }
    Quantization q{static_cast<float>(step), 0};
    stored_.constants[tensor(index).name] = codes(multiples, &q.zero_point, shown(index) + ": its values");
    known_[index] = q;
  }

  // Numbers without a scale have one if they are all one number, its negative, or 0.
  double step_of(const Constant& constant, const std::string& what) const {
    const std::vector<double>& list = constant.steps ? *constant.steps : *constant.values;
    double step = 0;
    for (const double next : list) {
      if (next == 0 && !constant.steps) continue;
      if (step != 0 && std::fabs(next) != step)
        fail(what + (constant.steps ? " has several scales" : " has no scale") +
             "; values are those of models whose tensors have one each");
      step = std::fabs(next);
    }
    if (step == 0) return 1;
    if (!(step >= kSmallestScale && step <= kLargestScale)) fail(what + " has a scale out of range");
    return step;
  }

  // That the chip's rule for the layer is the model's.
  void check_rule(const Layer& layer, const std::string& what) {
    for (const int input : layer.inputs)
      if (values_.sums.count(input) > 0) fail(what + " takes sums of 32 bits; must take elements of 8");
    const bool bends = layer.type == LayerType::activation && !moves(layer);
    if (bends && !(tensor(layer.inputs[0]).quantization == tensor(layer.outputs[0]).quantization))
      fail(what + ": its result has another scale or zero point than its input; the chip computes at one");
  }

  void store_layer(Layer* layer) {
    const std::string what =
        "layer \"" + files::printable(layer->name, 100) + "\" (" + to_string(layer->type) + ")";
    check_rule(*layer, what);
    if (layer->type == LayerType::matmul) layer->weight_scale = tensor(layer->inputs[1]).quantization.scale;
    const bool has_weights =
        kind_of(layer->type).has(has_weight_scale) || layer->type == LayerType::layer_norm;
    if (!has_weights || layer->type == LayerType::matmul) return;
    const auto found = values_.weights.find(layer->outputs[0]);
    if (found == values_.weights.end())
      fail(what + ": the values of its weights are not taken over; must be of a convolution or a product");
    stored_.parameters[layer->name] = parameters(found->second, tensor(layer->inputs[0]).quantization, what);
  }

  Parameters parameters(const LayerWeights& from, Quantization input, const std::string& what) const {
    const double largest =
        std::max(highest_value(input.bits) - input.zero_point, input.zero_point - lowest_value(input.bits));
    const double most = input.bits > 8 ? kMostWideSum : std::numeric_limits<std::int32_t>::max();
    const std::size_t terms = from.weights.size() / from.steps.size();
    Parameters result;
    for (std::size_t channel = 0; channel < from.steps.size(); ++channel) {
      const double step = from.steps[channel];
      if (!(step >= kSmallestScale && step <= kLargestScale))
        fail(what + ": a weight's scale is out of range");
      std::vector<double> multiples;
      double sum = 0;  // at most, of magnitudes
      for (std::size_t i = 0; i < terms; ++i) {
        multiples.push_back(std::nearbyint(from.weights[channel * terms + i] / step));
        sum += std::fabs(multiples.back()) * largest;
      }
      const double bias = std::nearbyint(from.bias[channel] / (double{input.scale} * step));
      if (!(sum + std::fabs(bias) <= most && std::fabs(bias) <= std::numeric_limits<std::int32_t>::max()))
        fail(what + ": its sums or biases are beyond what the chip holds");
      int zero_point = 0;
      const Elements row = codes(multiples, &zero_point, what + ": its weights");
      result.weights.insert(result.weights.end(), row.begin(), row.end());
      result.bias.push_back(static_cast<std::int32_t>(bias));
      result.scales.push_back(static_cast<float>(step));
      result.zero_points.push_back(zero_point);
    }
    return result;
  }

  const ModelValues& values_;
  const std::string& file_;
  Network& network_;
  std::map<int, Quantization> known_;  // by tensor
  StoredValues stored_;
};

}  // namespace

void store_values(const ModelValues& values, const std::string& file, Network* network) {
  Storing(values, file, network).run();
}

}  // namespace apollo::workloads::importer
