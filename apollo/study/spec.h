#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apollo/designs/constraints.h"
#include "optimizers/options.h"
#include "optimizers/search_space.h"
#include "workloads/zoo/suite.h"

namespace apollo::study {

// What becomes of points over the area budget, which is known without a compiler.
enum class AreaMode {
  blackbox,  // they may be proposed, cost a trial and are infeasible: the published protocol
  known      // they do not belong to the space
};

// Everything that decides what a study finds: the same spec gives the same trials. (How many evaluate at a
// time does not matter.)
struct StudySpec {
  optimizers::SearchSpace space;
  std::vector<zoo::WeightedNetwork> workloads = {};
  std::string objective = {};
  designs::Constraints constraints = {};
  AreaMode area_mode = AreaMode::blackbox;
  nlohmann::json evaluation =
      nlohmann::json::object();  // what else decides an outcome: technology, baseline, engine, ...
  std::string optimizer = "random";
  optimizers::OptionValues options = {};  // a study writes out the defaults of the others
  std::int64_t seed = 1;
  std::int64_t trials = 1;
  int batch = 16;  // points per ask
};

// The largest numbers that a study may ask for.
inline constexpr std::int64_t most_trials = 100'000'000, largest_batch = 100'000;

// ConfigError, naming `file` and the key, if a number is out of range, or the strategy or an option does not
// exist.
void check(const StudySpec& spec, const std::string& file);

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
