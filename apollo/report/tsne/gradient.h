#pragma once
#include <Eigen/Core>

#include "apollo/report/tsne/affinities.h"
#include "apollo/report/tsne/tree.h"

namespace apollo::tsne {

// The gradient of the Kullback-Leibler divergence from the affinities p to q_ij = w_ij / Z, where
// w_ij = 1 / (1 + |y_i - y_j|^2) and Z is the sum of all w (van der Maaten 2014, equations 5 and 8):
//   4 (sum over j of p_ij w_ij (y_i - y_j)  -  sum over j of w_ij^2 (y_i - y_j) / Z)
// The second sum is by Barnes-Hut with theta. Does not allocate from its second use on.
class TsneGradient {
 public:
  // The affinities must outlive it.
  TsneGradient(const Affinities& affinities, double theta);

  // Replaces `gradient`; row i belongs to point i. `exaggeration` multiplies p. Requires a position for each
  // row of the affinities, and two or more.
  void evaluate(const Eigen::MatrixX2d& positions, double exaggeration, Eigen::MatrixX2d& gradient);

  // The divergence at the positions evaluated last, in nats, without exaggeration; affinities of 0 count
  // nothing.
  double kl_divergence() const;

 private:
  const Affinities& affinities_;
  float theta_;
  RepulsionTree tree_;
  FloatPairs positions_, repulsion_;
  double normaliser_ = 0;
};

}  // namespace apollo::tsne
