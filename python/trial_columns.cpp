#include "python/trial_columns.h"

#include <pybind11/numpy.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "apollo/study/front.h"
#include "apollo/study/results.h"
#include "apollo/study/space_json.h"
#include "python/json_conversion.h"

namespace apollo::python {
namespace {

namespace py = pybind11;
using study::TrialRecord;
using Trials = std::vector<TrialRecord>;

template <class Number, class Of>
py::object numbers(const Trials& trials, Of of) {
  py::array_t<Number> array(static_cast<py::ssize_t>(trials.size()));
  auto values = array.template mutable_unchecked<1>();
  py::ssize_t row = 0;
  for (const TrialRecord& trial : trials) values(row++) = of(trial);
  return std::move(array);
}

template <class Of>
py::object texts(const Trials& trials, Of of) {
  py::list list;
  for (const TrialRecord& trial : trials) list.append(text(of(trial)));
  return std::move(list);
}

py::object parameter_column(const optimizers::Parameter& parameter, std::size_t position,
                            const Trials& trials) {
  const auto index = [&](const TrialRecord& trial) {
    return static_cast<std::size_t>(trial.point[position]);
  };
  if (parameter.numbers.empty())
    return texts(trials, [&](const TrialRecord& trial) { return parameter.texts[index(trial)]; });
  const bool whole = std::all_of(parameter.numbers.begin(), parameter.numbers.end(),
                                 [](double number) { return number == std::floor(number); });
  const auto number = [&](const TrialRecord& trial) { return parameter.numbers[index(trial)]; };
  if (whole) return numbers<std::int64_t>(trials, number);
  return numbers<double>(trials, number);
}

py::object detail_column(const std::string& key, bool is_number, const Trials& trials) {
  const auto value = [&](const TrialRecord& trial) -> const nlohmann::json* {
    const auto found = trial.outcome.details.find(key);
    return found == trial.outcome.details.end() || found->is_null() ? nullptr : &*found;
  };
  if (is_number)
    return numbers<double>(trials, [&](const TrialRecord& trial) {
      const nlohmann::json* detail = value(trial);
      return detail ? detail->get<double>() : std::numeric_limits<double>::quiet_NaN();
    });
  return texts(trials, [&](const TrialRecord& trial) {
    const nlohmann::json* detail = value(trial);
    if (!detail) return std::string();
    return detail->is_string() ? detail->get<std::string>() : detail->dump();
  });
}

// Whether all that trials have by that key are numbers.
std::map<std::string, bool> detail_keys(const Trials& trials) {
  std::map<std::string, bool> keys;
  for (const TrialRecord& trial : trials) {
    for (const auto& item : trial.outcome.details.items()) {
      bool& is_number = keys.emplace(item.key(), true).first->second;
      is_number = is_number && (item.value().is_number() || item.value().is_null());
    }
  }
  return keys;
}

}  // namespace

py::list columns_of(const study::StudySpec& spec, const Trials& trials) {
  py::list columns;
  const auto add = [&](const std::string& name, const py::object& values) {
    columns.append(py::make_tuple(text(name), values));
  };
  add("trial", numbers<std::int64_t>(trials, [](const TrialRecord& t) { return t.id; }));
  std::size_t position = 0;
  for (const optimizers::Parameter& parameter : spec.space.parameters())
    add(parameter.name, parameter_column(parameter, position++, trials));
  add("feasible", numbers<bool>(trials, [](const TrialRecord& t) { return t.outcome.feasible; }));
  add("reward", numbers<double>(trials, [](const TrialRecord& t) { return t.outcome.reward; }));
  add("area_mm2", numbers<double>(trials, [](const TrialRecord& t) { return t.outcome.area_mm2; }));
  add("reason", texts(trials, [](const TrialRecord& t) { return t.outcome.reason; }));
  const std::vector<double> hypervolumes = study::hypervolumes(spec, trials);
  if (!hypervolumes.empty()) {
    add("hypervolume", numbers<double>(trials, [&](const TrialRecord& t) {
          return hypervolumes[static_cast<std::size_t>(&t - trials.data())];
        }));
  }
  for (const auto& [key, is_number] : detail_keys(trials))
    add(study::column_name(key, spec.space), detail_column(key, is_number, trials));
  return columns;
}

}  // namespace apollo::python
