#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

// Several objectives, each of them to be maximised.
namespace apollo::optimizers {

// The values of a trial's objectives.
using Values = std::vector<double>;

// Whether `a` is at least as good as `b` in every objective. Requires as many of both.
bool weakly_dominates(const Values& a, const Values& b);

// The volume of what the points dominate above the reference (Zitzler and Thiele 1998, "Multiobjective
// Optimization Using Evolutionary Algorithms"). Points that are not above it in every objective add nothing.
// By slices of the last objective, each the exclusive volume of a point among those above it (While et al.
// 2012, "A Fast Way of Calculating Exact Hypervolumes"). Requires one value per objective of the reference.
double hypervolume(const std::vector<Values>& points, const Values& reference);

// What `point` adds to the hypervolume of `points`.
double hypervolume_gain(const Values& point, const std::vector<Values>& points, const Values& reference);

// The points that no other dominates, of equal ones the first number, as they come in.
class ParetoFront {
 public:
  struct Member {
    std::int64_t number = 0;
    Values values;
  };

  // Whether the point is now a member: no other is as good in every objective, but for an equal one of a
  // higher number. Those that it dominates leave. All points have as many values.
  bool add(std::int64_t number, const Values& values);

  // Ascending by number, so whatever the order of coming in.
  const std::vector<Member>& members() const { return members_; }
  // Of the members, in their order.
  std::vector<Values> values() const;

 private:
  std::vector<Member> members_;
};

// Fitness by the crowded comparison of NSGA-II (Deb et al. 2002, "A Fast and Elitist Multiobjective Genetic
// Algorithm"), higher is better: points of a better front first, in a front those with the larger crowding
// distance. The whole part is minus the number of the front, from 0; the rest is below 1 and the share of the
// front's points that are more crowded. O(points squared).
std::vector<double> crowded_fitness(const std::vector<Values>& points);

}  // namespace apollo::optimizers
