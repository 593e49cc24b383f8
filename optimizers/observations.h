#pragma once
#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "optimizers/trial.h"

namespace apollo::optimizers {

// The archive of all trials that a strategy was told, from which its models are trained. Trials are numbered
// from 0 in the order of telling; a list of rows is a list of such numbers.
class Observations {
 public:
  void add(const Trial& trial);

  std::size_t size() const { return trials_.size(); }
  // Requires i < size().
  const Trial& operator[](std::size_t i) const { return trials_[i]; }
  // Numbers of all trials.
  std::vector<std::size_t> all() const;
  // Numbers of the usable trials, in the order of telling.
  const std::vector<std::size_t>& usable() const { return usable_; }
  // Number of the usable trial with the highest reward, the first of equals. Requires one.
  std::size_t best() const;

  // The lowest reward of a usable trial. Requires one.
  double lowest() const { return lowest_; }

  // How many objectives the trials have: 1 until one with several has come, usable or not.
  std::size_t objectives() const { return objectives_; }
  // If there are several: the usable trials that no other dominates, by number.
  const ParetoFront& front() const { return front_; }

  // Columns of a model's data, a row per trial, in the order of `rows`. Rewards of unusable trials mean
  // nothing.
  std::vector<Point> points(const std::vector<std::size_t>& rows) const;
  Eigen::VectorXd rewards(const std::vector<std::size_t>& rows) const;
  // Of one of several objectives; likewise.
  Eigen::VectorXd values(const std::vector<std::size_t>& rows, std::size_t objective) const;
  // 1 for usable trials, `unusable` for others.
  Eigen::VectorXd labels(const std::vector<std::size_t>& rows, double unusable) const;

 private:
  std::vector<Trial> trials_;
  std::vector<std::size_t> usable_;
  std::size_t best_ = 0, objectives_ = 1;
  double lowest_ = 0;
  ParetoFront front_;
};

}  // namespace apollo::optimizers
