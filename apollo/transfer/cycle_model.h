#pragma once
#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "apollo/compiler/bound/network_bound.h"
#include "optimizers/boosted_trees.h"
#include "workloads/network.h"

namespace apollo::transfer {

// What a model of cycles sees of a network on a design: the parameters, what the network moves and computes,
// how much of it the memories hold, and the certain bound with its parts. One thread at a time.
class Features {
 public:
  static constexpr Eigen::Index kCount = 26;

  explicit Features(const workloads::Network& network);  // validated; keeps no reference

  struct Row {
    Eigen::RowVectorXd features;
    std::int64_t bound = 1;  // cycles
  };
  Row of(const machine::Accelerator& accelerator);

 private:
  compiler::bound::NetworkBound bound_;
  double weights_, activations_, largest_, macs_, layers_;  // logarithms
};

// A network on a design, as some study has met it.
struct Sample {
  Features::Row row;
  bool is_mapped = true;
  std::int64_t cycles = 0;  // if it is mapped
};

// Foretells how many times the certain bound of its cycles a network takes on a design: the bound knows the
// network and the design, so what boosted trees have learnt from some networks holds for others. Several
// regressions, each on its own draw of rows and columns; their spread is the uncertainty.
class CycleModel {
 public:
  // Requires a mapped sample.
  explicit CycleModel(const std::vector<Sample>& samples);

  struct Prediction {
    // Cycles: the mean of the regressions' logarithms and one deviation on top, so that a design of which
    // nothing is known is no great promise (Trabucco et al. 2021, "Conservative Objective Models").
    Eigen::VectorXd cycles;
    Eigen::VectorXd mapped;  // the probability that there is a mapping
  };
  // Per row.
  Prediction predict(const std::vector<Features::Row>& rows) const;

 private:
  std::vector<optimizers::BoostedTrees> ratios_;
  std::vector<optimizers::BoostedTrees> mapped_;  // one, or none if all samples were mapped
};

}  // namespace apollo::transfer
