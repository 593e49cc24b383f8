#include "simulator/cost/sram_table.h"

#include <algorithm>
#include <cmath>

#include "embedded/sram_files.h"
#include "files/builtin_file.h"
#include "files/json_object.h"

namespace apollo::cost {
namespace {

using files::JsonObject;

constexpr std::size_t kMostEntries = 64;  // along an axis
constexpr double kLeastCost = 1e-6, kLargestCost = 1e6;
constexpr std::int64_t kLargestBytes = std::int64_t{1} << 40;

constexpr double SramArray::*kCosts[] = {&SramArray::read_pj_per_byte, &SramArray::write_pj_per_byte,
                                         &SramArray::mm2_per_mib, &SramArray::leakage_mw_per_mib};
constexpr const char* kCostKeys[] = {"read_pj_per_byte", "write_pj_per_byte", "mm2_per_mib",
                                     "leakage_mw_per_mib"};

// Between the entries below and above; a position before the first holds it.
struct Position {
  std::size_t below = 0;
  double part = 0;
};

template <typename Log2>
Position position(double value, std::size_t entries, Log2 log2_of) {
  if (entries == 1) return {};
  Position at;
  while (at.below + 2 < entries && value >= log2_of(at.below + 1)) ++at.below;
  const double begin = log2_of(at.below), end = log2_of(at.below + 1);
  at.part = std::max(0.0, (value - begin) / (end - begin));
  return at;
}

SramArray between(const SramArray& a, const SramArray& b, double part) {
  SramArray result;
  for (const auto cost : kCosts) result.*cost = a.*cost + part * (b.*cost - a.*cost);
  return result;
}

}  // namespace

SramTable SramTable::parse(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  JsonObject root(json, file);
  root.text("name");
  root.text("source");
  SramTable table;
  for (const std::int64_t width : root.integers("widths_bytes", 1, kLargestBytes, {1, kMostEntries})) {
    const double log2_width = std::log2(static_cast<double>(width));
    if (!table.log2_widths_.empty() && log2_width <= table.log2_widths_.back())
      root.fail("widths_bytes", "growing");
    table.log2_widths_.push_back(log2_width);
  }
  for (JsonObject& object : root.objects("rows", {2, kMostEntries})) {
    Row row;
    row.log2_capacity = std::log2(static_cast<double>(object.integer("capacity_bytes", 1, kLargestBytes)));
    if (!table.rows_.empty() && row.log2_capacity <= table.rows_.back().log2_capacity)
      object.fail("capacity_bytes", "above that of the row before");
    for (std::size_t i = 0; i < std::size(kCosts); ++i) {
      const files::Count count = i == 0 ? files::Count{1, table.log2_widths_.size()}
                                        : files::Count{row.log2_arrays.size(), row.log2_arrays.size()};
      const std::vector<double> values = object.numbers(kCostKeys[i], kLeastCost, kLargestCost, count);
      row.log2_arrays.resize(values.size());
      for (std::size_t w = 0; w < values.size(); ++w) row.log2_arrays[w].*kCosts[i] = std::log2(values[w]);
    }
    object.reject_unknown_keys("a row");
    table.rows_.push_back(std::move(row));
  }
  root.reject_unknown_keys("an SRAM table");
  return table;
}

SramArray SramTable::log2_at(const Row& row, double log2_width) const {
  const std::size_t entries = row.log2_arrays.size();
  if (entries == 1) return row.log2_arrays[0];
  const Position at = position(log2_width, entries, [&](std::size_t w) { return log2_widths_[w]; });
  return between(row.log2_arrays[at.below], row.log2_arrays[at.below + 1], std::min(at.part, 1.0));
}

SramArray SramTable::at(double capacity_bytes, double width_bytes) const {
  const double log2_width = std::log2(width_bytes);
  const Position at = position(std::log2(capacity_bytes), rows_.size(),
                               [&](std::size_t r) { return rows_[r].log2_capacity; });
  SramArray result =
      between(log2_at(rows_[at.below], log2_width), log2_at(rows_[at.below + 1], log2_width), at.part);
  for (const auto cost : kCosts) result.*cost = std::exp2(result.*cost);
  return result;
}

SramTable sram_table(const std::string& name_or_path) {
  const files::NamedText found = files::builtin_or_read("SRAM table", name_or_path, embedded::sram_files());
  return SramTable::parse(found.text, found.file);
}

}  // namespace apollo::cost
