#include "apollo/cli/search_output.h"

#include <algorithm>

#include "apollo/cli/front_text.h"
#include "apollo/cli/network_comparison.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "files/join.h"
#include "files/json_file.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;
using study::SearchSummary;

constexpr std::size_t kMostFailuresListed = 5;

std::string shown(const ordered_json& value) {
  if (value.is_number_float()) return designs::significant(value.get<double>());
  const auto replace = ordered_json::error_handler_t::replace;
  return files::printable(value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, replace),
                          60);
}

std::string plain_text(const ordered_json& value) {
  return value.is_number() ? designs::plain(value.get<double>()) : shown(value);
}

std::string design_text(const SearchSummary& s) {
  std::vector<TextTable::Column> columns = {{"", Align::left}, {"best"}};
  if (s.baseline) columns.push_back({"baseline"});
  TextTable table(columns);
  const auto row = [&](const std::string& what, const std::string& best, const std::string& baseline) {
    std::vector<std::string> cells = {what, best, baseline};
    cells.resize(columns.size());
    table.row(cells);
  };
  const designs::Evaluation& a = s.best_design->evaluation;
  const designs::Evaluation* b = s.baseline ? &s.baseline->evaluation : nullptr;
  const ordered_json best = values_by_name(s.best_design->design);
  const ordered_json baseline = values_by_name((s.baseline ? s.baseline : s.best_design)->design);
  for (const auto& [name, value] : best.items()) {
    const bool is_parameter = machine::find_field(machine::kParameters, name) != nullptr;
    if (is_parameter || s.searched.count(name) > 0 || value != baseline.at(name))
      row(name, plain_text(value), plain_text(baseline.at(name)));
  }
  row("area mm2", designs::significant(a.area_mm2.total()),
      b ? designs::significant(b->area_mm2.total()) : "");
  row(b ? "reward" : "reward " + s.reward_unit, designs::significant(a.reward),
      b ? designs::significant(b->reward) : "");
  const std::string support = support_text(s);
  return table.text(2) + "\n" + network_comparison_text(a, b) + (support.empty() ? "" : "\n" + support);
}

// What helps if nothing was feasible because every point was too large.
std::string way_out_text(const SearchSummary& s) {
  const auto too_large = s.infeasible.find("area");
  const bool is_all = too_large != s.infeasible.end() && too_large->second == s.trials;
  if (!is_all || s.networks == 0) return "";
  return wrapped("all were over the area budget: --area-mode known proposes none that are, in a new study\n");
}

std::string best_text(const SearchSummary& s) {
  if (s.trials == 0 && s.exhausted)
    return "no point of the space is within the area budget and keeps the conditions\n\n";
  if (!s.best) return "nothing feasible found\n" + way_out_text(s) + "\n";
  return "best design: trial " + std::to_string(s.best->id) + "\n" +
         (s.best_design ? design_text(s) : outcome_text(s.best_configuration, s.best->outcome, "best")) +
         "\n" + (s.front ? front_text(*s.front) + "\n" : "");
}

std::string label(const std::string& reason) {
  if (reason == "area") return "over the area budget";
  if (reason == "reticle") return "larger than one exposure";
  if (reason == "latency" || reason == "power") return "over the limit of " + reason;
  const auto& reasons = study::reasons_of_designs();
  const bool is_memory = std::any_of(reasons.begin(), reasons.end(),
                                     [&](const auto known) { return to_string(known) == reason; });
  return is_memory ? "too little " + reason : files::printable(reason, 60);
}

// " on A (3), B (1)": the networks that trials failed on, if there is a choice.
std::string networks_text(const SearchSummary& s, const std::string& reason) {
  const auto found = s.infeasible_on.find(reason);
  if (s.networks < 2 || found == s.infeasible_on.end()) return "";
  return "on " + files::join(found->second, ", ", [](const auto& network) {
           return network.first + " (" + std::to_string(network.second) + ")";
         });
}

// The trials without an outcome, the first few in full.
std::string failures_text(const SearchSummary& s) {
  if (s.failed.empty()) return "";
  std::string text =
      "\n" + failed_text(static_cast<std::int64_t>(s.failed.size())) + ", with no outcome so far\n";
  const std::size_t shown = std::min(s.failed.size(), kMostFailuresListed);
  for (std::size_t i = 0; i < shown; ++i) {
    const study::FailedTrial& trial = s.failed[i];
    text +=
        wrapped("  trial " + std::to_string(trial.id) + ", attempts " + std::to_string(trial.attempts) +
                ": " + files::printable(trial.reason, 60) + ": " + files::printable(trial.error, 300) + "\n");
  }
  return text + (shown < s.failed.size() ? "  ...\n" : "");
}

}  // namespace

