#include "apollo/study/history.h"

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <utility>

#include "files/config_error.h"
#include "files/json_file.h"
#include "files/json_object.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using nlohmann::json;
using nlohmann::ordered_json;

std::string path_in(const std::string& folder) { return folder + "/history.json"; }

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  struct tm utc = {};
  ::gmtime_r(&now, &utc);
  char text[sizeof "2000-01-01T00:00:00Z"] = "";
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

ordered_json entry_json(const HistoryEntry& entry) {
  ordered_json result = {{"version", entry.version}, {"command", entry.command}, {"folder", entry.folder}};
  if (entry.trials > 0) result["trials"] = entry.trials;
  if (!entry.request.empty()) {
    result["study_file"] = entry.study_file;
    result["request"] = entry.request;
  }
  const Host& host = entry.host;
  result["machine"] = {{"processor", host.processor},
                       {"processors", host.processors},
                       {"memory_gib", host.memory_gib},
                       {"system", host.system}};
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

// Empty if there is none.
std::string path_of(JsonObject& entry, const std::string& key) {
  if (!entry.has(key)) return "";
  if (!entry.value(key).is_string()) entry.fail(key, "a path");
  return entry.value(key).get<std::string>();
}

HistoryEntry parse_entry(JsonObject entry) {
  const std::int64_t any = INT64_MAX;
  HistoryEntry result;
  result.version = entry.text("version");
  result.command = command_of(entry);
  result.folder = path_of(entry, "folder");
  result.study_file = path_of(entry, "study_file");
  result.request = path_of(entry, "request");
  result.trials = entry.integer("trials", 0, any, 0);
  JsonObject host = entry.object("machine");
  result.host.processor = host.value("processor") == "" ? "" : host.text("processor");
  result.host.processors = static_cast<int>(host.integer("processors", 0, INT32_MAX));
  result.host.memory_gib = static_cast<int>(host.integer("memory_gib", 0, INT32_MAX));
  result.host.system = host.value("system") == "" ? "" : host.text("system");
  host.reject_unknown_keys("a machine");
  result.started = entry.text("started");
  if (!entry.value("ended").is_null()) result.ended = entry.text("ended");
  result.trials_before = entry.integer("trials_before", 0, any);
  if (!entry.value("trials_after").is_null()) result.trials_after = entry.integer("trials_after", 0, any);
  entry.reject_unknown_keys("a call");
  return result;
}

void write(const std::string& path, const std::vector<HistoryEntry>& entries) {
  ordered_json list = ordered_json::array();
  for (const HistoryEntry& entry : entries) list.push_back(entry_json(entry));
  files::write_atomically(path, list.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

// Keeps a STUDY.json in the folder, unless a file there is the same already: the file's name, and whether it
// is new.
std::pair<std::string, bool> kept_request(const std::string& folder, const std::string& text) {
  for (int number = 1;; ++number) {
    const std::string name = number == 1 ? "request.json" : "request_" + std::to_string(number) + ".json";
    const std::string path = folder + "/" + name;
    std::error_code error;
    if (!std::filesystem::exists(std::filesystem::symlink_status(path, error))) {
      files::write_atomically(path, text);
      return {name, true};
    }
    if (std::filesystem::is_regular_file(path, error) && files::read_text_file(path) == text)
      return {name, false};
  }
}

}  // namespace

std::vector<HistoryEntry> read_history(const std::string& folder) {
  const std::string path = path_in(folder);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return {};
  const std::string name = files::printable(path, 1000);
  const json list = files::parse_json(files::read_text_file(path), name);
  if (!list.is_array()) throw files::ConfigError(name + ": must be a list of calls");
  std::vector<HistoryEntry> entries;
  for (const json& entry : list)
    entries.push_back(parse_entry(JsonObject(entry, name, "[" + std::to_string(entries.size()) + "]")));
  return entries;
}

std::vector<HistoryEntry> calls_with_trials(const std::vector<HistoryEntry>& history) {
  std::vector<HistoryEntry> calls;
  for (std::size_t i = 0; i < history.size(); ++i) {
    std::optional<std::int64_t> after = history[i].trials_after;
    if (!after && i + 1 < history.size()) after = history[i + 1].trials_before;  // it was killed
    if (!after || *after > history[i].trials_before) calls.push_back(history[i]);
  }
  return calls.empty() ? history : calls;
}

HistoryRecord::HistoryRecord(const std::string& folder, const Call& call,
                             std::function<std::int64_t()> trials, bool is_new)
    : before_(path_in(folder)), path_(path_in(folder)), trials_(std::move(trials)) {
  try {
    if (!is_new) entries_ = read_history(folder);
  } catch (const files::ConfigError& error) {
    if (call.warn) call.warn(std::string(error.what()) + "; a new history begins");
  }
  HistoryEntry entry;
  entry.version = call.version;
  entry.command = call.command;
  entry.folder = call.folder;
  entry.trials = call.trials;
  entry.host = this_host();
  entry.started = utc_now();
  entry.trials_before = trials_();
  if (!call.study_text.empty()) {
    entry.study_file = call.study_file;
    const auto [name, is_new_there] = kept_request(folder, call.study_text);
    entry.request = name;
    if (is_new_there) new_request_ = folder + "/" + name;
  }
  entries_.push_back(entry);
  write(path_, entries_);
}

HistoryRecord::~HistoryRecord() {
  if (ended_) return;
  try {
    if (trials_() > entries_.back().trials_before) {
      write_end();
    } else {
      before_.restore();
      if (!new_request_.empty()) std::filesystem::remove(new_request_);
    }
  } catch (const std::exception&) {  // the call's own error says more
  }
}

void HistoryRecord::end() {
  ended_ = true;
  write_end();
}

void HistoryRecord::write_end() {
  entries_.back().ended = utc_now();
  entries_.back().trials_after = trials_();
  write(path_, entries_);
}

void join_histories(const std::string& folder, const std::vector<std::string>& parts, const Call& call) {
  std::vector<HistoryEntry> entries;
  const auto add = [&](const std::string& from) {
    try {
      for (HistoryEntry& entry : read_history(from)) {
        if (!entry.request.empty())
          entry.request = kept_request(folder, files::read_text_file(from + "/" + entry.request)).first;
        const auto same = [&](const HistoryEntry& e) { return entry_json(e) == entry_json(entry); };
        if (std::none_of(entries.begin(), entries.end(), same)) entries.push_back(std::move(entry));
      }
    } catch (const files::ConfigError& error) {
      if (call.warn) call.warn(std::string(error.what()) + "; its calls are not in the history");
    }
  };
  add(folder);
  for (const std::string& part : parts) add(part);
  std::stable_sort(entries.begin(), entries.end(),
                   [](const HistoryEntry& a, const HistoryEntry& b) { return a.started < b.started; });
  write(path_in(folder), entries);
}

}  // namespace apollo::study
