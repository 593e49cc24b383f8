#include "apollo/report/provenance.h"

#include <filesystem>
#include <set>

#include "apollo/study/repeat_command.h"
#include "apollo/study/shell_command.h"
#include "files/config_error.h"
#include "files/join.h"

namespace apollo::report {
namespace {

namespace fs = std::filesystem;

// The texts that are not empty, each once.
std::string joined(const std::vector<std::string>& texts, const std::string& separator) {
  std::vector<std::string> kept;
  std::set<std::string> seen;
  for (const std::string& text : texts)
    if (!text.empty() && seen.insert(text).second) kept.push_back(text);
  return files::join(kept, separator);
}

// The folder whose history it is: the sweep's for a run of one, and otherwise the same. As the user wrote it,
// or relative if that was.
std::string origin(const std::string& folder) {
  const fs::path sweep = fs::canonical(folder).parent_path();
  if (fs::exists(folder + "/history.json") || !fs::exists(sweep / "sweep.json")) return study::tidy(folder);
  return (fs::path(folder).is_absolute() ? sweep : fs::proximate(sweep)).string();
}

std::string command_of(const std::vector<study::HistoryEntry>& history) {
  std::vector<std::string> commands;
  for (const study::HistoryEntry& call : study::calls_to_repeat(history))
    commands.push_back(
        study::shell_command(call.command.at(1), {call.command.begin() + 2, call.command.end()}));
  return joined(commands, " && ");
}

void describe(const std::vector<study::HistoryEntry>& history, Provenance& provenance) {
  const std::vector<study::HistoryEntry> calls = study::calls_with_trials(history);
  std::vector<std::string> versions, machines;
  for (const study::HistoryEntry& call : calls) {
    versions.push_back(call.version);
    machines.push_back(host_text(call.host));
  }
  provenance.command = command_of(history);
  provenance.repeat = study::repeat_command(history);
  provenance.version = joined(versions, ", ");
  provenance.machine = joined(machines, "; ");
  provenance.started = calls.front().started;
  provenance.ended = calls.back().ended.value_or("");
}

// Whether the calls' relative paths are meant from here, as far as the folder's own path tells.
bool made_here(const study::HistoryEntry& call, const std::string& folder) {
  std::error_code none;
  return fs::path(call.folder).is_relative() && fs::equivalent(study::tidy(call.folder), folder, none);
}

}  // namespace

std::string host_text(const study::Host& host) {
  const auto counted = [](int count, const std::string& what) {
    return count > 0 ? std::to_string(count) + " " + what : "";
  };
  return joined({host.processor, counted(host.processors, host.processors == 1 ? "processor" : "processors"),
                 counted(host.memory_gib, "GiB"), host.system},
                ", ");
}

std::vector<Provenance> provenance_of(const std::vector<std::string>& folders,
                                      std::vector<std::string>& notes) {
  std::vector<Provenance> result;
  std::set<fs::path> seen;
  for (const std::string& given : folders) {
    const std::string folder = origin(given);
    if (!seen.insert(fs::canonical(folder)).second) continue;
    Provenance& provenance = result.emplace_back();
    provenance.folder = folder;
    try {
      const std::vector<study::HistoryEntry> history = study::read_history(folder);
      if (history.empty()) continue;
      describe(history, provenance);
      if (const std::int64_t before = history.front().trials_before) {
        notes.push_back("The first " + std::to_string(before) + " trials of " + folder +
                        " were made by calls that were not recorded.");
      }
      if (provenance.repeat && !made_here(study::calls_to_repeat(history).front(), folder))
        notes.push_back("Paths in the commands of " + folder + " are meant from where the first was run.");
    } catch (const files::ConfigError& error) {  // no reason to have no report
      notes.push_back(std::string(error.what()) + ".");
    }
  }
  return result;
}

}  // namespace apollo::report
