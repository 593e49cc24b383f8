#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "apollo/compiler/goal.h"

namespace apollo::designs {

struct Evaluation;

// What a search maximises: a row of the table of objectives, from which --help and error messages are made.
struct Objective {
  std::string name;
  std::string help;  // one line
  std::string unit;  // of the reward without a baseline; a round is one inference of every network
  // What networks are compiled for, to serve it; nothing if programs do not matter.
  std::optional<compiler::Goal::Measure> measure;
  // How many times better `design` is than `baseline`, which scores 1; without one (null), how good it is, in
  // `unit`. Above 0, higher is better. Both are feasible evaluations of the same networks. Objectives that
  // are rates take the geometric mean over the networks, each with its weight as exponent; those that are
  // amounts take the totals of a round, each network times its weight: the baseline's, or one second or
  // joule, over the design's.
  double (*reward)(const Evaluation& design, const Evaluation* baseline);
  // The same of one network alone, of this number, without a baseline.
  double (*figure)(const Evaluation& design, std::size_t network);
};

// All objectives, the default first. The table is in objective.cpp.
const std::vector<Objective>& objectives();

// Null if there is none of this name.
const Objective* find_objective(const std::string& name);
// Their names, in that order.
std::vector<std::string> objective_names();

}  // namespace apollo::designs
