#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "apollo/study/spec.h"

namespace apollo::prove {

inline constexpr std::uint64_t kMostPoints = 20'000'000'000;  // of a space
inline constexpr double kMostSlack = 1;

// Which design of a space is the best?
struct Question {
  study::StudySpec study;  // its space, scoring (apollo's own) and constraints; the rest does not matter
  double slack = 0;        // the answer may be worse than another design by this share of its reward
  std::optional<optimizers::Point> incumbent = {};  // looked at first
};

// ConfigError, naming `file`, if the space is too large, or an objective has no bound (RewardBound).
void check(const Question& question, const std::string& file);

nlohmann::ordered_json to_json(const Question& question);
// ConfigError. Reads to_json()'s.
Question parse_question(const nlohmann::json& json, const std::string& file);

// The point of the space with these values, {parameter: value}. ConfigError, naming `file`, if there is none.
optimizers::Point point_of(const optimizers::SearchSpace& space, const nlohmann::json& values,
                           const std::string& file);

}  // namespace apollo::prove
