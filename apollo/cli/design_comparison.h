#pragma once
#include <string>
#include <vector>

#include "apollo/cli/given_designs.h"
#include "apollo/designs/evaluation.h"

// Several designs beside one another.
namespace apollo::cli {

struct EvaluatedDesign {
  GivenDesign given;
  designs::Evaluation evaluation;
};

// A column per design: the values (parameters, constants, technology, batch) in which they differ, area and
// reward, and for each network time, energy, power and utilization. Below it why designs are infeasible.
// `reward_unit` is that of the scoring.
std::string comparison_text(const std::vector<EvaluatedDesign>& designs, const std::string& reward_unit);

// A line per design and network, for programs: RFC 4180 with '\n', numbers without loss. Of an infeasible
// design a line without a network, with the reason; without a reward, because of the baseline, an empty cell.
std::string comparison_csv(const std::vector<EvaluatedDesign>& designs);

}  // namespace apollo::cli
