#pragma once
#include <string>
#include <vector>

#include "apollo/cli/options.h"
#include "apollo/transfer/source.h"

namespace apollo::cli {

// What `apollo search` is told of other studies.
struct TransferOptions {
  std::vector<std::string> from, offline;  // folders; one of the two is empty
  std::int64_t propose = 0;                // with offline

  void declare(Options& options);
  // After parsing: ConfigError if they exclude each other.
  void check_combination(const Options& options) const;

  bool any() const { return !from.empty() || !offline.empty(); }
  // Nothing if there are none. `sources`: what the study in the folder has kept of them, or, for a new one,
  // what lies in theirs, as to be kept. ConfigError.
  std::optional<study::Transfer> transfer(const std::string& folder, std::vector<transfer::Source>* sources,
                                          std::string* kept) const;
};

// Keeps copies of the sources for a study that is to be made in the folder; leaves that of one that is there.
void keep_sources(const std::string& folder, const std::string& text);

}  // namespace apollo::cli
