#include "files/json_object.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <utility>

#include "files/config_error.h"
#include "files/join.h"
#include "files/nearest.h"

namespace apollo::files {
namespace {

using nlohmann::json;

std::string shown(const json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array() && value.size() > 8) return "an array of " + std::to_string(value.size());
  const bool nested = value.is_array() && std::any_of(value.begin(), value.end(),
                                                      [](const json& v) { return v.is_structured(); });
  if (nested) return "an array";
  return printable(value.dump(-1, ' ', false, json::error_handler_t::replace), 60);
}

// Enough digits to tell the bound, and no more: 800 and not 800.000000.
std::string shown(double number) {
  std::ostringstream stream;
  stream.precision(9);
  stream << number;
  return stream.str();
}

std::string range(std::int64_t lowest, std::int64_t highest) {
  return "an integer from " + std::to_string(lowest) + " to " + std::to_string(highest);
}

std::string range(double lowest, double highest) {
  return "a number from " + shown(lowest) + " to " + shown(highest);
}

std::string range(Count count) {
  if (count.lowest == count.highest) return std::to_string(count.lowest);
  if (count.highest == Count{}.highest) {
    return count.lowest == 0 ? "any number of" : std::to_string(count.lowest) + " or more";
  }
  return std::to_string(count.lowest) + " to " + std::to_string(count.highest);
}

[[noreturn]] void wrong(const std::string& file, const std::string& path, const std::string& value,
                        const std::string& allowed) {
  throw ConfigError(printable(file, 1000) + ": " + printable(path, 200) + " is " + value + "; must be " +
                    allowed);
}

// The conversions of one value at a known place; used for members and for array elements.
struct Place {
  const std::string& file;
  std::string path;

  [[noreturn]] void fail(const json& value, const std::string& allowed) const {
    wrong(file, path, shown(value), allowed);
  }

  std::int64_t integer(const json& value, std::int64_t lowest, std::int64_t highest) const {
    const bool too_big = value.is_number_unsigned() &&
                         value.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()};
    if (!value.is_number_integer() || too_big) fail(value, range(lowest, highest));
    const auto number = value.get<std::int64_t>();
    if (number < lowest || number > highest) fail(value, range(lowest, highest));
    return number;
  }

  double number(const json& value, double lowest, double highest) const {
    if (!value.is_number()) fail(value, range(lowest, highest));
    const auto number = value.get<double>();
    if (!(number >= lowest && number <= highest)) fail(value, range(lowest, highest));
    return number;
  }

  std::string text(const json& value) const {
    const std::string allowed = "a text of 1 to 1000 printable characters";
    if (!value.is_string()) fail(value, allowed);
    auto text = value.get<std::string>();
    const bool control =
        std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == 127; });
    if (text.empty() || text.size() > 1000 || control) fail(value, allowed);
    return text;
  }
};

}  // namespace

JsonObject::JsonObject(const json& value, std::string file, std::string path)
    : value_(&value), file_(std::move(file)), path_(std::move(path)) {
  if (!value.is_object()) {
    wrong(file_, path_.empty() ? "the content" : path_, shown(value), "an object: {\"key\": value, ...}");
  }
}

bool JsonObject::has(const std::string& key) {
  asked_.insert(key);
  return value_->contains(key);
}

std::string JsonObject::path_of(const std::string& key) const {
  return path_.empty() ? key : path_ + "." + key;
}

const json* JsonObject::find(const std::string& key, bool required, const std::string& allowed) {
  if (has(key)) return &value_->at(key);
  if (required) wrong(file_, path_of(key), "missing", allowed);
  return nullptr;
}

const json& JsonObject::array(const std::string& key, Count count, const std::string& elements) {
  const std::string allowed = "an array of " + range(count) + " " + elements;
  const json& value = *find(key, true, allowed);
  if (!value.is_array() || value.size() < count.lowest || value.size() > count.highest) {
    wrong(file_, path_of(key), shown(value), allowed);
  }
  return value;
}

