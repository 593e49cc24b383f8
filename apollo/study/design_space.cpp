#include "apollo/study/design_space.h"

#include <algorithm>

#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/nearest.h"

namespace apollo::study {
namespace {

using designs::Design;
using optimizers::Parameter;
using optimizers::Point;
using optimizers::SearchSpace;

// Its position in the space, or the number of parameters.
std::size_t position_of(const std::string& name, const SearchSpace& space) {
  const auto& parameters = space.parameters();
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [&](const Parameter& parameter) { return parameter.name == name; });
  return static_cast<std::size_t>(found - parameters.begin());
}

bool has(const SearchSpace& space, const std::string& name) {
  return position_of(name, space) < space.parameters().size();
}

void check_name(const Parameter& parameter, const std::string& file) {
  std::vector<std::string> names = designs::value_names();
  if (std::count(names.begin(), names.end(), parameter.name) > 0) return;
  std::sort(names.begin(), names.end());
  throw files::ConfigError(file + ": name is \"" + parameter.name + "\"" +
                           files::did_you_mean(parameter.name, names) +
                           "; must be one of: " + files::join(names));
}

// A study keeps the names of its technologies, so they have to be those of all folders.
void check_technologies(const Parameter& parameter, const std::string& file) {
  const std::vector<std::string> names = cost::technology_names();
  for (int i = 0; i < parameter.size(); ++i) {
    const nlohmann::json value = value_of(parameter, i);
    if (value.is_string() && std::count(names.begin(), names.end(), value.get<std::string>()) > 0) continue;
    throw files::ConfigError(file + ": technology is " + value.dump() +
                             "; must be one of: " + files::join(names));
  }
}

// With the conditions that the clock is none too fast for the technologies of the space.
SearchSpace with_clock_conditions(const SearchSpace& space) {
  std::vector<std::string> conditions = space.conditions();
  const std::size_t position = position_of(designs::kTechnology, space);
  if (position < space.parameters().size()) {
    for (const std::string& name : space.parameters()[position].texts) {
      const double maximum_mhz = cost::technology(name).clock.maximum_mhz;
      conditions.push_back(std::string(designs::kTechnology) + " != \"" + name + "\" || " +
                           designs::clock_name() + " <= " + nlohmann::json(maximum_mhz).dump());
    }
  }
  return SearchSpace(space.parameters(), std::move(conditions));
}

}  // namespace

void check_design_space(const Design& base, const SearchSpace& space, const std::string& file) {
  const bool one_technology = !has(space, designs::kTechnology);
  const cost::Technology technology = base.technology.coefficients(file);
  for (const Parameter& parameter : space.parameters()) {
    check_name(parameter, file);
    if (parameter.name == designs::kTechnology) {
      check_technologies(parameter, file);
      continue;
    }
    for (int i = 0; i < parameter.size(); ++i) {
      const Design design = with_values(base, {{parameter.name, value_of(parameter, i)}}, file);
      if (parameter.name == designs::clock_name() && one_technology)
        designs::check_clock(design.accelerator, technology, file);
    }
  }
  if (one_technology && !has(space, designs::clock_name()))
    designs::check_clock(base.accelerator, technology, file);
}

Design design_at(const Design& base, const SearchSpace& space, const Point& point) {
  Design design = base;
  design.accelerator = accelerator_at(base.accelerator, space, point);
  const std::size_t technology = position_of(designs::kTechnology, space);
  if (technology < point.size())
    design.technology = designs::TechnologyChoice(
        space.parameters()[technology].texts[static_cast<std::size_t>(point[technology])]);
  design.batch = batch_at(base.batch, space, point);
  return design;
}

machine::Accelerator accelerator_at(const machine::Accelerator& base, const SearchSpace& space,
                                    const Point& point) {
  machine::Accelerator result = base;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const Parameter& parameter = space.parameters()[i];
    if (!parameter.numbers.empty())  // the technology is a text
      set_value(parameter.name, parameter.numbers[static_cast<std::size_t>(point[i])], &result);
  }
  return result;
}

int batch_at(int base, const SearchSpace& space, const Point& point) {
  const std::size_t batch = position_of(designs::kBatch, space);
  if (batch == space.parameters().size()) return base;
  return static_cast<int>(space.parameters()[batch].numbers[static_cast<std::size_t>(point[batch])]);
}

Technologies::Technologies(const Design& base, const SearchSpace& space)
    : parameter_(position_of(designs::kTechnology, space)) {
  if (parameter_ == space.parameters().size()) {
    choices_.push_back(base.technology.coefficients(designs::kTechnology));
  } else {
    for (const std::string& name : space.parameters()[parameter_].texts)
      choices_.push_back(cost::technology(name));
  }
}

const cost::Technology& Technologies::at(const Point& point) const {
  return parameter_ < point.size() ? choices_[static_cast<std::size_t>(point[parameter_])] : choices_[0];
}

SearchSpace allowed_designs(const Design& base, const SearchSpace& space, const std::string& file) {
  return restricted_by_conditions(with_clock_conditions(space), values_by_name(base), file);
}

Remaining remaining_designs(const Design& base, const SearchSpace& space, const std::string& file) {
  return remaining_points(with_clock_conditions(space), values_by_name(base), file);
}

}  // namespace apollo::study
