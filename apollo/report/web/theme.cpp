#include "apollo/report/web/theme.h"

#include <algorithm>
#include <regex>
#include <vector>

#include "embedded/report_charts.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"

namespace apollo::web {
namespace {

using Json = nlohmann::ordered_json;

constexpr double kHighestNumber = 1000;
constexpr std::size_t kMostShown = 100;  // characters of a value in a message

bool is_colour(const Json& value) {
  static const std::regex colour("#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})|transparent");
  return value.is_string() && std::regex_match(value.get_ref<const std::string&>(), colour);
}

// What a value in the place of `own` has to be; empty if `value` is.
std::string wanted(const Json& own, const Json& value) {
  if (own.is_array()) {
    const bool fits =
        value.is_array() && !value.empty() && std::all_of(value.begin(), value.end(), is_colour);
    return fits ? "" : "a list of colours such as \"#1c5fb8\"";
  }
  if (own.is_boolean()) return value.is_boolean() ? "" : "true or false";
  if (own.is_number()) {
    const bool fits = value.is_number() && value.get<double>() >= 0 && value.get<double>() <= kHighestNumber;
    return fits ? "" : "a number from 0 to 1000";
  }
  if (own.is_null())
    return value.is_null() || is_colour(value) ? "" : "a colour such as \"#1c5fb8\", or null";
  if (is_colour(own)) return is_colour(value) ? "" : "a colour such as \"#1c5fb8\"";
  return value.is_string() ? "" : "a text";
}

// Puts the values of `given` over those of `own`.
void put_over(const std::string& file, const std::string& path, const nlohmann::json& given, Json& own) {
  const std::string where = files::printable(file, 1000) + ": " + (path.empty() ? "the theme" : path);
  if (!given.is_object())
    throw files::ConfigError(where + " is " + files::printable(given.dump(), kMostShown) +
                             "; must be an object");
  for (const auto& [key, value] : given.items()) {
    const std::string name = files::printable(path.empty() ? key : path + "." + key, kMostShown);
    const std::string place = files::printable(file, 1000) + ": " + name;
    if (!own.contains(key)) {
      std::vector<std::string> keys;
      for (const auto& [known, unused] : own.items()) keys.push_back(known);
      throw files::ConfigError(place + " is unknown" + files::did_you_mean(key, keys) +
                               "; must be one of: " + files::join(keys));
    }
    if (own[key].is_object()) {
      put_over(file, name, value, own[key]);
      continue;
    }
    const std::string need = wanted(own[key], value);
    if (!need.empty())
      throw files::ConfigError(place + " is " + files::printable(value.dump(), kMostShown) + "; must be " +
                               need);
    own[key] = value;
  }
}

}  // namespace

Json theme(const std::string& file) {
  Json result = Json::parse(embedded::report_charts().at("theme"));
  if (!file.empty()) put_over(file, "", files::parse_json(files::read_text_file(file), file), result);
  return result;
}

}  // namespace apollo::web
