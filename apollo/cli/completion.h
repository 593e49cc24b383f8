#pragma once
#include <string>
#include <vector>

#include "apollo/cli/command_model.h"

// Scripts by which shells complete commands, options, and values: what options may be, the names of what is
// built in, files and folders.
namespace apollo::cli {

std::string bash_completion(const std::vector<CommandModel>& commands);
std::string zsh_completion(const std::vector<CommandModel>& commands);
std::string fish_completion(const std::vector<CommandModel>& commands);

}  // namespace apollo::cli
