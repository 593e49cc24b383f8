#include "workloads/layer_kind.h"

#include "workloads/network.h"

namespace apollo::workloads {

const std::vector<std::string>& activation_names() {
  static const std::vector<std::string> names = {"none",    "relu", "relu6",        "leaky_relu",
                                                 "sigmoid", "tanh", "hard_sigmoid", "hard_swish",
                                                 "swish",   "gelu"};
  return names;
}

const std::vector<std::string>& axis_names() {
  static const std::vector<std::string> names = {"height", "width", "channels"};
  return names;
}

const char* to_string(Activation activation) {
  return activation_names()[static_cast<std::size_t>(activation)].c_str();
}

const char* to_string(Axis axis) { return axis_names()[static_cast<std::size_t>(axis)].c_str(); }

}  // namespace apollo::workloads
