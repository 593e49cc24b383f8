#include "apollo/study/repeat_command.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "apollo/study/shell_command.h"

namespace apollo::study {
namespace {

using Arguments = std::vector<std::string>;

// Options that a repetition does not need: it has time, a request has its seeds, and it runs all
// shards.
const Arguments kLeftOut = {"--deadline", "--add-seeds", "--shard"};

bool begins_with(const std::string& text, const std::string& beginning) {
  return text.compare(0, beginning.size(), beginning) == 0;
}

std::string again(const std::string& folder) {
  const std::string name = std::filesystem::path(folder).filename().string();
  const bool has_name = !name.empty() && name != "." && name != "..";
  return has_name ? folder + "_again" : folder + "/again";
}

// Whether the option is among the arguments, before a "--".
bool has_option(const Arguments& arguments, const std::string& name) {
  const auto end = std::find(arguments.begin(), arguments.end(), "--");
  return std::any_of(arguments.begin(), end, [&](const std::string& argument) {
    return argument == name || begins_with(argument, name + "=");
  });
}

// A call that only resumes leaves to the study what is searched.
bool says_what(const HistoryEntry& call) {
  return !has_option(call.command, "--resume") || has_option(call.command, "--space");
}

// Of the call, into the folder `out`, and a sweep from the copy of its STUDY.json in `folder`.
Arguments repeated(const HistoryEntry& call, const std::string& folder, const std::string& out, bool resume) {
  Arguments arguments;
  bool has_out = false, options_end = false;
  for (std::size_t i = 2; i < call.command.size(); ++i) {  // after apollo COMMAND
    const std::string& argument = call.command[i];
    const bool is_option = !options_end && begins_with(argument, "-");
    if (is_option && (argument == "--resume" || begins_with(argument, "--resume="))) continue;
    const bool is_left_out =
        std::count(kLeftOut.begin(), kLeftOut.end(), argument.substr(0, argument.find('='))) > 0;
    if (is_option && is_left_out) {
      if (argument.find('=') == std::string::npos) ++i;  // its value
      continue;
    }
    if (is_option && begins_with(argument, "--out=")) {
      arguments.push_back("--out=" + out);
      has_out = true;
    } else if (!options_end && call.command[i - 1] == "--out") {
      arguments.push_back(out);
      has_out = true;
    } else if (!call.request.empty() && argument == call.study_file) {
      arguments.push_back(folder + "/" + call.request);
    } else {
      options_end = options_end || argument == "--";
      arguments.push_back(argument);
    }
  }
  Arguments added;
  if (!has_out) added = {"--out", out};
  if (resume) added.emplace_back("--resume");
  if (resume && call.trials > 0 && !has_option(call.command, "--trials"))
    added.insert(added.end(), {"--trials", std::to_string(call.trials)});
  arguments.insert(std::find(arguments.begin(), arguments.end(), "--"), added.begin(), added.end());
  return arguments;
}

std::vector<HistoryEntry> searches_to_repeat(const std::vector<HistoryEntry>& history) {
  const auto first = std::find_if(history.begin(), history.end(), says_what);
  if (first == history.end()) return {history.front()};
  std::vector<HistoryEntry> calls = {*first};
  for (auto call = first + 1; call != history.end(); ++call)
    if (call->trials > calls.back().trials) calls.push_back(*call);
  return calls;
}

}  // namespace

std::string tidy(const std::string& folder) {
  std::filesystem::path path;
  for (const std::filesystem::path& part : std::filesystem::path(folder))
    if (part != ".") path /= part;
  std::string text = path.string();
  while (text.size() > 1 && text.back() == '/') text.pop_back();
  if (text.empty()) return ".";
  return begins_with(text, "-") ? "./" + text : text;
}

std::vector<HistoryEntry> calls_to_repeat(const std::vector<HistoryEntry>& history) {
  if (history.empty()) return {};
  if (history.front().request.empty()) return searches_to_repeat(history);
  std::vector<HistoryEntry> calls;
  std::set<std::string> requests;
  for (const HistoryEntry& call : calls_with_trials(history))
    if (requests.insert(call.request).second) calls.push_back(call);
  return calls;
}

std::optional<std::string> repeat_command(const std::vector<HistoryEntry>& history) {
  if (history.empty()) return std::nullopt;
  std::string text, folder;
  for (const HistoryEntry& call : calls_to_repeat(history)) {
    if (call.folder.empty()) return std::nullopt;
    const bool is_first = text.empty();
    if (is_first && call.request.empty() && !says_what(call)) return std::nullopt;
    if (is_first) folder = tidy(call.folder);
    if (!is_first) text += " && ";
    text += shell_command(call.command.at(1), repeated(call, folder, again(folder), !is_first));
  }
  return text;
}

}  // namespace apollo::study
