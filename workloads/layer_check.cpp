#include "workloads/layer_check.h"

#include <algorithm>

#include "files/config_error.h"
#include "files/json_file.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads {
namespace {

std::string allowed_range(std::int64_t lowest, std::int64_t highest) {
  return "; must be from " + std::to_string(lowest) + " to " + std::to_string(highest);
}

bool is_scale(float value) {
  return value >= static_cast<float>(kSmallestScale) && value <= static_cast<float>(kLargestScale);
}

class FieldCheck {
 public:
  FieldCheck(const Layer& layer, const std::string& file) : layer_(layer), file_(file) {}

  // A field that the type does not use must have its default value, `unused`.
  void range(const std::string& field, std::int64_t value, bool used, int unused, int lowest,
             int highest) const {
    if (!used && value != unused) fail(field + " is " + std::to_string(value) + "; this type has none");
    if (used && (value < lowest || value > highest)) {
      fail(field + " is " + std::to_string(value) + allowed_range(lowest, highest));
    }
  }

  void tensors(const std::string& what, std::size_t count, int lowest, int highest) const {
    if (count < static_cast<std::size_t>(lowest) || count > static_cast<std::size_t>(highest)) {
      fail("has " + std::to_string(count) + " " + what + allowed_range(lowest, highest));
    }
  }

  void activation(bool used) const {
    if (!used && layer_.activation != Activation::none) {
      fail(std::string("activation is ") + to_string(layer_.activation) + "; this type has none");
    }
    if (layer_.type == LayerType::activation && layer_.activation == Activation::none) {
      fail("activation is none; must be one that changes something");
    }
  }

  // `order` names every factor of `split` once.
  void order(bool used) const {
    const std::size_t factors = layer_.split.size();
    if (!used && factors + layer_.order.size() > 0) fail("split and order are given; this type has none");
    if (!used) return;
    if (factors < 1 || factors > kMostFactors) {
      fail("split has " + std::to_string(factors) + " factors" + allowed_range(1, kMostFactors));
    }
    for (const int factor : layer_.split) {
      if (factor < 1 || factor > kLargestDimension) {
        fail("split has the factor " + std::to_string(factor) + allowed_range(1, kLargestDimension));
      }
    }
    std::vector<int> sorted = layer_.order;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < std::max(factors, sorted.size()); ++i) {
      if (factors == sorted.size() && sorted[i] == static_cast<int>(i)) continue;
      fail("order must name each of the " + std::to_string(factors) + " factors of split once, from 0 on");
    }
  }

  void weight_bits(bool used) const {
    const int bits = layer_.weight_bits;
    if (!used && bits != 8) fail("weight_bits is " + std::to_string(bits) + "; this type has none");
    if (bits != 4 && bits != 8 && bits != 16) {
      fail("weight_bits is " + std::to_string(bits) + "; must be 4, 8 or 16");
    }
  }

  void weight_scale(bool used) const {
    const float scale = layer_.weight_scale;
    const bool fits = used ? scale == 0 || is_scale(scale) : scale == 0;
    if (!fits) {
      fail("weight_scale is " + std::to_string(scale) +
           (used ? "; must be from 1e-9 to 1e9, or 0 for the default" : "; this type has none"));
    }
  }

 private:
  [[noreturn]] void fail(const std::string& message) const { layer_error(file_, layer_, message); }

  const Layer& layer_;
  const std::string& file_;
};

}  // namespace

void layer_error(const std::string& file, const Layer& layer, const std::string& message) {
  throw files::ConfigError(files::printable(file, 1000) + ": layer " + files::printable(layer.name, 100) +
                           " (" + to_string(layer.type) + "): " + message);
}

void check_quantization(Quantization q, const std::string& what) {
  if (!is_scale(q.scale)) {
    throw files::ConfigError(what + ": scale is " + std::to_string(q.scale) + "; must be from 1e-9 to 1e9");
  }
  if (q.bits != 8 && q.bits != 16) {
    throw files::ConfigError(what + ": bits is " + std::to_string(q.bits) + "; must be 8 or 16");
  }
  const int lowest = lowest_value(q.bits), highest = highest_value(q.bits);
  if (q.zero_point < lowest || q.zero_point > highest) {
    throw files::ConfigError(what + ": zero_point is " + std::to_string(q.zero_point) +
                             allowed_range(lowest, highest));
  }
}

void check_fields(const Layer& layer, const std::string& file) {
  const LayerKind& kind = kind_of(layer.type);
  const FieldCheck check(layer, file);
  check.tensors("inputs", layer.inputs.size(), kind.lowest_inputs, kind.highest_inputs);
  check.tensors("outputs", layer.outputs.size(), 1, kind.highest_outputs);
  check.range("channels", layer.channels, kind.has(has_channels), 0, 1, kLargestDimension);
  check.range("groups", layer.groups, kind.has(has_groups), 1, 1, kLargestDimension);
  for (int axis = 0; axis < 2; ++axis) {
    const std::string index = "[" + std::to_string(axis) + "]";
    check.range("kernel" + index, layer.kernel[axis], kind.has(has_kernel), 1, 1, kLargestWindow);
    check.range("stride" + index, layer.stride[axis], kind.has(has_stride), 1, 1, kLargestWindow);
    check.range("dilation" + index, layer.dilation[axis], kind.has(has_dilation), 1, 1, kLargestWindow);
  }
  for (int side = 0; side < 4; ++side) {
    const int extent = (layer.kernel[side % 2] - 1) * layer.dilation[side % 2] + 1;
    // So that each window has an element that is no padding.
    const int highest = kind.has(has_kernel) ? std::min(kLargestWindow, extent - 1) : kLargestWindow;
    check.range("padding[" + std::to_string(side) + "]", layer.padding[side], kind.has(has_padding), 0, 0,
                highest);
  }
  for (std::size_t i = 0; i < 3; ++i) {
    check.range("begin[" + std::to_string(i) + "]", layer.begin[i], kind.has(has_begin), 0, 0,
                kLargestDimension);
  }
  const bool has_rows = kind.has(has_shape) || kind.has(has_size);
  check.range("shape[0]", layer.shape.height, has_rows, 1, 1, kLargestDimension);
  check.range("shape[1]", layer.shape.width, has_rows, 1, 1, kLargestDimension);
  check.range("shape[2]", layer.shape.channels, kind.has(has_shape), 1, 1, kLargestDimension);
  check.range("axis", static_cast<int>(layer.axis), kind.has(has_axis), static_cast<int>(Axis::channels), 0,
              2);
  check.range("window", layer.window, kind.has(has_window), 1, 1, kLargestDimension);
  check.range("reverse", layer.reverse ? 1 : 0, kind.has(has_reverse), 0, 0, 1);
  check.order(kind.has(has_order));
  check.range("transpose_b", layer.transpose_b ? 1 : 0, kind.has(has_transpose_b), 0, 0, 1);
  check.weight_scale(kind.has(has_weight_scale));
  check.weight_bits(kind.has(has_weight_bits));
  check.activation(kind.has(has_activation));
  if (kind.has(has_cell_quantization)) {
    const std::string where = files::printable(file, 1000) + ": layer " + files::printable(layer.name, 100);
    check_quantization(layer.gate_quantization, where + ": gates");
    check_quantization(layer.state_quantization, where + ": state");
  }
}

}  // namespace apollo::workloads
