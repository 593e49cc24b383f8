#include "apollo/report/tsne/tsne.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

#include "apollo/report/tsne/gradient.h"
#include "optimizers/draw.h"

namespace apollo::tsne {
namespace {

// As in scikit-learn 1.2, sklearn/manifold/_t_sne.py.
constexpr double kEarlyExaggeration = 12;
constexpr int kExaggeratedIterations = 250;
constexpr double kEarlyMomentum = 0.5, kLateMomentum = 0.8;
constexpr double kStartDeviation = 1e-4;
constexpr int kCheckEvery = 50, kMostWithoutProgress = 300;
constexpr double kLeastGradientNorm = 1e-7;
constexpr Eigen::Index kMostExactColumns = 200;

void check(const Eigen::MatrixXd& rows, const TsneOptions& options) {
  const auto refuse = [](const std::string& what) { throw std::invalid_argument("tsne: " + what); };
  if (!(options.perplexity >= 1) || !std::isfinite(options.perplexity)) {
    refuse("the perplexity must be at least 1");
  }
  if (options.iterations < 0) refuse("the iterations must not be negative");
  if (!(options.theta >= 0 && options.theta <= 1)) refuse("theta must be 0 to 1");
  if (rows.size() == 0) return;
  const double diagonal = (rows.colwise().maxCoeff() - rows.colwise().minCoeff()).squaredNorm();
  if (!rows.allFinite() || !std::isfinite(diagonal)) refuse("the rows must have finite squared distances");
}

// Orthonormal columns, the directions of the rows' first two principal components (one if there is one column
// only); nearly so if there are many columns: as good a start, and no eigenvectors of a large matrix.
Eigen::MatrixXd principal_axes(const Eigen::MatrixXd& centred) {
  const Eigen::Index columns = centred.cols(), wanted = std::min<Eigen::Index>(2, columns);
  using Solver = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>;
  if (columns <= kMostExactColumns) {
    const Solver solver(centred.transpose() * centred);
    return solver.eigenvectors().rightCols(wanted).rowwise().reverse();
  }
  // Subspace iteration: Halko, Martinsson, Tropp: Finding structure with randomness. SIAM Review 53 (2011),
  // algorithm 4.4.
  constexpr int kBlock = 12, kIterations = 10;
  optimizers::Generator generator(1);
  Eigen::MatrixXd basis =
      Eigen::MatrixXd::NullaryExpr(columns, kBlock, [&] { return optimizers::draw_unit(generator) - 0.5; });
  for (int i = 0; i < kIterations; ++i) {
    const Eigen::HouseholderQR<Eigen::MatrixXd> qr(centred.transpose() * (centred * basis));
    basis = qr.householderQ() * Eigen::MatrixXd::Identity(columns, kBlock);
  }
  const Eigen::MatrixXd seen = centred * basis;
  const Solver solver(seen.transpose() * seen);
  return basis * solver.eigenvectors().rightCols(wanted).rowwise().reverse();
}

// The rows' first two principal components, the first one with a standard deviation of 1e-4, and noise of at
// most 1 % of that, by which equal rows and rows on a line can part. Zero where the rows do not vary.
Eigen::MatrixX2d start(const Eigen::MatrixXd& rows, std::uint64_t seed) {
  Eigen::MatrixX2d positions = Eigen::MatrixX2d::Zero(rows.rows(), 2);
  if (rows.cols() > 0) {
    // From the first row on: what does not vary is exactly 0.
    Eigen::MatrixXd centred = rows.rowwise() - rows.row(0).eval();
    const double scale = centred.cwiseAbs().maxCoeff();
    if (scale > 0) centred /= scale;
    centred.rowwise() -= centred.colwise().mean().eval();
    const Eigen::MatrixXd axes = principal_axes(centred);
    for (Eigen::Index c = 0; c < axes.cols(); ++c) {
      Eigen::VectorXd axis = axes.col(c);
      Eigen::Index largest = 0;
      axis.cwiseAbs().maxCoeff(&largest);
      if (axis[largest] < 0) axis = -axis;  // an eigenvector's sign is arbitrary
      positions.col(c) = centred * axis;
    }
    const double deviation = std::sqrt(positions.col(0).squaredNorm() / static_cast<double>(rows.rows()));
    if (deviation > 0) positions *= kStartDeviation / deviation;
  }
  optimizers::Generator generator(seed);
  for (Eigen::Index i = 0; i < positions.rows(); ++i) {
    for (Eigen::Index c = 0; c < 2; ++c) {
      positions(i, c) += 0.01 * kStartDeviation * (2 * optimizers::draw_unit(generator) - 1);
    }
  }
  return positions;
}

// Root mean square distance from the origin per coordinate.
double spread(const Eigen::MatrixX2d& positions) {
  return positions.norm() / std::sqrt(static_cast<double>(positions.size()));
}

// Gradient descent with momentum and a gain for each coordinate (van der Maaten, Hinton 2008, section 3.4;
// Jacobs 1988), as scikit-learn does it: gains grow by 0.2 and shrink to 0.8 of themselves, down to 0.01.
class Descent {
 public:
  explicit Descent(Eigen::Index n)
      : rate_(std::max(static_cast<double>(n) / kEarlyExaggeration / 4, 50.0)), update_(n, 2), gains_(n, 2) {
    forget();
  }