std::string support_text(const SearchSummary& s) {
  if (!s.best) return "";
  std::string text;
  for (const std::string& line : designs::support_lines(s.support, s.best->outcome.reward))
    text += wrapped(line + "\n");
  return text;
}

std::string outcome_text(const ordered_json& configuration, const study::Outcome& outcome,
                         const std::string& title) {
  TextTable table({{"", Align::left}, {title}});
  for (const auto& item : configuration.items()) {
    table.row({item.key(), plain_text(item.value())});
  }
  if (outcome.area_mm2 > 0) table.row({"area mm2", designs::significant(outcome.area_mm2)});
  for (const auto& item : outcome.details.items())
    table.row({files::printable(item.key(), 60), shown(item.value())});
  table.row({"reward", designs::significant(outcome.reward)});
  return table.text(2);
}

std::string counts_text(const SearchSummary& s) {
  TextTable table({{"", Align::left}, {""}, {""}, {"", Align::left}});
  const auto row = [&](const std::string& what, std::int64_t count, const std::string& networks = "") {
    table.row(
        {what, std::to_string(count),
         s.trials > 0 ? designs::percent(static_cast<double>(count) / static_cast<double>(s.trials)) : "",
         networks});
  };
  const auto& reasons = study::reasons_of_designs();
  row("feasible", s.feasible);
  for (const auto reason : reasons) {
    const auto found = s.infeasible.find(to_string(reason));
    if (found != s.infeasible.end()) row(label(found->first), found->second, networks_text(s, found->first));
  }
  for (const auto& [reason, count] : s.infeasible) {
    const bool listed =
        std::any_of(reasons.begin(), reasons.end(), [&, r = reason](auto x) { return to_string(x) == r; });
    if (!listed) row(label(reason), count, networks_text(s, reason));
  }
  return std::to_string(s.trials) + " trials" + (s.exhausted ? " (the whole space)" : "") + "\n" +
         table.text(2) + failures_text(s);
}

std::string failed_text(std::int64_t trials) {
  return trials == 1 ? "1 trial has failed" : std::to_string(trials) + " trials have failed";
}

std::string to_text(const SearchSummary& s) {
  return best_text(s) + counts_text(s) + "\n" +
         wrapped("results in " + s.folder + ": study.json, trials.sqlite, trials.csv" +
                 (s.best ? ", best.json" : "") + (s.best && s.front ? ", front.json" : "") + "\n");
}

ordered_json to_json(const SearchSummary& s) {
  ordered_json best = nullptr;
  if (s.best) {
    best = {{"trial", s.best->id},
            {"reward", s.best->outcome.reward},
            {"reward_unit", s.reward_unit.empty() ? ordered_json() : ordered_json(s.reward_unit)},
            {"area_mm2", s.best->outcome.area_mm2},
            {"configuration", s.best_configuration},
            {"details", s.best->outcome.details}};
    if (s.best_design) best["workloads"] = network_results_json(s.best_design->evaluation);
  }
  ordered_json result = {{"folder", s.folder},
                         {"trials", s.trials},
                         {"feasible", s.feasible},
                         {"infeasible", s.infeasible},
                         {"infeasible_on", s.infeasible_on},
                         {"exhausted", s.exhausted},
                         {"interrupted", s.stopped},
                         {"paused", s.pause.empty() ? ordered_json() : ordered_json(s.pause)},
                         {"failed", ordered_json::array()},
                         {"best", best}};
  for (const study::FailedTrial& trial : s.failed) {
    result["failed"].push_back({{"trial", trial.id},
                                {"attempts", trial.attempts},
                                {"reason", trial.reason},
                                {"error", trial.error}});
  }
  if (s.front) result["front"] = front_json(*s.front);
  for (const designs::NetworkSupport& network : s.support) {
    result["rests_on"].push_back(
        {{"network", network.network}, {"ratio", network.ratio}, {"reward_without", network.reward_without}});
  }
  if (s.baseline) result["baseline"] = {{"workloads", network_results_json(s.baseline->evaluation)}};
  return result;
}

}  // namespace apollo::cli
