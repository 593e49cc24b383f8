#include "apollo/report/dataset.h"

#include <cassert>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <unordered_map>

namespace apollo::report {
namespace {

Json kept(const Json& value, bool exact) {
  if (!value.is_number_float()) return value;
  const double number = value.get<double>();
  if (!std::isfinite(number)) return nullptr;
  if (exact) return value;
  if (number == std::floor(number) && std::fabs(number) < 1e15) return static_cast<std::int64_t>(number);
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", number);
  return std::strtod(text, nullptr);
}

// A column with few different values is shorter as indices.
Json column_json(const std::vector<Json>& values) {
  if (values.empty()) return Json::array();
  std::unordered_map<std::string, std::size_t> codes;  // by the value as text
  Json levels = Json::array(), indices = Json::array();
  for (const Json& value : values) {
    const auto [found, is_new] =
        codes.emplace(value.dump(-1, ' ', false, Json::error_handler_t::replace), codes.size());
    if (is_new) levels.push_back(value);
    indices.push_back(found->second);
    if (codes.size() * 2 > values.size()) return values;
  }
  return {{"levels", std::move(levels)}, {"codes", std::move(indices)}};
}

}  // namespace

Dataset::Dataset(std::vector<std::string> columns, const std::set<std::string>& exact)
    : columns_(std::move(columns)), values_(columns_.size()) {
  for (const std::string& column : columns_) exact_.push_back(exact.count(column) > 0);
}

void Dataset::add(const std::vector<Json>& row) {
  assert(row.size() == columns_.size());
  for (std::size_t i = 0; i < row.size(); ++i) values_[i].push_back(kept(row[i], exact_[i]));
  ++rows_;
}

Json Dataset::json() const {
  Json object = Json::object();
  for (std::size_t i = 0; i < columns_.size(); ++i) object[columns_[i]] = column_json(values_[i]);
  return object;
}

}  // namespace apollo::report
