#include "apollo/report/tsne/gradient.h"

#include <cmath>

namespace apollo::tsne {
namespace {

// Sum over j of p_ij w_ij (y_i - y_j) for the point i.
Eigen::RowVector2f attraction(const Affinities& p, const FloatPairs& positions, std::size_t i) {
  using Four = Eigen::Array4f;
  const float* y = positions.data();
  const float x_i = y[2 * i], y_i = y[2 * i + 1];
  Four force_x = Four::Zero(), force_y = Four::Zero();
  std::size_t e = p.begin[i];
  const std::size_t end = p.begin[i + 1];
  for (; e + 4 <= end; e += 4) {
    const int* j = p.column.data() + e;
    const Four dx = x_i - Four(y[2 * j[0]], y[2 * j[1]], y[2 * j[2]], y[2 * j[3]]);
    const Four dy = y_i - Four(y[2 * j[0] + 1], y[2 * j[1] + 1], y[2 * j[2] + 1], y[2 * j[3] + 1]);
    const Four factor = Eigen::Map<const Four>(p.value.data() + e) / (1 + dx * dx + dy * dy);
    force_x += factor * dx;
    force_y += factor * dy;
  }
  Eigen::RowVector2f sum(force_x.sum(), force_y.sum());
  for (; e < end; ++e) {
    const Eigen::RowVector2f d = positions.row(static_cast<Eigen::Index>(i)) - positions.row(p.column[e]);
    sum += p.value[e] / (1 + d.squaredNorm()) * d;
  }
  return sum;
}

}  // namespace

TsneGradient::TsneGradient(const Affinities& affinities, double theta)
    : affinities_(affinities), theta_(static_cast<float>(theta)) {}

void TsneGradient::evaluate(const Eigen::MatrixX2d& positions, double exaggeration,
                            Eigen::MatrixX2d& gradient) {
  positions_ = positions.cast<float>();
  normaliser_ = tree_.repulsion(positions_, theta_, repulsion_);
  gradient.resize(positions.rows(), 2);
  for (Eigen::Index i = 0; i < positions.rows(); ++i) {
    const Eigen::RowVector2f attracted = attraction(affinities_, positions_, static_cast<std::size_t>(i));
    gradient.row(i) =
        4 * (exaggeration * attracted.cast<double>() - repulsion_.row(i).cast<double>() / normaliser_);
  }
}

double TsneGradient::kl_divergence() const {
  double sum = 0;
  for (std::size_t i = 0; i < affinities_.size(); ++i) {
    for (std::size_t e = affinities_.begin[i]; e < affinities_.begin[i + 1]; ++e) {
      const double p = affinities_.value[e];
      if (p == 0) continue;
      const auto d = positions_.row(static_cast<Eigen::Index>(i)) - positions_.row(affinities_.column[e]);
      sum += p * std::log(p * normaliser_ * (1 + double{d.squaredNorm()}));
    }
  }
  return sum;
}

}  // namespace apollo::tsne
