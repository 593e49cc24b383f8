#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace apollo::cost {

// What one memory array costs, per byte that an access of the array's width moves, and per MiB.
struct SramArray {
  double read_pj_per_byte = 0, write_pj_per_byte = 0, mm2_per_mib = 0, leakage_mw_per_mib = 0;
};

// Arrays by capacity and width of their port, each a power of two, at one process node. The files in
// configs/sram/ state their source.
class SramTable {
 public:
  // The table of a file {"name", "source", "widths_bytes": [1, 2, ...], "rows": [{"capacity_bytes",
  // "read_pj_per_byte": [by width], "write_pj_per_byte", "mm2_per_mib", "leakage_mw_per_mib"}, ...]}, both
  // axes growing; a row may end before the widest: there is no such array. ConfigError otherwise.
  static SramTable parse(const std::string& json_text, const std::string& file);

  // Linear between the logarithms of the entries. A smaller array than the table's smallest costs per byte
  // what that does, a larger one than its largest what the last two rows lead to, and one wider than its
  // row's widest what that does.
  SramArray at(double capacity_bytes, double width_bytes) const;

 private:
  struct Row {
    double log2_capacity = 0;
    std::vector<SramArray> log2_arrays;  // by width
  };
  SramArray log2_at(const Row& row, double log2_width) const;

  std::vector<double> log2_widths_;
  std::vector<Row> rows_;  // two or more
};

// The table with a built-in name ("cacti7_lop_32nm"), or that of a file.
SramTable sram_table(const std::string& name_or_path);

}  // namespace apollo::cost
