#include "apollo/cli/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <unistd.h>

#include "apollo/cli/terminal.h"

namespace apollo::cli {
namespace {

spdlog::logger logger_of(const std::string& name, const std::string& pattern) {
  const auto sink = std::make_shared<spdlog::sinks::stderr_color_sink_st>(
      shows_colours(STDERR_FILENO) ? spdlog::color_mode::always : spdlog::color_mode::never);
  for (const auto level : {spdlog::level::debug, spdlog::level::info}) sink->set_color(level, "");
  sink->set_color(spdlog::level::warn, sink->yellow);
  spdlog::logger logger(name, sink);
  logger.set_pattern(pattern);
  return logger;
}

}  // namespace

const std::vector<std::string>& log_levels() {
  static const std::vector<std::string> levels = {"debug", "info", "warning", "error"};
  return levels;
}

void set_log_level(const std::string& level) {
  for (spdlog::logger* logger : {&log(), &progress_log()}) logger->set_level(spdlog::level::from_str(level));
}

spdlog::logger& log() {
  static spdlog::logger logger = logger_of("apollo", "apollo: %^%v%$");
  return logger;
}

spdlog::logger& progress_log() {
  static spdlog::logger logger = logger_of("progress", "%H:%M:%S %^%v%$");
  return logger;
}

}  // namespace apollo::cli
