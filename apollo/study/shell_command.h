#pragma once
#include <string>
#include <vector>

namespace apollo::study {

// "apollo COMMAND ARGUMENT..." with each argument as a shell reads it back.
std::string shell_command(const std::string& command, const std::vector<std::string>& arguments);

}  // namespace apollo::study
