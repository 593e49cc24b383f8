#pragma once
#include <map>
#include <string>
#include <vector>

namespace apollo::optimizers {

// A setting of a strategy.
struct Option {
  std::string name;
  std::string help;
  double lowest = 0, highest = 1;  // allowed range, both ends included
  double fallback = 0;             // its value when it is not given
  bool integer = false;
  std::string source;  // where the default comes from
};

using OptionValues = std::map<std::string, double>;

// `given` with the defaults of the options that it does not name. std::invalid_argument, one line that names
// the option, its value and what is allowed, if an option is unknown or out of range.
OptionValues complete(const OptionValues& given, const std::vector<Option>& options);

}  // namespace apollo::optimizers
