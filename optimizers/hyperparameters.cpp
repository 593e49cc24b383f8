#include "optimizers/hyperparameters.h"

#include <cmath>

namespace apollo::optimizers {
namespace {

constexpr double first_step = 0.2;

std::vector<Parameter::Kind> kinds(const SearchSpace& space) {
  std::vector<Parameter::Kind> result;
  for (const Parameter& parameter : space.parameters()) result.push_back(parameter.kind);
  return result;
}

std::vector<Prior> priors(const SearchSpace& space, double shear_deviation, const Prior& last) {
  const double dimensions = space.dimensions();
  const Prior log_scale = {std::sqrt(2.0) + 0.5 * std::log(dimensions), std::sqrt(3.0), -3, 5};
  std::vector<Prior> result(static_cast<std::size_t>(space.dimensions()), log_scale);
  if (shear_deviation > 0)
    result.resize(result.size() + Metric::entries(kinds(space)).size(), {0, shear_deviation, -3, 3});
  result.push_back(last);
  return result;
}

Eigen::VectorXd column(const std::vector<Prior>& priors, double Prior::*member) {
  Eigen::VectorXd result(priors.size());
  for (std::size_t i = 0; i < priors.size(); ++i) result[static_cast<Eigen::Index>(i)] = priors[i].*member;
  return result;
}

}  // namespace

Hyperparameters::Hyperparameters(const SearchSpace& space, double shear_deviation, const Prior& last)
    : kinds_(kinds(space)),
      priors_(priors(space, shear_deviation, last)),
      values_(column(priors_, &Prior::mean)),
      rprop_(column(priors_, &Prior::lowest), column(priors_, &Prior::highest), first_step) {
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
