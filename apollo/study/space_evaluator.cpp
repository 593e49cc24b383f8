#include "apollo/study/space_evaluator.h"

#include <algorithm>

#include "apollo/study/evaluation_outcome.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/nearest.h"

namespace apollo::study {
namespace {

void check_names(const optimizers::SearchSpace& space, const std::string& file) {
  std::vector<std::string> names;
  for (const auto& field : machine::kParameters) names.emplace_back(field.name);
  std::sort(names.begin(), names.end());
  for (const optimizers::Parameter& parameter : space.parameters()) {
    if (machine::find_field(machine::kParameters, parameter.name)) continue;
    throw files::ConfigError(file + ": name is \"" + parameter.name + "\"" +
                             files::did_you_mean(parameter.name, names) +
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
      with_values(baseline, {{parameter.name, value_of(parameter, i)}},
                  space_file);  // checks the value
    }
  }
}

machine::Accelerator accelerator_at(const machine::Accelerator& accelerator,
                                    const optimizers::SearchSpace& space, const optimizers::Point& point) {
  machine::Accelerator result = accelerator;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const optimizers::Parameter& parameter = space.parameters()[i];
    const double value = parameter.numbers[static_cast<std::size_t>(point[i])];
    set_parameter(parameter.name, value, &result.configuration);
  }
  return result;
}

bool SpaceEvaluator::within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  const auto& limit = options_.constraints.area_mm2;
  return !limit || area(accelerator_at(baseline_, space, point), designs_.technology()).total() <= *limit;
}

Outcome SpaceEvaluator::evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  return to_outcome(designs_.evaluate(accelerator_at(baseline_, space, point), options_));
}

}  // namespace apollo::study
