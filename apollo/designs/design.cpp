#include "apollo/designs/design.h"

#include <algorithm>
#include <charconv>

#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "files/nearest.h"
#include "simulator/machine/field_json.h"

namespace apollo::designs {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

TechnologyChoice technology_of(files::JsonObject& root) {
  if (!root.value(kTechnology).is_string()) return TechnologyChoice::parse(root, kTechnology);
  return TechnologyChoice(root.text(kTechnology));
}

json number_of(const std::string& text) {
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
    return whole;
  double number = 0;
  const auto read = std::from_chars(text.data(), end, number);
  return read.ec == std::errc() && read.ptr == end ? json(number) : json();
}

}  // namespace

const std::vector<std::string>& value_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    for (const auto& field : machine::kParameters) list.emplace_back(field.name);
    for (const auto& field : machine::kConstants) list.emplace_back(field.name);
    list.insert(list.end(), {kTechnology, kBatch});
    return list;
  }();
  return names;
}

Design with_values(const Design& design, const json& values, const std::string& file) {
  files::JsonObject root(values, file);
  for (const std::string& name : value_names()) root.has(name);
  root.has("constants");
  root.reject_unknown_keys("a configuration");
  Design result = design;
  if (root.has(kTechnology)) result.technology = technology_of(root);
  result.batch = static_cast<int>(root.integer(kBatch, 1, kLargestBatch, design.batch));
  json of_accelerator = values;
  of_accelerator.erase(kTechnology);
  of_accelerator.erase(kBatch);
  result.accelerator = machine::with_values(design.accelerator, of_accelerator, file);
  return result;
}

json values_of(const std::vector<std::string>& texts, const std::string& option) {
  json values = json::object();
  for (const std::string& text : texts) {
    const auto fail = [&, shown = option + " is \"" + files::printable(text, 60) +
                                  "\""](const std::string& rest) { throw files::ConfigError(shown + rest); };
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos || name.empty() || equals + 1 == text.size())
      fail("; must be NAME=VALUE");
    if (std::count(value_names().begin(), value_names().end(), name) == 0) {
      fail(files::did_you_mean(name, value_names()) +
           "; must name a parameter, a template constant (apollo space --parameters), technology or batch");
    }
    if (values.contains(name)) fail(", the second value of " + name + "; must be given once");
    const std::string value = text.substr(equals + 1);
    values[name] = name == kTechnology ? json(value) : number_of(value);
    if (values[name].is_null()) fail("; must have a number as value");
  }
  return values;
}

ordered_json values_by_name(const Design& design) {
  ordered_json values;
  for (const auto& field : machine::kParameters)
    values[field.name] = machine::value(field, design.accelerator.configuration);
  for (const auto& field : machine::kConstants)
    values[field.name] = machine::value(field, design.accelerator.constants);
  values[kTechnology] = design.technology.name();
  values[kBatch] = design.batch;
  return values;
}

ordered_json configuration_of(const Design& design, const machine::Accelerator& baseline,
                              const std::vector<std::string>& named) {
  ordered_json file, constants;
  for (const auto& field : machine::kParameters)
    file[field.name] = machine::value(field, design.accelerator.configuration);
  for (const auto& field : machine::kConstants) {
    const double value = field.get(design.accelerator.constants);
    if (value != field.default_value() || value != field.get(baseline.constants) ||
        std::count(named.begin(), named.end(), field.name) > 0)
      constants[field.name] = machine::value(field, design.accelerator.constants);
  }
  if (!constants.empty()) file["constants"] = std::move(constants);
  file[kTechnology] = ordered_json(design.technology.json());
  file[kBatch] = design.batch;
  return file;
}

std::string value_text(const ordered_json& value) {
  return value.is_string() ? files::printable(value.get<std::string>(), 60) : plain(value.get<double>());
}

std::string differences(const Design& design, const Design& other) {
  const ordered_json ours = values_by_name(design), theirs = values_by_name(other);
  std::string list;
  for (const auto& [name, value] : ours.items()) {
    if (value == theirs.at(name) || machine::find_field(machine::kParameters, name)) continue;
    list += (list.empty() ? "" : ", ") + name + " " + value_text(value) + " instead of " +
            value_text(theirs.at(name));
  }
  return list;
}

DesignEvaluator evaluator_for(const Design& design, const DesignEvaluator& evaluator) {
  return evaluator.at(design.technology.coefficients(kTechnology), design.batch);
}

Evaluation evaluate(const Design& design, const DesignEvaluator& evaluator,
                    const EvaluationOptions& options) {
  return evaluator_for(design, evaluator).evaluate(design.accelerator, options);
}

}  // namespace apollo::designs
