#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/cli/options.h"
#include "apollo/study/shards.h"
#include "apollo/study/sweep_file.h"

namespace apollo::cli {

// The options of `apollo sweep`.
struct SweepCommand {
  std::string file, out, deadline, shard_text;
  std::string template_file, baseline;  // empty: the file's
  std::vector<std::string> set;         // NAME=VALUE
  std::int64_t jobs = 0;                // 0: one per processor
  std::int64_t add_seeds = 0;
  bool resume = false, collect = false, json = false;
  std::optional<study::Shard> shard;  // of --shard

  void declare(Options& options);
  // After parsing: finds the shard. ConfigError if there is no such, or options exclude each other.
  void check_combination(const Options& options);

  // --out, or results/NAME of the file.
  std::string folder() const;
  // The file, with the runs of the shard alone. ConfigError, also if it has none.
  study::SweepFile read() const;
  // What goes on with the sweep.
  std::string command_to_go_on() const;
};

}  // namespace apollo::cli
