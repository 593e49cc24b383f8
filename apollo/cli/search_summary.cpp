#include "apollo/cli/search_summary.h"

#include <algorithm>

#include "apollo/cli/figures.h"
#include "apollo/cli/text_table.h"
#include "apollo/study/results.h"

namespace apollo::cli {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

// Those that are listed even if they did not occur.
constexpr Infeasible::Reason reasons[] = {Infeasible::Reason::area,
                                          Infeasible::Reason::pe_memory,
                                          Infeasible::Reason::core_memory,
                                          Infeasible::Reason::parameter_memory,
                                          Infeasible::Reason::activation_memory,
                                          Infeasible::Reason::instruction_memory};

ordered_json configuration(const SearchSummary::Design& design) {
  return ordered_json::parse(to_json_text(design.accelerator));
}

std::string best_text(const SearchSummary& s) {
  TextTable table({{"", Align::left}, {"best"}, {"baseline"}});
  const ordered_json best = configuration(*s.best), baseline = configuration(s.baseline);
  for (const auto& item : best.items()) {
    if (item.value().is_number())
      table.row({item.key(), plain(item.value().get<double>()), plain(baseline[item.key()].get<double>())});
  }
  const Evaluation &a = s.best->evaluation, &b = s.baseline.evaluation;
  table.row({"area mm2", significant(a.area_mm2.total()), significant(b.area_mm2.total())});
  for (std::size_t i = 0; i < a.workloads.size() && i < b.workloads.size(); ++i) {
    table.row({a.workloads[i].name + " inferences/s", significant(a.workloads[i].throughput_per_s),
               significant(b.workloads[i].throughput_per_s)});
  }
  table.row({"reward", significant(a.reward), significant(b.reward)});
  return "best design: trial " + std::to_string(s.best_trial) + "\n" + table.text(2) + "\n";
}

std::string label(const std::string& reason) {
  if (reason == "area") return "over the area budget";
  if (reason == "latency" || reason == "power") return "over the limit of " + reason;
  return "too little " + reason;
}

std::string counts_text(const SearchSummary& s) {
  TextTable table({{"", Align::left}, {""}, {""}});
  const auto row = [&](const std::string& what, std::int64_t count) {
    table.row({what, std::to_string(count), s.trials > 0 ? percent(double(count) / double(s.trials)) : ""});
  };
  row("feasible", s.feasible);
  for (const auto reason : reasons) row(label(to_string(reason)), s.infeasible.at(to_string(reason)));
  for (const auto& [reason, count] : s.infeasible) {
    const bool listed = std::any_of(std::begin(reasons), std::end(reasons),
                                    [&, r = reason](auto x) { return to_string(x) == r; });
    if (!listed) row(label(reason), count);
  }
  return std::to_string(s.trials) + " trials" + (s.exhausted ? " (the whole space)" : "") + "\n" +
         table.text(2) + "\n";
}

}  // namespace

SearchSummary summary_of(const StudyResult& result, const std::string& folder) {
  SearchSummary s;
  s.folder = folder;
  s.exhausted = result.exhausted;
  s.stopped = result.stopped;
  for (const auto reason : reasons) s.infeasible[to_string(reason)] = 0;
  for (const TrialRecord& trial : result.trials) {
    ++s.trials;
    if (trial.outcome.feasible) {
      ++s.feasible;
    } else {
      ++s.infeasible[trial.outcome.reason];
    }
  }
  if (const TrialRecord* best = best_of(result.trials)) s.best_trial = best->id;
  return s;
}

std::string to_text(const SearchSummary& s) {
  std::string text = s.best ? best_text(s) : "nothing feasible found\n\n";
  return text + counts_text(s) + "results in " + s.folder + ": study.json, trials.sqlite, trials.csv" +
         (s.best ? ", best.json" : "") + "\n";
}

ordered_json to_json(const SearchSummary& s) {
  ordered_json best = nullptr;
  if (s.best) {
    const Evaluation& e = s.best->evaluation;
    best = {{"trial", s.best_trial},
            {"reward", e.reward},
            {"area_mm2", e.area_mm2.total()},
            {"configuration", configuration(*s.best)}};
  }
  return {{"folder", s.folder},
          {"trials", s.trials},
          {"feasible", s.feasible},
          {"infeasible", s.infeasible},
          {"exhausted", s.exhausted},
          {"interrupted", s.stopped},
          {"best", best}};
}

}  // namespace apollo::cli
