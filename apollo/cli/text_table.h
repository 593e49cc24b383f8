#pragma once
#include <cstddef>
#include <string>
#include <vector>

#include "apollo/cli/terminal.h"

namespace apollo::cli {

enum class Align { left, right };

// Rows of cells as aligned text.
class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::right;
    bool stays = false;  // beside the column before it; of the columns that follow the first one: with it
  };

  // Without a line of titles if all titles are empty.
  explicit TextTable(std::vector<Column> columns);

  // One cell per column.
  void row(std::vector<std::string> cells);

  static constexpr std::size_t kAnyWidth = static_cast<std::size_t>(-1);  // of lines

  // Every line starts with `indent` spaces, has two between columns and none at its end. Lines of at most
  // `columns`, unless one word is longer: texts with spaces, which are left-aligned, go on in the line below;
  // what still does not fit follows in further tables, each with the first column again.
  std::string text(int indent = 0, std::size_t columns = output_columns()) const;

 private:
  // Of a column: without a break, with lines that read well, and as narrow as may be.
  struct Width {
    std::size_t natural = 0, comfortable = 0, least = 0;
  };
  using Block = std::vector<std::size_t>;  // columns

  std::vector<Block> blocks_of(const std::vector<Width>& widths, std::size_t room) const;
  Width width_of(std::size_t column) const;
  std::vector<std::size_t> widths_of(const Block& block, const std::vector<Width>& widths,
                                     std::size_t room) const;
  std::string block_text(const Block& block, const std::vector<std::size_t>& widths, int indent) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
  bool has_titles_ = false;
};

}  // namespace apollo::cli
