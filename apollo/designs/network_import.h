#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "workloads/network.h"

// How ONNX models among several networks become networks.
namespace apollo::designs {

// All dimensions of a model's input.
struct InputShape {
  std::string input;
  std::vector<std::int64_t> sizes;  // at least one, each at least 1
};

struct NetworkImport {
  std::vector<InputShape> input_shapes;  // of different inputs; each is for every model that has it
  bool skip_unsupported = false;  // leave operators that are not supported out, as if they cost nothing
};

// Reads shapes like "data=1x3x224x224". ConfigError, which begins with `where` the texts are given, if one is
// something else or an input has two.
std::vector<InputShape> parse_input_shapes(const std::vector<std::string>& texts, const std::string& where);
// The other way round.
std::string to_text(const InputShape& shape);

// The networks of these built-in names, network files or models, in their order. ConfigError if one cannot be
// had; also, naming `where` shapes are given, for an input shape that no model has.
std::vector<workloads::Network> load_networks(const std::vector<std::string>& names,
                                              const NetworkImport& import, const std::string& where);

}  // namespace apollo::designs
