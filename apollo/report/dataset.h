#pragma once
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace apollo::report {

using Json = nlohmann::ordered_json;

// A table for charts. As JSON it is stored by column: {COLUMN: [value, ...]}, or, where that is shorter,
// {COLUMN: {"levels": [value, ...], "codes": [index into levels, ...]}}.
class Dataset {
 public:
  // Numbers of the columns in `exact` are kept as they are, others to six significant digits.
  explicit Dataset(std::vector<std::string> columns, const std::set<std::string>& exact = {});

  // One value per column. Numbers that are not finite become null.
  void add(const std::vector<Json>& row);

  std::size_t rows() const { return rows_; }
  bool empty() const { return rows_ == 0; }
  Json json() const;

 private:
  std::vector<std::string> columns_;
  std::vector<bool> exact_;                // by column
  std::vector<std::vector<Json>> values_;  // by column
  std::size_t rows_ = 0;
};

}  // namespace apollo::report
