#include "apollo/study/results.h"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>

#include "apollo/study/space_json.h"

namespace apollo::study {
namespace {

using nlohmann::json;

class Cells {
 public:
  explicit Cells(CsvCells kind) : is_safe_(kind == CsvCells::safe) {}

  std::string text(const std::string& value) const {
    const bool is_formula =
        !value.empty() && std::string_view("=+-@\t\r").find(value[0]) != std::string::npos;
    return csv_quoted(is_safe_ && is_formula ? "'" + value : value);
  }
  std::string value(const json& value) const {
    if (value.is_null()) return "";
    if (value.is_string()) return text(value.get<std::string>());
    return csv_quoted(value.dump(-1, ' ', false, json::error_handler_t::replace));
  }
  std::string number(double number) const { return value(number == 0 ? json(0) : json(number)); }

 private:
  bool is_safe_;
};

}  // namespace

std::string csv_quoted(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? std::string("\"\"") : std::string(1, c);
  return result + "\"";
}

std::string column_name(const std::string& key, const optimizers::SearchSpace& space) {
  const auto& fixed = fixed_columns();
  const auto& parameters = space.parameters();
  const bool taken =
      std::find(fixed.begin(), fixed.end(), key) != fixed.end() ||
      std::any_of(parameters.begin(), parameters.end(), [&](const auto& p) { return p.name == key; });
  return taken ? "detail_" + key : key;
}

const std::vector<std::string>& fixed_columns() {
  static const std::vector<std::string> columns = {"trial", "feasible", "reward", "area_mm2", "reason"};
  return columns;
}

bool is_better(const TrialRecord& trial, const TrialRecord* best) {
  if (!trial.outcome.feasible || !best) return trial.outcome.feasible;
  const double reward = trial.outcome.reward, highest = best->outcome.reward;
  return reward > highest || (reward == highest && trial.id < best->id);
}

double best_of_none(const StudySpec& spec) {
  return spec.exec_scoring() ? -std::numeric_limits<double>::infinity() : 0;
}

const TrialRecord* best_of(const std::vector<TrialRecord>& trials) {
  const TrialRecord* best = nullptr;
  for (const TrialRecord& trial : trials) {
    if (is_better(trial, best)) best = &trial;
  }
  return best;
}

std::string trials_csv(const optimizers::SearchSpace& space, const std::vector<TrialRecord>& trials,
                       const std::vector<double>& hypervolumes, CsvCells kind) {
  const Cells cells(kind);
  std::set<std::string> keys;
  for (const TrialRecord& trial : trials) {
    for (const auto& item : trial.outcome.details.items()) keys.insert(item.key());
  }
  std::string text = "trial";
  for (const auto& parameter : space.parameters()) text += "," + cells.text(parameter.name);
  text += ",feasible,reward,area_mm2,reason";
  if (!hypervolumes.empty()) text += ",hypervolume";
  for (const std::string& key : keys) text += "," + cells.text(column_name(key, space));
  text += "\n";
  for (const TrialRecord& trial : trials) {
    text += std::to_string(trial.id);
    for (std::size_t i = 0; i < trial.point.size(); ++i) {
      text += "," + cells.value(value_of(space.parameters()[i], trial.point[i]));
    }
    const Outcome& outcome = trial.outcome;
    text += std::string(outcome.feasible ? ",true," : ",false,") + cells.number(outcome.reward) + "," +
            cells.number(outcome.area_mm2) + "," + cells.text(outcome.reason);
    if (!hypervolumes.empty())
      text += "," + cells.number(hypervolumes[static_cast<std::size_t>(&trial - trials.data())]);
    for (const std::string& key : keys) {
      text += "," + (outcome.details.contains(key) ? cells.value(outcome.details.at(key)) : "");
    }
    text += "\n";
  }
  return text;
}

}  // namespace apollo::study
