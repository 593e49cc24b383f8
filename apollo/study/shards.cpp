#include "apollo/study/shards.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "apollo/study/store.h"
#include "files/config_error.h"
#include "files/folder_lock.h"
#include "files/json_file.h"

namespace apollo::study {
namespace {

namespace fs = std::filesystem;
using files::printable;

constexpr std::size_t kLongestShardPath = 1000;  // in a message

std::string folder_of_shards(const std::string& folder) { return folder + "/shards"; }

// Of the folder's shards, in the order of their names.
std::vector<std::string> names_of_shards(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_of_shards(folder), error))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

// Of a run that has come to its end.
std::optional<SweepCurve> curve_of_run(const std::string& folder, const StudySpec& spec) {
  if (!fs::exists(folder + "/study.json")) return std::nullopt;
  const StoredStudy study = read_study(folder);
  if (const auto difference = first_difference(study.spec, completed(spec, folder))) {
    throw files::ConfigError(printable(folder, kLongestShardPath) +
                             ": is of another sweep: " + difference->key + " is " + difference->first +
                             " there and " + difference->second + " in this");
  }
  std::int64_t failed = 0, passed_over = 0;
  std::vector<bool> has_outcome(static_cast<std::size_t>(spec.trials));
  for (const TrialRecord& trial : study.trials) has_outcome[static_cast<std::size_t>(trial.id)] = true;
  for (const FailedTrial& trial : read_failures(folder + "/trials.sqlite")) {
    if (has_outcome[static_cast<std::size_t>(trial.id)]) continue;
    ++failed;
    passed_over += trial.passed_over ? 1 : 0;
  }
  const auto ended = static_cast<std::int64_t>(study.trials.size()) + passed_over;
  if (ended < spec.trials && !study.exhausted) return std::nullopt;
  SweepCurve curve = curve_of(spec, study.trials);
  curve.failed = failed;
  return curve;
}

}  // namespace

std::string to_text(const Shard& shard) {
  return std::to_string(shard.number) + "/" + std::to_string(shard.count);
}

std::optional<Shard> shard_of(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto number = std::from_chars(text.data(), end, shard.number);
  if (number.ec != std::errc() || number.ptr == end || *number.ptr != '/') return std::nullopt;
  const auto count = std::from_chars(number.ptr + 1, end, shard.count);
  const bool is_good = count.ec == std::errc() && count.ptr == end && shard.number >= 1 &&
                       shard.number <= shard.count && shard.count <= kMostShards && to_text(shard) == text;
  return is_good ? std::optional(shard) : std::nullopt;
}

std::vector<SweepRun> runs_of(const Shard& shard, const std::vector<SweepRun>& runs) {
  const auto before = [&](int shards) {  // runs of the first so many
    return runs.begin() + static_cast<std::ptrdiff_t>(runs.size()) * shards / shard.count;
  };
  return {before(shard.number - 1), before(shard.number)};
}

std::string shard_folder(const std::string& folder, const Shard& shard) {
  return folder_of_shards(folder) + "/" + std::to_string(shard.number) + "_of_" + std::to_string(shard.count);
}

void check_shards(const std::string& folder, const Shard& shard) {
  const std::string ending = "_of_" + std::to_string(shard.count);
  for (const std::string& name : names_of_shards(folder)) {
    const std::size_t at = name.find("_of_");
    if (at == std::string::npos || name.substr(at) == ending) continue;
    throw files::ConfigError(printable(folder, kLongestShardPath) + ": has shard " +
                             printable(name.substr(0, at), 20) + " of " + printable(name.substr(at + 4), 20) +
                             ", and this is " + to_text(shard) +
                             "; must be of as many, or go into another folder");
  }
}

std::vector<std::optional<SweepCurve>> collect_sweep(const std::string& folder,
                                                     const std::vector<SweepRun>& runs, const Call& call) {
  if (names_of_shards(folder).empty())
    throw files::ConfigError(printable(folder, kLongestShardPath) +
                             ": has no shards; must be the folder of some");
  const files::FolderLock lock(folder);
  std::vector<std::optional<SweepCurve>> curves;
  for (const SweepRun& run : runs) curves.push_back(curve_of_run(folder + "/" + run.folder, run.spec));
  write_index(folder, runs);
  std::vector<std::string> parts;
  for (const std::string& name : names_of_shards(folder))
    parts.push_back(folder_of_shards(folder) + "/" + name);
  join_histories(folder, parts, call);
  return curves;
}

}  // namespace apollo::study
