#include "apollo/cli/space_evaluator.h"

#include <algorithm>

#include "apollo/cli/evaluation_outcome.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/nearest.h"

namespace apollo::cli {
namespace {

void check_names(const optimizers::SearchSpace& space, const std::string& file) {
  std::vector<std::string> names;
  for (const auto& field : machine::kParameters) names.emplace_back(field.name);
  std::sort(names.begin(), names.end());
  for (const optimizers::Parameter& parameter : space.parameters()) {
    if (machine::find_field(machine::kParameters, parameter.name)) continue;
    throw files::ConfigError(file + ": name is \"" + parameter.name + "\"" +
                             apollo::files::did_you_mean(parameter.name, names) +
                             "; must be one of: " + files::join(names));
  }
}

}  // namespace

SpaceEvaluator::SpaceEvaluator(const designs::DesignEvaluator& designs, const machine::Accelerator& baseline,
                               const optimizers::SearchSpace& space, const std::string& space_file,
                               designs::EvaluationOptions options)
    : designs_(designs), baseline_(baseline), options_(std::move(options)) {
  options_.layers = false;
  check_names(space, space_file);
  for (const optimizers::Parameter& parameter : space.parameters()) {
    for (int i = 0; i < parameter.size(); ++i) {
      with_values(baseline, {{parameter.name, study::value_of(parameter, i)}},
                  space_file);  // checks the value
    }
  }
}

machine::Accelerator SpaceEvaluator::accelerator(const optimizers::SearchSpace& space,
                                                 const optimizers::Point& point) const {
  machine::Accelerator result = baseline_;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const optimizers::Parameter& parameter = space.parameters()[i];
    const double value = parameter.numbers[static_cast<std::size_t>(point[i])];
    set_parameter(parameter.name, value, &result.configuration);
  }
  return result;
}

bool SpaceEvaluator::within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  const auto& limit = options_.constraints.area_mm2;
  return !limit || area(accelerator(space, point), designs_.technology()).total() <= *limit;
}

study::Outcome SpaceEvaluator::evaluate(const optimizers::SearchSpace& space,
                                        const optimizers::Point& point) {
  return to_outcome(designs_.evaluate(accelerator(space, point), options_));
}

}  // namespace apollo::cli
