#pragma once
#include <string>
#include <vector>

#include "apollo/cli/commands.h"

namespace apollo::cli {

// An option or a positional argument of a command, as its table of options declares it.
struct OptionModel {
  std::string name;                // as in messages: "--space", or of a positional argument "CONFIG"
  std::vector<std::string> names;  // all, "-h" before "--help"; empty: a positional argument
  bool takes_value = false, required = false, repeatable = false;
  std::string value;                // what stands for the value in the help: "NAME|FILE"
  std::string help;                 // may have several lines, those of a list indented
  std::vector<std::string> values;  // what it may be, or names that it may be among other things
  bool takes_file = false, takes_folder = false;
};

struct CommandModel {
  std::string name, help;  // what it does, one line; as in the overview
  std::string description;
  std::vector<OptionModel> options;  // the positional arguments are among them
};

// All commands, in the order of the overview.
std::vector<CommandModel> command_models();

}  // namespace apollo::cli
