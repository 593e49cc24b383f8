#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apollo/report/best_designs.h"
#include "apollo/report/dataset.h"
#include "apollo/report/provenance.h"
#include "apollo/report/runs.h"

namespace apollo::report {

struct Sources {
  Runs runs;
  std::vector<Provenance> provenance;
  // The best design of each budget, the best of all first, and the baseline; empty if nothing is feasible or
  // the networks are not at hand.
  std::vector<Design> best;
  std::optional<Design> baseline;  // there if `best` is not empty and rewards are relative
  std::vector<std::string> notes;  // sentences for the reader, besides those of the runs
};

// What the runs of these folders are shown with: evaluates their best designs once more (reevaluation.h).
Sources sources_of(Runs runs, const std::vector<std::string>& folders);

// Everything that the page and the figures show (docs/report.md lists the keys): texts for the head of the
// page, the lists that charts order things by, and the datasets of the charts by name, as curves.h, map.h,
// trade_off.h, importance.h and best_designs.h declare them. A dataset that does not apply is left out. At
// most `points` trials (and the best of every run) are on the map. The same sources give the same report.
Json report(const Sources& sources, std::int64_t points);

}  // namespace apollo::report
