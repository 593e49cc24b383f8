#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "apollo/designs/objective.h"

// What makes a design's reward: one objective or several, and how networks count in each.
namespace apollo::designs {

// How the networks' figures (Objective::figure) become that of all, relative to the baseline's if there is
// one. The means are weighted with the networks' weights.
enum class Aggregate {
  own,  // as the objective has it (Objective::reward)
  geometric_mean,
  harmonic_mean,
  weighted,  // arithmetic mean
  worst      // the lowest; weights do not matter
};
// As in options and files: all but the first.
std::vector<std::string> aggregate_names();
// Requires one of the names.
Aggregate aggregate_of(const std::string& name);
// Requires one that has a name.
std::string to_string(Aggregate aggregate);

inline constexpr std::size_t kMostObjectives = 4;

struct Criteria {
  std::vector<const Objective*> objectives = {&designs::objectives().front()};  // 1 to 4, none twice
  std::vector<double> reference;  // of several objectives, a reward of each; empty: 0
  Aggregate aggregate = Aggregate::own;

  // What networks are compiled for: what all objectives ask for that ask for something, the product of energy
  // and delay if they differ, cycles if none does.
  compiler::Goal::Measure measure() const;
};

// The reward by each objective: how many times better the design is than the baseline, or, without one
// (null), how good it is, in the objective's unit. Both are feasible evaluations of the same networks.
std::vector<double> rewards_of(const Criteria& criteria, const Evaluation& design,
                               const Evaluation* baseline);

// One reward of all: of a single objective its own. Of several the geometric mean of what they have above the
// reference, and 0 if one has nothing: the side of the cube as large as what the design alone dominates, so
// that the highest reward is the best compromise.
double compromise(const Criteria& criteria, const std::vector<double>& rewards);

}  // namespace apollo::designs
