#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

namespace apollo::workloads::importer {

// The rows of a table by their `type`, of which each has another.
template <class Row>
class RowsByType {
 public:
  // Keeps pointers to the rows.
  template <std::size_t N>
  explicit RowsByType(const Row (&rows)[N]) {
    for (const Row& row : rows) by_type_.emplace(row.type, &row);
  }
  // Null if there is none.
  const Row* find(const std::string& type) const {
    const auto found = by_type_.find(type);
    return found == by_type_.end() ? nullptr : found->second;
  }

 private:
  std::unordered_map<std::string_view, const Row*> by_type_;
};

}  // namespace apollo::workloads::importer
