#pragma once
#include <string>
#include <vector>

namespace apollo::cli {

enum class Align { left, right };

// Rows of cells as aligned text.
class TextTable {
 public:
  struct Column {
    std::string title;
    Align align = Align::right;
  };

  // Without a line of titles if all titles are empty.
  explicit TextTable(std::vector<Column> columns);

  // One cell per column.
  void row(std::vector<std::string> cells);

  // Every line starts with `indent` spaces, has two between columns and none at its end.
  std::string text(int indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace apollo::cli