  void forget() {
    update_.setZero();
    gains_.setOnes();
  }

  // Moves the positions, with their mean kept at the origin; leaves the gradient multiplied by the gains.
  void step(Eigen::MatrixX2d& positions, Eigen::MatrixX2d& gradient, double momentum) {
    gains_ = (update_.array() * gradient.array() < 0).select(gains_ + 0.2, gains_ * 0.8).max(0.01);
    gradient.array() *= gains_;
    update_ = momentum * update_ - rate_ * gradient;
    positions += update_;
    positions.rowwise() -= positions.colwise().mean().eval();
  }

 private:
  double rate_;  // learning_rate="auto": Belkina et al. 2019, divided by 4 as the gradient has a factor 4
  Eigen::MatrixX2d update_;
  Eigen::ArrayX2d gains_;
};

// Moves the positions and returns the number of iterations done. Every 50 of them, the gradient and the
// divergence may end the descent, and the gradient its exaggerated part.
int descend(TsneGradient& objective, Eigen::MatrixX2d& positions, int iterations) {
  Descent descent(positions.rows());
  Eigen::MatrixX2d gradient;
  bool early = true;
  double lowest = std::numeric_limits<double>::infinity();
  int lowest_at = 0;
  for (int done = 1; done <= iterations; ++done) {
    objective.evaluate(positions, early ? kEarlyExaggeration : 1, gradient);
    descent.step(positions, gradient, early ? kEarlyMomentum : kLateMomentum);
    if (done % kCheckEvery != 0) continue;
    const bool still = gradient.norm() <= kLeastGradientNorm;
    if (early) {
      early = !still && done < kExaggeratedIterations;
      if (early) continue;
      // Where rows have no clusters, exaggeration draws them all together, until nothing would move them.
      descent.forget();
      const double left = spread(positions);
      if (left > 0 && left < kStartDeviation) positions *= kStartDeviation / left;
      lowest_at = done;
      continue;
    }
    const double divergence = objective.kl_divergence();
    if (divergence < lowest) {
      lowest = divergence;
      lowest_at = done;
    }
    if (still || done - lowest_at > kMostWithoutProgress) return done;
  }
  return iterations;
}

}  // namespace

TsneResult tsne(const Eigen::MatrixXd& rows, const TsneOptions& options) {
  check(rows, options);
  TsneResult result;
  const int n = static_cast<int>(rows.rows());
  result.perplexity = std::max(1.0, std::min(options.perplexity, (n - 1) / 3.0));
  result.positions = Eigen::MatrixX2d::Zero(n, 2);
  if (n < 2) return result;

  // Beyond 3 x perplexity, neighbours hardly count (van der Maaten 2014, section 4.1).
  const Neighbours neighbours =
      nearest_neighbours(rows, std::min(n - 1, static_cast<int>(3 * result.perplexity)));
  const Affinities affinities =
      symmetric_affinities(neighbours, conditional_affinities(neighbours, result.perplexity));
  result.positions = start(rows, options.seed);
  TsneGradient objective(affinities, options.theta);
  result.iterations = descend(objective, result.positions, options.iterations);
  Eigen::MatrixX2d unused;
  objective.evaluate(result.positions, 1, unused);
  result.kl_divergence = objective.kl_divergence();
  return result;
}

}  // namespace apollo::tsne
