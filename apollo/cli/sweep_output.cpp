#include "apollo/cli/sweep_output.h"

#include <cmath>

#include "apollo/cli/terminal.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "apollo/study/front.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

using nlohmann::ordered_json;

ordered_json row_json(const study::SweepRow& row) {
  return {{"area_mm2", row.area_mm2 ? ordered_json(*row.area_mm2) : ordered_json(nullptr)},
          {"optimizer", row.label},
          {"runs", row.runs},
          {"best_reward",  // null: minus infinity, best_of_none()
           {{"lowest", row.lowest},
            {"lower_quartile", row.lower_quartile},
            {"median", row.median},
            {"upper_quartile", row.upper_quartile},
            {"highest", row.highest}}},
          {"trials_to_95_percent",
           row.trials_to_95_percent ? ordered_json(*row.trials_to_95_percent) : ordered_json(nullptr)},
          {"feasible_share", row.feasible_share},
          {"stalled", row.stalled},
          {"best_folder", row.best_folder}};
}

std::string table_of(const std::vector<study::SweepRow>& rows) {
  TextTable table({{"area mm2"},
                   {"optimizer", Align::left, true},
                   {"runs"},
                   {"lowest"},
                   {"25 %"},
                   {"median"},
                   {"75 %"},
                   {"highest"},
                   {"trials to 95 %"},
                   {"feasible"},
                   {"stalled"}});
  for (const study::SweepRow& row : rows) {
    const std::string area = row.area_mm2 ? designs::plain(*row.area_mm2) : "-";
    if (row.runs == 0) {
      table.row({area, row.label, "0", "-", "-", "-", "-", "-", "-", "-", "-"});
      continue;
    }
    const auto shown = [](double best) { return std::isfinite(best) ? designs::significant(best) : "-"; };
    table.row({area, row.label, std::to_string(row.runs), shown(row.lowest), shown(row.lower_quartile),
               shown(row.median), shown(row.upper_quartile), shown(row.highest),
               row.trials_to_95_percent ? designs::plain(*row.trials_to_95_percent) : "-",
               designs::percent(row.feasible_share), std::to_string(row.stalled)});
  }
  return table.text();
}

// Of what the table has the quantiles of; empty if a program of the user scores by one reward.
std::string summary_unit(const study::StudySpec& spec) {
  const designs::Scoring* scoring = spec.own_scoring();
  const study::Front front(spec);
  if (front.objectives().empty()) return scoring ? reward_unit(*scoring) : "";
  const std::string unit = scoring ? hypervolume_unit(*scoring) : "";
  return "hypervolume above " + files::join(front.reference(), ", ", designs::plain) +
         (unit.empty() ? "" : ", " + unit);
}

// What the table does not say of its figures by itself.
std::string note_of(const study::StudySpec& spec) {
  if (!study::Front(spec).objectives().empty()) return "lowest to highest: " + summary_unit(spec) + "\n";
  const designs::Scoring* scoring = spec.own_scoring();
  return scoring && !scoring->is_relative ? "rewards in " + summary_unit(spec) + "\n" : "";
}

}  // namespace

ordered_json summary_json(const std::vector<study::SweepRow>& rows, const study::StudySpec& spec,
                          const std::string& folder, bool is_interrupted) {
  const std::string unit = summary_unit(spec);
  ordered_json summary = {{"folder", folder},
                          {"interrupted", is_interrupted},
                          {"reward_unit", unit.empty() ? ordered_json() : ordered_json(unit)}};
  for (const study::SweepRow& row : rows) summary["rows"].push_back(row_json(row));
  return summary;
}

std::string summary_text(const std::vector<study::SweepRow>& rows, const study::StudySpec& spec) {
  const std::string note = note_of(spec);
  return table_of(rows) + (note.empty() ? "" : "\n" + wrapped(note));
}

}  // namespace apollo::cli
