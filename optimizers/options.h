#pragma once
#include <map>
#include <string>
#include <vector>

namespace apollo::optimizers {

// A setting of a strategy, as a row of the table that its options() give. From the table come --help, checks
// and error messages.
struct Option {
  std::string name;                // unique in its table
  std::string help;                // one line: what it does, and in which unit if it is not a share
  double lowest = 0, highest = 1;  // allowed range, both ends included
  double fallback = 0;             // its value when it is not given, in the range
  bool integer = false;            // whether fractions are refused
  std::string source;              // where `fallback` comes from: a publication, or what it was tuned on
};

// Values by the options' names. Complete if there is one for each row of a table, and none else.
using OptionValues = std::map<std::string, double>;

// `given` with the defaults of the options that it does not name. std::invalid_argument, one line that names
// the option, its value and what is allowed, if an option is unknown or out of range.
OptionValues complete(const OptionValues& given, const std::vector<Option>& options);

// The names of a table's rows as error messages list them: "first, second".
template <class Row>
std::string listed_names(const std::vector<Row>& table) {
  std::string list;
  for (const Row& row : table) list += (list.empty() ? "" : ", ") + row.name;
  return list;
}

}  // namespace apollo::optimizers
