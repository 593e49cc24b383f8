#include "apollo/cli/study_text.h"

#include <algorithm>

#include "apollo/cli/front_text.h"
#include "apollo/cli/progress.h"
#include "apollo/cli/search_output.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/design.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/repeat_command.h"
#include "apollo/study/results.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/space_json.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using study::StudyState;
using study::TrialRecord;

constexpr std::size_t kColumns = 80, kLongestFolder = 1000;

// "pes_x 4, pes_y 2, ...": lines of at most kColumns.
std::string parameters_text(const study::StudySpec& spec, const optimizers::Point& point) {
  const std::string indent = "  ";
  std::string text, line = indent;
  const ordered_json configuration = study::configuration_of(spec.space, point);
  for (const auto& item : configuration.items()) {
    const std::string next =
        files::printable(item.key(), 60) + " " + designs::value_text(item.value()) + ", ";
    if (line.size() + next.size() - 1 > kColumns && line != indent) {
      text += line.substr(0, line.size() - 1) + "\n";
      line = indent;
    }
    line += next;
  }
  return text + line.substr(0, line.size() - 2) + "\n";
}

std::string best_lines(const study::StudyStatus& status, const study::StudySpec& spec) {
  const study::SearchSummary& s = status.so_far;
  if (!s.best) return "nothing feasible yet\n";
  const study::Outcome& outcome = s.best->outcome;
  std::string text =
      "best design: trial " + std::to_string(s.best->id) + ", reward " + designs::significant(outcome.reward);
  if (!s.reward_unit.empty()) text += " " + s.reward_unit;
  if (outcome.area_mm2 > 0) text += ", area " + designs::significant(outcome.area_mm2) + " mm2";
  return text + "\n" + parameters_text(spec, s.best->point) + support_text(s) +
         (s.front ? "\n" + front_text(*s.front) : "");
}

double rate_of(const study::StudyStatus& status) {
  return status.seconds > 0 ? static_cast<double>(status.progress.evaluated) / status.seconds : 0;
}

}  // namespace

std::string to_text(const study::StudyStatus& status, const study::StudySpec& spec) {
  const std::string& folder = status.so_far.folder;
  std::string text = files::printable(folder, kLongestFolder) + ": " + to_string(status.state) + "\n";
  if (status.state == StudyState::stopped)
    text += "to go on: " + study::shell_command("search", {"--resume", "--out", study::tidy(folder)}) + "\n";
  return text + progress_line(status.progress, status.seconds) + "\n\n" + best_lines(status, spec) + "\n" +
         counts_text(status.so_far);
}

ordered_json to_json(const study::StudyStatus& status) {
  const double rate = rate_of(status);
  const auto left = static_cast<double>(status.progress.total - status.progress.finished);
  ordered_json result = {
      {"state", to_string(status.state)},
      {"trials_asked_for", status.progress.total},
      {"trials_per_s", rate > 0 ? ordered_json(rate) : ordered_json(nullptr)},
      {"seconds_left", rate > 0 ? ordered_json(left / rate) : ordered_json(nullptr)},
  };
  ordered_json summary = to_json(status.so_far);
  for (const char* unknown : {"infeasible_on", "interrupted", "paused"}) summary.erase(unknown);
  result.update(summary);
  return result;
}

std::vector<const TrialRecord*> best_trials(const std::vector<TrialRecord>& trials, std::size_t count) {
  std::vector<const TrialRecord*> best;
  for (const TrialRecord& trial : trials)
    if (trial.outcome.feasible) best.push_back(&trial);
  count = std::min(count, best.size());
  std::partial_sort(best.begin(), best.begin() + static_cast<std::ptrdiff_t>(count), best.end(),
                    [](const TrialRecord* a, const TrialRecord* b) { return study::is_better(*a, b); });
  best.resize(count);
  return best;
}

std::string best_trials_text(const std::vector<const TrialRecord*>& trials, const study::StudySpec& spec) {
  if (trials.empty()) return "nothing feasible yet\n";
  const study::Front front(spec);
  std::vector<std::string> names = {"trial", "reward"};
  for (const std::string& objective : front.objectives()) names.push_back("  " + objective);
  names.emplace_back("area mm2");
  for (const auto& parameter : spec.space.parameters()) names.push_back(files::printable(parameter.name, 60));
  const auto cells_of = [&](const TrialRecord& trial) {
    std::vector<std::string> cells = {std::to_string(trial.id), designs::significant(trial.outcome.reward)};
    for (const double reward : front.values_of(trial.outcome)) cells.push_back(designs::significant(reward));
    cells.push_back(designs::significant(trial.outcome.area_mm2));
    const ordered_json configuration = study::configuration_of(spec.space, trial.point);
    for (const auto& item : configuration.items()) cells.push_back(designs::value_text(item.value()));
    return cells;
  };
  const auto widest = [](const std::vector<std::string>& cells) {
    std::size_t width = 0;
    for (const std::string& cell : cells) width = std::max(width, cell.size());
    return width;
  };
  std::string text;
  for (std::size_t first = 0; first < trials.size();) {
    std::vector<std::vector<std::string>> columns = {names};
    std::size_t width = widest(names);
    for (; first < trials.size(); ++first) {
      const std::vector<std::string> cells = cells_of(*trials[first]);
      width += 2 + widest(cells);
      if (columns.size() > 1 && width > kColumns) break;
      columns.push_back(cells);
    }
    std::vector<TextTable::Column> titles(columns.size());
    titles[0].align = Align::left;
    TextTable table(titles);
    for (std::size_t row = 0; row < names.size(); ++row) {
      std::vector<std::string> cells;
      for (const auto& column : columns) cells.push_back(column[row]);
      table.row(cells);
    }
    text += (text.empty() ? "" : "\n") + table.text();
  }
  return text;
}

ordered_json trials_json(const std::vector<const TrialRecord*>& trials, const study::StudySpec& spec) {
  ordered_json list = ordered_json::array();
  for (const TrialRecord* trial : trials) {
    const study::Outcome& outcome = trial->outcome;
    list.push_back({{"trial", trial->id},
                    {"configuration", study::configuration_of(spec.space, trial->point)},
                    {"feasible", outcome.feasible},
                    {"reward", outcome.reward},
                    {"area_mm2", outcome.area_mm2},
                    {"reason", outcome.reason},
                    {"details", outcome.details}});
  }
  return list;
}

}  // namespace apollo::cli
