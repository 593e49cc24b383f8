#include "apollo/study/space_json.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <utility>

#include "apollo/study/results.h"
#include "embedded/space_files.h"
#include "files/builtin_file.h"

namespace apollo::study {
namespace {

using files::JsonObject;
using optimizers::Parameter;
using optimizers::SearchSpace;

constexpr std::size_t kMostParameters = 1000, kMostValues = 10000, kMostConditions = 100;
constexpr char kRequire[] = "require";
constexpr double kLargestValue = 1e15;  // whole numbers up to here are exact

std::string read_name(JsonObject& object) {
  std::string name = object.text("name");
  const bool good = !std::isdigit(static_cast<unsigned char>(name[0])) &&
                    std::all_of(name.begin(), name.end(),
                                [](unsigned char c) { return c < 128 && (std::isalnum(c) || c == '_'); });
  if (!good) object.fail("name", "made of letters, digits and '_', and not start with a digit");
  const auto& columns = fixed_columns();
  if (std::find(columns.begin(), columns.end(), name) != columns.end()) {
    object.fail("name", "different from the columns that every study has");
  }
  return name;
}

Parameter read_parameter(JsonObject object) {
  Parameter result;
  result.name = read_name(object);
  const bool ordinal = object.choice("kind", {"ordinal", "categorical"}, "ordinal") == "ordinal";
  result.kind = ordinal ? Parameter::Kind::ordinal : Parameter::Kind::categorical;
  const nlohmann::json& values = object.value("values");
  if (values.is_array() && !values.empty() && values[0].is_string()) {
    if (ordinal) object.fail("values", "numbers, unless \"kind\" is \"categorical\"");
    result.texts = object.texts("values", {1, kMostValues});
    const std::set<std::string> distinct(result.texts.begin(), result.texts.end());
    if (distinct.size() != result.texts.size()) object.fail("values", "distinct");
  } else {
    result.numbers = object.numbers("values", -kLargestValue, kLargestValue, {1, kMostValues});
    const std::set<double> distinct(result.numbers.begin(), result.numbers.end());
    if (distinct.size() != result.numbers.size()) object.fail("values", "distinct");
    if (ordinal && !std::is_sorted(result.numbers.begin(), result.numbers.end())) {
      object.fail("values", "ascending, unless \"kind\" is \"categorical\"");
    }
  }
  object.reject_unknown_keys("a parameter");
  return result;
}

std::vector<std::string> read_conditions(JsonObject& object) {
  if (!object.has(kRequire)) return {};
  if (object.value(kRequire).is_array()) return object.texts(kRequire, {0, kMostConditions});
  return {object.text(kRequire)};
}

}  // namespace

SearchSpace parse_space(JsonObject object) {
  std::vector<Parameter> parameters;
  std::set<std::string> names;
  for (JsonObject& entry : object.objects("parameters", {1, kMostParameters})) {
    parameters.push_back(read_parameter(entry));
    if (!names.insert(parameters.back().name).second)
      entry.fail("name", "different from all names before it");
  }
  std::vector<std::string> conditions = read_conditions(object);
  object.reject_unknown_keys("a space");
  return SearchSpace(std::move(parameters), std::move(conditions));
}

SearchSpace parse_space(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  return parse_space(JsonObject(json, file));
}

SearchSpace read_space(const std::string& name_or_path) {
  const files::NamedText found = files::builtin_or_read("space", name_or_path, embedded::space_files());
  return parse_space(found.text, found.file);
}

std::vector<std::string> space_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded::space_files()) names.push_back(file.first);
  return names;
}

nlohmann::json value_of(const Parameter& parameter, int index) {
  const auto i = static_cast<std::size_t>(index);
  if (parameter.numbers.empty()) return parameter.texts.at(i);
  const double number = parameter.numbers.at(i);
  if (number == std::floor(number)) return static_cast<std::int64_t>(number);
  return number;
}

nlohmann::ordered_json to_json(const SearchSpace& space) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Parameter& parameter : space.parameters()) {
    nlohmann::ordered_json entry = {{"name", parameter.name}};
    if (parameter.kind == Parameter::Kind::categorical) entry["kind"] = "categorical";
    entry["values"] = nlohmann::ordered_json::array();
    for (int i = 0; i < parameter.size(); ++i)
      entry["values"].push_back(nlohmann::ordered_json(value_of(parameter, i)));
    list.push_back(entry);
  }
  nlohmann::ordered_json result = {{"parameters", list}};
  if (!space.conditions().empty()) result[kRequire] = space.conditions();
  return result;
}

nlohmann::ordered_json configuration_of(const SearchSpace& space, const optimizers::Point& point) {
  nlohmann::ordered_json result = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < point.size(); ++i) {
    const Parameter& parameter = space.parameters()[i];
    result[parameter.name] = value_of(parameter, point[i]);
  }
  return result;
}

}  // namespace apollo::study
