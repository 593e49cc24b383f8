#pragma once
#include <string>
#include <vector>

namespace apollo::designs {

struct Evaluation;

// What a search maximises: a row of the table of objectives, from which --help and error messages are made.
struct Objective {
  std::string name;
  std::string help;  // one line
  // How many times better `design` is than `baseline`: above 0, higher is better, and the baseline scores 1.
  // Both are feasible evaluations of the same networks. Objectives that are rates take the geometric mean of
  // the networks' ratios, each with its weight as exponent; those that are amounts compare the totals of one
  // inference of every network, each times its weight.
  double (*reward)(const Evaluation& design, const Evaluation& baseline);
};

// All objectives, the default first. The table is in objective.cpp.
const std::vector<Objective>& objectives();

// Null if there is none of this name.
const Objective* find_objective(const std::string& name);

}  // namespace apollo::designs
