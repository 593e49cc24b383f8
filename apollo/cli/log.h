#pragma once
#include <string>
#include <vector>

namespace spdlog {
class logger;
}

// What apollo says on the standard error while it works. The error that ends it is said whatever the level.
namespace apollo::cli {

// From the most talkative: debug (every trial), info (progress and notes), warning, error.
const std::vector<std::string>& log_levels();
// One of them; info to begin with.
void set_log_level(const std::string& level);

// Lines "apollo: ...", for warnings and notes.
spdlog::logger& log();
// Lines "12:00:00 ...", for progress and trials.
spdlog::logger& progress_log();

}  // namespace apollo::cli
