#include "optimizers/options.h"

#include <cmath>
#include <sstream>
#include <stdexcept>

namespace apollo::optimizers {
namespace {

[[noreturn]] void reject(const Option& option, double value) {
  std::ostringstream message;
  message << "option " << option.name << " is " << value << "; must be "
          << (option.integer ? "an integer" : "a number") << " from " << option.lowest << " to "
          << option.highest;
  throw std::invalid_argument(message.str());
}

}  // namespace

OptionValues complete(const OptionValues& given, const std::vector<Option>& options) {
  OptionValues result;
  for (const Option& option : options) {
    const auto found = given.find(option.name);
    const double value = found == given.end() ? option.fallback : found->second;
    const bool in_range = value >= option.lowest && value <= option.highest;
    if (!in_range || (option.integer && value != std::floor(value))) reject(option, value);
    result[option.name] = value;
  }
  for (const auto& [name, value] : given) {
    if (result.count(name) != 0) continue;
    throw std::invalid_argument(
        "option " + name + " is not known; " +
        (options.empty() ? "there are no options" : "must be one of: " + listed_names(options)));
  }
  return result;
}

}  // namespace apollo::optimizers
