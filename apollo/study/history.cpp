#include "apollo/study/history.h"

#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "workloads/config_error.h"
#include "workloads/json_file.h"
#include "workloads/json_object.h"

namespace apollo {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using workloads::JsonObject;

std::string path_in(const std::string& folder) { return folder + "/history.json"; }

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  struct tm utc = {};
  ::gmtime_r(&now, &utc);
  char text[sizeof "2000-01-01T00:00:00Z"] = "";
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

ordered_json to_json(const HistoryEntry& entry) {
  ordered_json result = {{"version", entry.version}, {"command", entry.command}};
  const Machine& machine = entry.machine;
  result["machine"] = {{"processor", machine.processor},
                       {"processors", machine.processors},
                       {"memory_gib", machine.memory_gib},
                       {"system", machine.system}};
  result["started"] = entry.started;
  result["ended"] = entry.ended ? ordered_json(*entry.ended) : ordered_json(nullptr);
  result["trials_before"] = entry.trials_before;
  result["trials_after"] = entry.trials_after ? ordered_json(*entry.trials_after) : ordered_json(nullptr);
  return result;
}

// Longer, and with other characters, than JsonObject::texts() allows.
std::vector<std::string> command_of(JsonObject& entry) {
  std::vector<std::string> command;
  const json& list = entry.value("command");
  const char* const allowed = "a list of at least two texts";
  if (!list.is_array() || list.size() < 2) entry.fail("command", allowed);
  for (const json& argument : list) {
    if (!argument.is_string()) entry.fail("command", allowed);
    command.push_back(argument.get<std::string>());
  }
  return command;
}

HistoryEntry parse_entry(JsonObject entry) {
  const std::int64_t any = INT64_MAX;
  HistoryEntry result;
  result.version = entry.text("version");
  result.command = command_of(entry);
  JsonObject machine = entry.object("machine");
  result.machine.processor = machine.value("processor") == "" ? "" : machine.text("processor");
  result.machine.processors = static_cast<int>(machine.integer("processors", 0, INT32_MAX));
  result.machine.memory_gib = static_cast<int>(machine.integer("memory_gib", 0, INT32_MAX));
  result.machine.system = machine.value("system") == "" ? "" : machine.text("system");
  machine.reject_unknown_keys("a machine");
  result.started = entry.text("started");
  if (!entry.value("ended").is_null()) result.ended = entry.text("ended");
  result.trials_before = entry.integer("trials_before", 0, any);
  if (!entry.value("trials_after").is_null()) result.trials_after = entry.integer("trials_after", 0, any);
  entry.reject_unknown_keys("a call");
  return result;
}

void write(const std::string& path, const std::vector<HistoryEntry>& entries) {
  ordered_json list = ordered_json::array();
  for (const HistoryEntry& entry : entries) list.push_back(to_json(entry));
  write_atomically(path, list.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

}  // namespace

std::vector<HistoryEntry> read_history(const std::string& folder) {
  const std::string path = path_in(folder);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  const std::string name = workloads::printable(path, 1000);
  const json list = workloads::parse_json(workloads::read_text_file(path), name);
  if (!list.is_array()) throw ConfigError(name + ": must be a list of calls");
  std::vector<HistoryEntry> entries;
  for (const json& entry : list)
    entries.push_back(parse_entry(JsonObject(entry, name, "[" + std::to_string(entries.size()) + "]")));
  return entries;
}

HistoryRecord::HistoryRecord(const std::string& folder, const Call& call, std::int64_t trials_before,
                             bool is_new)
    : before_(path_in(folder)), path_(path_in(folder)) {
  try {
    if (!is_new) entries_ = read_history(folder);
  } catch (const ConfigError& error) {
    if (call.warn) call.warn(std::string(error.what()) + "; a new history begins");
  }
  entries_.push_back({call.version, call.command, this_machine(), utc_now(), {}, trials_before, {}});
  write(path_, entries_);
}

void HistoryRecord::end(std::int64_t trials_after) {
  entries_.back().ended = utc_now();
  entries_.back().trials_after = trials_after;
  write(path_, entries_);
}

void HistoryRecord::fail(std::int64_t trials_after) noexcept {
  if (trials_after == entries_.back().trials_before) {
    before_.restore();
    return;
  }
  try {
    end(trials_after);
  } catch (const std::exception&) {  // the call's own error says more
  }
}

}  // namespace apollo
