#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "apollo/designs/constraints.h"
#include "apollo/designs/scoring.h"
#include "apollo/study/exec_scoring.h"
#include "files/json_object.h"
#include "optimizers/options.h"
#include "optimizers/search_space.h"

namespace apollo::study {

// What becomes of points over the area budget, which is known without a compiler.
enum class AreaMode {
  blackbox,  // they may be proposed, cost a trial and are infeasible: the published protocol
  known      // they do not belong to the space
};

// The largest numbers that a study may ask for.
inline constexpr std::int64_t kMostTrials = 100'000'000, kMostProposals = 100'000;
inline constexpr int kDefaultProposals = 16, kMostLag = 1000;

// Other studies that a study learns from (apollo/transfer).
struct Transfer {
  std::vector<std::string> studies;  // their folders, as given
  std::string fingerprint;           // of transfer.json, beside study.json, which holds copies of them
  std::int64_t proposals = kDefaultProposals;  // points that are tried before the strategy is asked
  bool is_offline = false;                     // none of these points is known from those studies
};

// Everything that decides what a study finds: the same spec gives the same trials. (How many evaluate at a
// time does not matter.)
struct StudySpec {
  optimizers::SearchSpace space;
  std::variant<designs::Scoring, ExecScoring> scoring = {};  // by apollo itself, or by a program of the user
  designs::Constraints constraints = {};
  AreaMode area_mode = AreaMode::blackbox;
  std::string optimizer = "random";
  optimizers::OptionValues options = {};  // a study writes out the defaults of the others
  std::int64_t seed = 1;
  std::int64_t trials = 1;
  int proposals = kDefaultProposals;  // points per ask
  int lag = 0;  // batches by which what the strategy knows lags behind what it proposes (study.h)
  std::optional<Transfer> transfer = {};

  // Null if a program of the user scores; the other way round.
  const designs::Scoring* own_scoring() const { return std::get_if<designs::Scoring>(&scoring); }
  const ExecScoring* exec_scoring() const { return std::get_if<ExecScoring>(&scoring); }
  ExecScoring* exec_scoring() { return std::get_if<ExecScoring>(&scoring); }
  // By name; none if a program of the user gives one reward. What several are counted above: a reward of
  // each, or empty.
  const std::vector<std::string>& objectives() const;
  const std::vector<double>& reference() const;
  // Those that designs are scored on; none if a program of the user scores.
  const std::vector<zoo::WeightedNetwork>& networks() const;
};

// What becomes of failures of its evaluator: that of a program of the user; the default if apollo itself
// scores.
FailurePolicy policy_of(const StudySpec& spec);

// What files and options call them.
const std::vector<std::string>& area_mode_names();
// Requires one of the names.
AreaMode area_mode_of(const std::string& name);

// The options of a strategy: {name: number}. ConfigError.
optimizers::OptionValues parse_option_values(files::JsonObject object);

// ConfigError, naming `file` and the key, if a number is out of range, or the strategy or an option does not
// exist.
void check(const StudySpec& spec, const std::string& file);

// With the defaults of all options of the strategy written out, so that a later change of a default does not
// change the study. ConfigError as check().
StudySpec completed(StudySpec spec, const std::string& file);

// The spec's space without the points that are known to be infeasible but for the area (area_mode): those
// that break its conditions. ConfigError, naming `file`, if one of these cannot be read (conditions.h).
optimizers::SearchSpace allowed_space(const StudySpec& spec, const std::string& file);
// ConfigError likewise, also if they leave no point or divide by zero, as far as that is certain.
void check_conditions(const StudySpec& spec, const std::string& file);

// The point as a configuration: {parameter: value}; if apollo itself scores, a whole configuration file, with
// the baseline's values of all that the space leaves out.
nlohmann::ordered_json configuration_of(const StudySpec& spec, const optimizers::Point& point);
// Requires that apollo itself scores.
designs::Design design_at(const StudySpec& spec, const optimizers::Point& point);

// study.json: all members, the space in full.
std::string to_json_text(const StudySpec& spec);
StudySpec parse_study_spec(const std::string& json_text, const std::string& file);

// Where two specs differ: a key of study.json, as a path, and what each has there, short enough for a
// message.
struct SpecDifference {
  std::string key, first, second;
};
// The first, in the order of study.json; nothing if they are equal.
std::optional<SpecDifference> first_difference(const StudySpec& first, const StudySpec& second);

}  // namespace apollo::study
