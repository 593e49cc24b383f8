#include "optimizers/hyperparameters.h"

#include <cmath>

namespace apollo::optimizers {
namespace {

// Of Rprop, in logarithms: a length scale changes by a fifth. Rprop adapts it; not tuned.
constexpr double kFirstStep = 0.2;
// Bounds of the logarithm of a length scale: from a twentieth of a parameter's range, less than the distance
// of neighbours in a list of twenty values, to 148 times the range, where a parameter has no influence left.
// And of a shear, six deviations of the default prior.
constexpr double kLeastLogScale = -3, kMostLogScale = 5, kMostShear = 3;

std::vector<Parameter::Kind> kinds(const SearchSpace& space) {
  std::vector<Parameter::Kind> result;
  for (const Parameter& parameter : space.parameters()) result.push_back(parameter.kind);
  return result;
}

std::vector<Prior> priors(const SearchSpace& space, double shear_deviation, const Prior& last) {
  const double dimensions = space.dimensions();
  const Prior log_scale = {std::sqrt(2.0) + 0.5 * std::log(dimensions), std::sqrt(3.0), kLeastLogScale,
                           kMostLogScale};
  std::vector<Prior> result(static_cast<std::size_t>(space.dimensions()), log_scale);
  if (shear_deviation > 0)
    result.resize(result.size() + Metric::entries(kinds(space)).size(),
                  {0, shear_deviation, -kMostShear, kMostShear});
  result.push_back(last);
  return result;
}

Eigen::VectorXd column(const std::vector<Prior>& priors, double Prior::*member) {
  Eigen::VectorXd result(static_cast<Eigen::Index>(priors.size()));
  for (std::size_t i = 0; i < priors.size(); ++i) result[static_cast<Eigen::Index>(i)] = priors[i].*member;
  return result;
}

}  // namespace

Hyperparameters::Hyperparameters(const SearchSpace& space, double shear_deviation, const Prior& last)
    : kinds_(kinds(space)),
      priors_(priors(space, shear_deviation, last)),
      values_(column(priors_, &Prior::mean)),
      rprop_(column(priors_, &Prior::lowest), column(priors_, &Prior::highest), kFirstStep) {
  values_.head(space.dimensions()).setConstant(std::log(0.5 * std::sqrt(space.dimensions())));
}

Metric Hyperparameters::metric() const {
  const auto scales = static_cast<Eigen::Index>(kinds_.size());
  return Metric(kinds_, values_.head(scales), values_.segment(scales, values_.size() - scales - 1));
}

void Hyperparameters::add_prior(LogPosterior& posterior) const {
  for (std::size_t i = 0; i < priors_.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const double z = (values_[row] - priors_[i].mean) / priors_[i].deviation;
    posterior.value -= 0.5 * z * z;
    posterior.gradient[row] -= z / priors_[i].deviation;
  }
}

}  // namespace apollo::optimizers
