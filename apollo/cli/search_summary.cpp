#include "apollo/cli/search_summary.h"

#include <algorithm>

#include "apollo/cli/network_figures.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/figures.h"
#include "apollo/study/results.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr machine::Infeasible::Reason reasons[] = {machine::Infeasible::Reason::area,
                                                   machine::Infeasible::Reason::pe_memory,
                                                   machine::Infeasible::Reason::core_memory,
                                                   machine::Infeasible::Reason::parameter_memory,
                                                   machine::Infeasible::Reason::activation_memory,
                                                   machine::Infeasible::Reason::instruction_memory};

std::string design_text(const SearchSummary& s) {
  TextTable table({{"", Align::left}, {"best"}, {"baseline"}});
  const auto baseline_configuration = ordered_json::parse(to_json_text(s.baseline->accelerator));
  for (const auto& item : s.best_configuration.items()) {
    if (item.value().is_number())
      table.row({item.key(), designs::plain(item.value().get<double>()),
                 designs::plain(baseline_configuration[item.key()].get<double>())});
  }
  const designs::Evaluation &a = s.best_design->evaluation, &b = s.baseline->evaluation;
  table.row({"area mm2", designs::significant(a.area_mm2.total()), designs::significant(b.area_mm2.total())});
  table.row({"reward", designs::significant(a.reward), designs::significant(b.reward)});
  return table.text(2) + "\n" + network_figures_text(a, b);
}

std::string shown(const ordered_json& value) {
  if (value.is_number_float()) return designs::significant(value.get<double>());
  const auto replace = ordered_json::error_handler_t::replace;
  return apollo::files::printable(
      value.is_string() ? value.get<std::string>() : value.dump(-1, ' ', false, replace), 60);
}

// What the evaluator has said of it.
std::string outcome_text(const SearchSummary& s) {
  const study::Outcome& outcome = s.best->outcome;
  TextTable table({{"", Align::left}, {"best"}});
  for (const auto& item : s.best_configuration.items()) {
    const bool is_number = item.value().is_number();
    table.row({item.key(), is_number ? designs::plain(item.value().get<double>()) : shown(item.value())});
  }
  if (outcome.area_mm2 > 0) table.row({"area mm2", designs::significant(outcome.area_mm2)});
  for (const auto& item : outcome.details.items())
    table.row({apollo::files::printable(item.key(), 60), shown(item.value())});
  table.row({"reward", designs::significant(outcome.reward)});
  return table.text(2);
}

std::string best_text(const SearchSummary& s) {
  if (s.trials == 0 && s.exhausted) return "no point of the space is within the area budget\n\n";
  if (!s.best) return "nothing feasible found\n\n";
  return "best design: trial " + std::to_string(s.best->id) + "\n" +
         (s.best_design ? design_text(s) : outcome_text(s)) + "\n";
}

std::string label(const std::string& reason) {
  if (reason == "area") return "over the area budget";
  if (reason == "latency" || reason == "power") return "over the limit of " + reason;
  const bool is_memory = std::any_of(std::begin(reasons), std::end(reasons),
                                     [&](const auto known) { return to_string(known) == reason; });
  return is_memory ? "too little " + reason : apollo::files::printable(reason, 60);
}

// " on A (3), B (1)": the networks that trials failed on, if there is a choice.
std::string networks_text(const SearchSummary& s, const std::string& reason) {
  const auto found = s.infeasible_on.find(reason);
  const bool is_suite = s.baseline && s.baseline->evaluation.workloads.size() > 1;
  if (!is_suite || found == s.infeasible_on.end()) return "";
  std::string text;
  for (const auto& [network, count] : found->second)
    text += (text.empty() ? "on " : ", ") + network + " (" + std::to_string(count) + ")";
  return text;
}

std::string counts_text(const SearchSummary& s) {
  TextTable table({{"", Align::left}, {""}, {""}, {"", Align::left}});
  const auto row = [&](const std::string& what, std::int64_t count, const std::string& networks = "") {
    table.row({what, std::to_string(count),
               s.trials > 0 ? designs::percent(double(count) / double(s.trials)) : "", networks});
  };
  row("feasible", s.feasible);
  for (const auto reason : reasons) {
    const auto found = s.infeasible.find(to_string(reason));
    if (found != s.infeasible.end()) row(label(found->first), found->second, networks_text(s, found->first));
  }
  for (const auto& [reason, count] : s.infeasible) {
    const bool listed = std::any_of(std::begin(reasons), std::end(reasons),
                                    [&, r = reason](auto x) { return to_string(x) == r; });
    if (!listed) row(label(reason), count, networks_text(s, reason));
  }
  return std::to_string(s.trials) + " trials" + (s.exhausted ? " (the whole space)" : "") + "\n" +
         table.text(2) + "\n";
}

}  // namespace

SearchSummary summary_of(const study::StudyResult& result, const optimizers::SearchSpace& space,
                         const std::string& folder) {
  SearchSummary s;
  s.folder = folder;
  s.exhausted = result.exhausted;
  s.stopped = result.stopped;
  for (const study::TrialRecord& trial : result.trials) {
    ++s.trials;
    if (trial.outcome.feasible) {
      ++s.feasible;
    } else {
      ++s.infeasible[trial.outcome.reason];
      const json network = trial.outcome.details.value("infeasible_workload", json());
      if (network.is_string() && network != "")
        ++s.infeasible_on[trial.outcome.reason][network.get<std::string>()];
    }
  }
  if (const study::TrialRecord* best = study::best_of(result.trials)) {
    s.best = *best;
    s.best_configuration = study::configuration_of(space, best->point);
  }
  return s;
}

void add_designs(const designs::DesignEvaluator& designs, const designs::EvaluationOptions& options,
                 const machine::Accelerator& baseline, const std::optional<machine::Accelerator>& best,
                 SearchSummary& s) {
  for (const auto reason : reasons) s.infeasible[to_string(reason)] += 0;
  s.baseline = {baseline, designs.evaluate(baseline, options)};
  if (!best) return;
  s.best_design = {*best, designs.evaluate(*best, options)};
  s.best_configuration = ordered_json::parse(to_json_text(*best));
}

std::string to_text(const SearchSummary& s) {
  return best_text(s) + counts_text(s) + "results in " + s.folder +
         ": study.json, trials.sqlite, trials.csv" + (s.best ? ", best.json" : "") + "\n";
}

ordered_json to_json(const SearchSummary& s) {
  ordered_json best = nullptr;
  if (s.best) {
    best = {{"trial", s.best->id},
            {"reward", s.best->outcome.reward},
            {"area_mm2", s.best->outcome.area_mm2},
            {"configuration", s.best_configuration},
            {"details", s.best->outcome.details}};
    if (s.best_design) best["workloads"] = network_figures_json(s.best_design->evaluation);
  }
  ordered_json result = {{"folder", s.folder},
                         {"trials", s.trials},
                         {"feasible", s.feasible},
                         {"infeasible", s.infeasible},
                         {"infeasible_on", s.infeasible_on},
                         {"exhausted", s.exhausted},
                         {"interrupted", s.stopped},
                         {"best", best}};
  if (s.baseline) result["baseline"] = {{"workloads", network_figures_json(s.baseline->evaluation)}};
  return result;
}

}  // namespace apollo::cli
