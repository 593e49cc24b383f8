#pragma once
#include <optional>
#include <string>
#include <vector>

#include "apollo/designs/scoring.h"
#include "apollo/report/best_designs.h"

namespace apollo::report {

// Designs that nobody searched for.
struct GivenDesigns {
  std::vector<Design> designs;     // with layers, their names as labels; at least one
  std::optional<Design> baseline;  // there if rewards are relative, and it runs the networks
  designs::Scoring scoring;
  designs::Constraints constraints;
  std::string command;  // what made the report
  std::string version;  // of apollo
};

// As report() of studies, with what is of designs alone: facts, settings, the datasets of the design's
// section, and with several designs "side_by_side": {figure, unit, design, value}. "given" is true.
// Infeasible designs are notes.
Json report(const GivenDesigns& given);

}  // namespace apollo::report
