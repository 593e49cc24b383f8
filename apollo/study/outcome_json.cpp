#include "apollo/study/outcome_json.h"

#include <algorithm>
#include <iterator>
#include <limits>

namespace apollo::study {
namespace {

constexpr const char* kOwnKeys[] = {"id", "feasible", "reward", "area_mm2", "reason"};

bool is_detail(const std::string& key) {
  return std::find(std::begin(kOwnKeys), std::end(kOwnKeys), key) == std::end(kOwnKeys);
}

}  // namespace

nlohmann::ordered_json to_json(const Outcome& outcome) {
  nlohmann::ordered_json answer = {{"feasible", outcome.feasible}};
  if (outcome.feasible) {
    answer["reward"] = outcome.reward;
  } else {
    answer["reason"] = outcome.reason;
  }
  answer["area_mm2"] = outcome.area_mm2;
  for (const auto& detail : outcome.details.items()) {
    if (is_detail(detail.key())) answer[detail.key()] = detail.value();
  }
  return answer;
}

std::string encode(const Outcome& o) {
  std::string bytes;
  nlohmann::json::to_cbor(nlohmann::json::array({o.feasible, o.reward, o.area_mm2, o.reason, o.details}),
                          bytes);
  return bytes;
}

Outcome decode_outcome(const std::string& bytes) {
  const auto j = nlohmann::json::from_cbor(bytes);
  return {j.at(0), j.at(1), j.at(2), j.at(3), j.at(4)};
}

Outcome parse_outcome(files::JsonObject answer, bool has_reward) {
  const double largest = std::numeric_limits<double>::max();
  Outcome outcome;
  outcome.feasible = answer.boolean("feasible");
  if (outcome.feasible) {
    if (has_reward) outcome.reward = answer.number("reward", -largest, largest);
  } else {
    outcome.reason = answer.text("reason");
  }
  outcome.area_mm2 = answer.number("area_mm2", 0, largest, 0);
  for (const std::string& key : answer.keys()) {
    if (is_detail(key)) outcome.details[key] = answer.value(key);
  }
  return outcome;
}

}  // namespace apollo::study