std::int64_t JsonObject::integer(const std::string& key, std::int64_t lowest, std::int64_t highest,
                                 std::optional<std::int64_t> fallback) {
  const json* value = find(key, !fallback, range(lowest, highest));
  return value ? Place{file_, path_of(key)}.integer(*value, lowest, highest) : *fallback;
}

double JsonObject::number(const std::string& key, double lowest, double highest,
                          std::optional<double> fallback) {
  const json* value = find(key, !fallback, range(lowest, highest));
  return value ? Place{file_, path_of(key)}.number(*value, lowest, highest) : *fallback;
}

bool JsonObject::boolean(const std::string& key, std::optional<bool> fallback) {
  const json* value = find(key, !fallback, "true or false");
  if (!value) return *fallback;
  if (!value->is_boolean()) fail(key, "true or false");
  return value->get<bool>();
}

std::string JsonObject::text(const std::string& key, std::optional<std::string> fallback) {
  const json* value = find(key, !fallback, "a text");
  return value ? Place{file_, path_of(key)}.text(*value) : *fallback;
}

std::string JsonObject::choice(const std::string& key, const std::vector<std::string>& allowed,
                               std::optional<std::string> fallback) {
  const json* value = find(key, !fallback, "one of: " + join(allowed));
  if (!value) return *fallback;
  if (!value->is_string()) fail(key, "one of: " + join(allowed));
  const auto word = value->get<std::string>();
  if (std::find(allowed.begin(), allowed.end(), word) == allowed.end()) {
    wrong(file_, path_of(key), shown(*value) + did_you_mean(word, allowed), "one of: " + join(allowed));
  }
  return word;
}

std::vector<std::int64_t> JsonObject::integers(const std::string& key, std::int64_t lowest,
                                               std::int64_t highest, Count count) {
  std::vector<std::int64_t> result;
  for (const json& value : array(key, count, "integers")) {
    const Place place{file_, path_of(key) + "[" + std::to_string(result.size()) + "]"};
    result.push_back(place.integer(value, lowest, highest));
  }
  return result;
}

std::vector<double> JsonObject::numbers(const std::string& key, double lowest, double highest, Count count) {
  std::vector<double> result;
  for (const json& value : array(key, count, "numbers")) {
    const Place place{file_, path_of(key) + "[" + std::to_string(result.size()) + "]"};
    result.push_back(place.number(value, lowest, highest));
  }
  return result;
}

std::vector<std::string> JsonObject::texts(const std::string& key, Count count) {
  std::vector<std::string> result;
  for (const json& value : array(key, count, "texts")) {
    const Place place{file_, path_of(key) + "[" + std::to_string(result.size()) + "]"};
    result.push_back(place.text(value));
  }
  return result;
}

std::vector<JsonObject> JsonObject::objects(const std::string& key, Count count) {
  std::vector<JsonObject> result;
  for (const json& value : array(key, count, "objects")) {
    result.emplace_back(value, file_, path_of(key) + "[" + std::to_string(result.size()) + "]");
  }
  return result;
}

JsonObject JsonObject::object(const std::string& key) {
  return JsonObject(*find(key, true, "an object"), file_, path_of(key));
}

const json& JsonObject::value(const std::string& key) { return *find(key, true, "present"); }

std::vector<std::string> JsonObject::keys() const {
  std::vector<std::string> result;
  for (const auto& item : value_->items()) result.push_back(item.key());
  return result;
}

void JsonObject::reject_unknown_keys(const std::string& what) const {
  const std::vector<std::string> allowed(asked_.begin(), asked_.end());
  for (const std::string& key : keys()) {
    if (asked_.count(key) != 0) continue;
    throw ConfigError(printable(file_, 1000) + ": " + printable(path_of(key), 200) + " is not a known key" +
                      (what.empty() ? "" : " of " + what) + did_you_mean(key, allowed) +
                      "; must be one of: " + join(allowed));
  }
}

void JsonObject::fail(const std::string& key, const std::string& allowed) const {
  wrong(file_, path_of(key), value_->contains(key) ? shown(value_->at(key)) : "missing", allowed);
}

}  // namespace apollo::files
