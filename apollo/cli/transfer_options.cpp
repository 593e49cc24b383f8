#include "apollo/cli/transfer_options.h"

#include <filesystem>

#include "apollo/transfer/start.h"
#include "files/atomic_file.h"
#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_file.h"

namespace apollo::cli {

namespace {

bool holds_study(const std::string& folder) {
  std::error_code error;
  return std::filesystem::exists(folder + "/study.json", error);
}

}  // namespace

void TransferOptions::declare(Options& o) {
  o.texts("--transfer-from", from, "DIR",
          "a study to learn from, of another budget, other networks, another technology or space; may be "
          "repeated. Its trials are no trials of this one (docs/transfer.md)");
  o.texts("--offline", offline, "DIR",
          "a study to propose designs from without trying any before; may be repeated");
  o.integer("--propose", propose, 1, study::kMostProposals,
            "with --offline: designs to propose, and then to evaluate");
}

void TransferOptions::check_combination(const Options& o) const {
  if (!from.empty() && !offline.empty())
    throw files::ConfigError("--offline: must not be used with --transfer-from");
  if (offline.empty() && o.given("--propose"))
    throw files::ConfigError("--propose: must be used with --offline");
  if (!offline.empty() && !o.given("--propose"))
    throw files::ConfigError("--propose is required with --offline; see apollo search --help");
  if (!offline.empty() && o.given("--trials"))
    throw files::ConfigError("--trials: must not be used with --offline, which evaluates what it proposes");
}

std::optional<study::Transfer> TransferOptions::transfer(const std::string& folder,
                                                         std::vector<transfer::Source>* sources,
                                                         std::string* kept) const {
  if (!any()) return std::nullopt;
  study::Transfer result;
  result.studies = from.empty() ? offline : from;
  result.is_offline = from.empty();
  if (result.is_offline) result.proposals = propose;
  const std::string path = transfer::path_in(folder);
  std::error_code error;
  if (holds_study(folder) && std::filesystem::exists(path, error)) {
    *kept = files::read_text_file(path);
    *sources = transfer::parse_sources(*kept, path);
  } else {
    *sources = transfer::read_sources(result.studies);
    *kept = to_json_text(*sources);
  }
  result.fingerprint = std::to_string(files::fnv1a(*kept));
  return result;
}

void keep_sources(const std::string& folder, const std::string& text) {
  if (text.empty() || holds_study(folder)) return;
  std::error_code error;
  std::filesystem::create_directories(folder, error);  // what fails here, writing says
  files::write_atomically(transfer::path_in(folder), text);
}

}  // namespace apollo::cli
