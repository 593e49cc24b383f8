#include "workloads/layer_check.h"

#include <algorithm>

#include "workloads/config_error.h"
#include "workloads/json_file.h"
#include "workloads/layer_kind.h"

namespace apollo::workloads {
namespace {

std::string allowed_range(std::int64_t lowest, std::int64_t highest) {
  return "; must be from " + std::to_string(lowest) + " to " + std::to_string(highest);
}

bool is_scale(float value) {
  return value >= static_cast<float>(smallest_scale) && value <= static_cast<float>(largest_scale);
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
  throw ConfigError(printable(file, 1000) + ": layer " + printable(layer.name, 100) + " (" +
                    to_string(layer.type) + "): " + message);
}

void check_quantization(Quantization q, const std::string& what) {
  if (!is_scale(q.scale)) {
    throw ConfigError(what + ": scale is " + std::to_string(q.scale) + "; must be from 1e-9 to 1e9");
  }
  if (q.zero_point < -128 || q.zero_point > 127) {
    throw ConfigError(what + ": zero_point is " + std::to_string(q.zero_point) + allowed_range(-128, 127));
  }
}

void check_fields(const Layer& layer, const std::string& file) {
  const LayerKind& kind = kind_of(layer.type);
  const FieldCheck check(layer, file);
  check.tensors("inputs", layer.inputs.size(), kind.lowest_inputs, kind.highest_inputs);
  check.tensors("outputs", layer.outputs.size(), 1, kind.highest_outputs);
  check.range("channels", layer.channels, kind.channels, 0, 1, largest_dimension);
  check.range("groups", layer.groups, kind.groups, 1, 1, largest_dimension);
  for (int axis = 0; axis < 2; ++axis) {
    const std::string index = "[" + std::to_string(axis) + "]";
    check.range("kernel" + index, layer.kernel[axis], kind.kernel, 1, 1, largest_window);
    check.range("stride" + index, layer.stride[axis], kind.stride, 1, 1, largest_window);
    check.range("dilation" + index, layer.dilation[axis], kind.dilation, 1, 1, largest_window);
  }
  for (int side = 0; side < 4; ++side) {
    const int extent = (layer.kernel[side % 2] - 1) * layer.dilation[side % 2] + 1;
    const int highest =
        std::min(largest_window, extent - 1);  // so that each window has an element that is no padding
    check.range("padding[" + std::to_string(side) + "]", layer.padding[side], kind.padding, 0, 0, highest);
  }
  check.range("transpose_b", layer.transpose_b ? 1 : 0, kind.transpose_b, 0, 0, 1);
  check.weight_scale(kind.weight_scale);
  check.activation(kind.activation);
  if (kind.cell_quantization) {
    const std::string where = printable(file, 1000) + ": layer " + printable(layer.name, 100);
    check_quantization(layer.gate_quantization, where + ": gates");
    check_quantization(layer.state_quantization, where + ": state");
  }
}

}  // namespace apollo::workloads
