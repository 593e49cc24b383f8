#pragma once
#include <Eigen/Core>
#include <cstdint>

// t-SNE: points of many dimensions drawn in two, so that neighbours stay neighbours.
// van der Maaten, Hinton: Visualizing Data using t-SNE. JMLR 9 (2008), 2579-2605.
// van der Maaten: Accelerating t-SNE using Tree-Based Algorithms. JMLR 15 (2014), 3221-3245.
namespace apollo::tsne {

// The defaults are those of scikit-learn 1.2's TSNE(init="pca", learning_rate="auto").
struct TsneOptions {
  double perplexity = 30;  // how many neighbours count for a point, in effect; at least 1
  int iterations = 1000;   // at most; the first 250 with early exaggeration; 0 leaves the start
  double theta = 0.5;  // 0 .. 1: a far cell counts as one point if its width <= theta x distance; 0: exact
  std::uint64_t seed = 0;  // of the small noise in the start
};

struct TsneResult {
  Eigen::MatrixX2d positions;  // one row per row of the input, finite; the unit has no meaning
  // Kullback-Leibler divergence in nats of the positions from the affinities of nearest neighbours, its
  // normaliser summed with theta; 0 for fewer than two rows.
  double kl_divergence = 0;
  double perplexity = 0;  // used: capped at (rows - 1) / 3, and not below 1
  int iterations = 0;     // done: fewer than asked for if the divergence fell no more
};

// The rows in two dimensions, by Barnes-Hut t-SNE on Euclidean distances. The same rows and options give the
// same positions to the bit. Equal rows, constant columns, one column or none are all right. Takes
// O(n log n) time per iteration and some 7 KB per row at the default perplexity.
// std::invalid_argument if a squared distance between rows would not be finite, or an option is out of range.
TsneResult tsne(const Eigen::MatrixXd& rows, const TsneOptions& options = {});

}  // namespace apollo::tsne
