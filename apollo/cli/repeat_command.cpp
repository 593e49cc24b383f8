#include "apollo/cli/repeat_command.h"

#include <algorithm>
#include <cassert>
#include <filesystem>

#include "apollo/cli/commands.h"
#include "apollo/cli/shell_command.h"

namespace apollo::cli {
namespace {

bool begins_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

// The path without a slash at its end, and so that it is not taken for an option.
std::string tidy(const std::string& folder) {
  std::string path = std::filesystem::path(folder).lexically_normal().string();
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return begins_with(path, "-") ? "./" + path : path;
}

std::string again(const std::string& folder) {
  const std::string name = std::filesystem::path(folder).filename().string();
  const bool has_name = !name.empty() && name != "." && name != "..";
  return has_name ? folder + "_again" : folder + "/again";
}

// Of `apollo sweep`; all its other options are flags.
bool takes_a_value(const std::string& option) { return option == "--out" || option == "--jobs"; }

}  // namespace

std::string repeat_command(const std::vector<HistoryEntry>& history, const std::string& folder) {
  assert(!history.empty());
  const std::vector<std::string>& given = history.front().command;  // apollo COMMAND ARGUMENT...
  const std::string& command = given.at(1);
  const std::string own = tidy(folder), out = again(own);
  Arguments arguments;
  bool has_out = false, options_end = false;
  for (std::size_t i = 2; i < given.size(); ++i) {
    const std::string& argument = given[i];
    const bool is_option = !options_end && begins_with(argument, "-");
    const bool is_value = !options_end && i > 2 && takes_a_value(given[i - 1]);
    if (is_option && (argument == "--resume" || begins_with(argument, "--resume="))) continue;
    if (is_option && begins_with(argument, "--out=")) {
      arguments.push_back("--out=" + out);
      has_out = true;
    } else if (is_value && given[i - 1] == "--out") {
      arguments.push_back(out);
      has_out = true;
    } else if (command == "sweep" && !is_option && !is_value) {
      arguments.push_back(own + "/request.json");
    } else {
      options_end = options_end || argument == "--";
      arguments.push_back(argument);
    }
  }
  if (!has_out) {
    const auto end_of_options = std::find(arguments.begin(), arguments.end(), "--");
    arguments.insert(end_of_options, {"--out", out});
  }
  return shell_command(command, arguments);
}

}  // namespace apollo::cli
