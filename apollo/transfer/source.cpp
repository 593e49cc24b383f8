#include "apollo/transfer/source.h"

#include "apollo/study/outcome_json.h"
#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_file.h"
#include "files/json_object.h"

namespace apollo::transfer {

using nlohmann::ordered_json;

namespace {

constexpr std::size_t kLongestPath = 1000;  // in a message

ordered_json to_json(const study::TrialRecord& trial) {
  return {{"id", trial.id}, {"point", trial.point}, {"outcome", to_json(trial.outcome)}};
}

study::TrialRecord parse_trial(files::JsonObject object, const optimizers::SearchSpace& space) {
  study::TrialRecord trial;
  trial.id = object.integer("id", 0, study::kMostTrials);
  for (const std::int64_t index : object.integers("point", 0, INT32_MAX))
    trial.point.push_back(static_cast<int>(index));
  if (!space.contains(trial.point)) object.fail("point", "a point of the study's space");
  trial.outcome = study::parse_outcome(object.object("outcome"));
  object.reject_unknown_keys("a trial");
  return trial;
}

}  // namespace

std::vector<Source> read_sources(const std::vector<std::string>& folders) {
  std::vector<Source> sources;
  for (const std::string& folder : folders) {
    study::StoredStudy stored = study::read_study(folder);
    if (stored.trials.empty())
      throw files::ConfigError(files::printable(folder, kLongestPath) + ": has no trials to learn from");
    sources.push_back({folder, std::move(stored.spec), std::move(stored.trials)});
  }
  return sources;
}

std::string to_json_text(const std::vector<Source>& sources) {
  ordered_json studies = ordered_json::array();
  for (const Source& source : sources) {
    ordered_json trials = ordered_json::array();
    for (const study::TrialRecord& trial : source.trials) trials.push_back(to_json(trial));
    studies.push_back({{"folder", source.folder},
                       {"study", ordered_json::parse(to_json_text(source.spec))},
                       {"trials", std::move(trials)}});
  }
  const ordered_json all = {{"studies", std::move(studies)}};
  return all.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::vector<Source> parse_sources(const std::string& json_text, const std::string& file) {
  const nlohmann::json parsed = files::parse_json(json_text, file);
  files::JsonObject root(parsed, file);
  std::vector<Source> sources;
  for (files::JsonObject& object : root.objects("studies", {1})) {
    Source source{
        object.text("folder"),
        study::parse_study_spec(object.value("study").dump(), file + ": " + object.path_of("study")),
        {}};
    for (const files::JsonObject& trial : object.objects("trials", {1, study::kMostTrials}))
      source.trials.push_back(parse_trial(trial, source.spec.space));
    object.reject_unknown_keys("a study");
    sources.push_back(std::move(source));
  }
  root.reject_unknown_keys();
  return sources;
}

std::string path_in(const std::string& folder) { return folder + "/transfer.json"; }

std::vector<Source> stored_sources(const study::StudySpec& spec, const std::string& folder) {
  if (!spec.transfer) return {};
  const std::string path = path_in(folder), text = files::read_text_file(path);
  if (std::to_string(files::fnv1a(text)) != spec.transfer->fingerprint)
    throw files::ConfigError(files::printable(path, kLongestPath) +
                             ": has changed since the study began; restore it, or begin a new study");
  return parse_sources(text, files::printable(path, kLongestPath));
}

}  // namespace apollo::transfer
