#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/study/sweep.h"

// A sweep in parts, each run by a program of its own, on whatever machine, into one folder: every run belongs
// to one shard, and has its folder and its store to itself. A shard's list of runs, its history and its lock
// lie in FOLDER/shards/NUMBER_of_COUNT.
namespace apollo::study {

inline constexpr int kMostShards = 10000;

// "3/6", and the other way round: nothing if the text is something else, or the number not 1 to the count.
std::string to_text(const Shard& shard);
std::optional<Shard> shard_of(const std::string& text);

// The shard's runs, which follow each other, so that each shard has some of all strategies; all shards have
// as many, or one more. Of more shards than runs some have none.
std::vector<SweepRun> runs_of(const Shard& shard, const std::vector<SweepRun>& runs);

// Where the shard's own files lie.
std::string shard_folder(const std::string& folder, const Shard& shard);
// ConfigError if the folder has shards of another number.
void check_shards(const std::string& folder, const Shard& shard);

// What has come of all runs of a sweep, whichever shards they were of: writes FOLDER/sweep.json and
// history.json, as run_sweep(), without evaluating anything. By run: its curve; nothing if it has not come to
// its end. ConfigError if a shard is running, if the folder has none, or if it has runs of another sweep.
std::vector<std::optional<SweepCurve>> collect_sweep(const std::string& folder,
                                                     const std::vector<SweepRun>& runs, const Call& call);

}  // namespace apollo::study
