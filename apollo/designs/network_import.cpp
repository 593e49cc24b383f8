#include "apollo/designs/network_import.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "workloads/zoo/builtin.h"

namespace apollo::designs {
namespace {

using files::printable;

constexpr std::size_t kLongestTextShown = 200;  // of a text in a message

// The sizes of "1x3x224x224"; nothing if it is something else.
std::vector<std::int64_t> sizes_of(const std::string& text) {
  std::vector<std::int64_t> sizes;
  const char *at = text.data(), *end = at + text.size();
  while (at < end) {
    std::int64_t size = 0;
    const auto [next, error] = std::from_chars(at, end, size);
    if (error != std::errc() || size < 1 || (next < end && (*next != 'x' || next + 1 == end))) return {};
    sizes.push_back(size);
    at = next < end ? next + 1 : end;
  }
  return sizes;
}

InputShape parse_input_shape(const std::string& text, const std::string& where) {
  const std::size_t equals = text.rfind('=');
  const std::vector<std::int64_t> sizes =
      equals == std::string::npos ? std::vector<std::int64_t>() : sizes_of(text.substr(equals + 1));
  if (equals == 0 || sizes.empty()) {
    throw files::ConfigError(where + " is \"" + printable(text, kLongestTextShown) +
                             "\"; must be NAME=SIZExSIZEx..., such as data=1x3x224x224");
  }
  return {text.substr(0, equals), sizes};
}

}  // namespace

std::vector<InputShape> parse_input_shapes(const std::vector<std::string>& texts, const std::string& where) {
  std::vector<InputShape> shapes;
  for (const std::string& text : texts) {
    InputShape shape = parse_input_shape(text, where);
    const auto is_same = [&](const InputShape& other) { return other.input == shape.input; };
    if (std::any_of(shapes.begin(), shapes.end(), is_same)) {
      throw files::ConfigError(where + " names \"" + printable(shape.input, kLongestTextShown) +
                               "\" twice; must be different inputs");
    }
    shapes.push_back(std::move(shape));
  }
  return shapes;
}

std::string to_text(const InputShape& shape) {
  return shape.input + "=" +
         files::join(shape.sizes, "x", [](std::int64_t size) { return std::to_string(size); });
}

std::vector<workloads::Network> load_networks(const std::vector<std::string>& names,
                                              const NetworkImport& import, const std::string& where) {
  std::set<std::string> unused;
  for (const InputShape& shape : import.input_shapes) unused.insert(shape.input);
  std::vector<workloads::Network> networks;
  for (const std::string& name : names) {
    workloads::importer::ImportOptions of_model;
    of_model.skip_unsupported = import.skip_unsupported;
    if (zoo::is_model_file(name) && !import.input_shapes.empty()) {
      const std::vector<std::string> inputs = workloads::importer::onnx_inputs(name);
      for (const InputShape& shape : import.input_shapes) {
        if (std::find(inputs.begin(), inputs.end(), shape.input) == inputs.end()) continue;
        of_model.input_shapes.emplace(shape.input, shape.sizes);
        unused.erase(shape.input);
      }
    }
    networks.push_back(zoo::load_network(name, of_model));
  }
  if (!unused.empty()) {
    throw files::ConfigError(where + " names \"" + printable(*unused.begin(), kLongestTextShown) +
                             "\"; must be an input of an ONNX model that is given");
  }
  return networks;
}

}  // namespace apollo::designs
