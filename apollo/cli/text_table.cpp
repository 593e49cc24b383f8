#include "apollo/cli/text_table.h"

#include <algorithm>
#include <cassert>

namespace apollo::cli {
namespace {

constexpr std::size_t kGap = 2;  // between columns
// Of a column of texts that go on below: its least width, and one that other columns leave to it.
constexpr std::size_t kNarrowestText = 20, kComfortableText = 34;

// What no line may break.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !is_break(text, i)) continue;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

// The text in lines of at most `width`, broken at spaces.
std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  if (text.size() <= width) return {text};
  std::vector<std::string> lines(1);
  for (const std::string& word : words_of(text)) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (line.size() + 1 + word.size() <= width) {
      line += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {
  std::vector<std::string> titles;
  for (const Column& column : columns_) {
    titles.push_back(column.title);
    has_titles_ = has_titles_ || !column.title.empty();
  }
  if (has_titles_) rows_.push_back(std::move(titles));
}

void TextTable::row(std::vector<std::string> cells) {
  assert(cells.size() == columns_.size());
  rows_.push_back(std::move(cells));
}

TextTable::Width TextTable::width_of(std::size_t column) const {
  Width width;
  bool has_spaces = false;
  for (const auto& row : rows_) {
    const std::string& cell = row[column];
    width.natural = std::max(width.natural, cell.size());
    for (const std::string& word : words_of(cell)) width.least = std::max(width.least, word.size());
    has_spaces = has_spaces || cell.find(' ') != std::string::npos;
  }
  const bool may_go_on = column > 0 && columns_[column].align == Align::left && has_spaces;
  const auto at_least = [&](std::size_t columns) {
    return may_go_on ? std::min(width.natural, std::max(width.least, columns)) : width.natural;
  };
  width.comfortable = at_least(kComfortableText);
  width.least = at_least(kNarrowestText);
  return width;
}

// What is left of the room goes to the texts, to the narrowest first.
std::vector<std::size_t> TextTable::widths_of(const Block& block, const std::vector<Width>& widths,
                                              std::size_t room) const {
  std::vector<std::size_t> chosen;
  std::size_t taken = kGap * (block.size() - 1);
  for (const std::size_t column : block) {
    chosen.push_back(widths[column].least);
    taken += widths[column].least;
  }
  for (; taken < room; ++taken) {
    std::size_t* narrowest = nullptr;
    for (std::size_t i = 0; i < block.size(); ++i) {
      const bool grows = chosen[i] < widths[block[i]].natural;
      if (grows && (!narrowest || chosen[i] < *narrowest)) narrowest = &chosen[i];
    }
    if (!narrowest) break;
    ++*narrowest;
  }
  return chosen;
}

// Each takes as many columns as leave a comfortable width to those before them.
std::vector<TextTable::Block> TextTable::blocks_of(const std::vector<Width>& widths, std::size_t room) const {
  Block key = {0};
  std::size_t of_key = widths[0].natural;
  while (key.size() < columns_.size() && columns_[key.size()].stays) {
    of_key += kGap + widths[key.size()].natural;
    key.push_back(key.size());
  }
  std::vector<Block> blocks = {key};
  std::size_t taken = of_key;
  for (std::size_t column = key.size(), end = 0; column < columns_.size(); column = end) {
    std::size_t least = 0, comfortable = 0;  // of the column and those that stay beside it
    for (end = column; end < columns_.size() && (end == column || columns_[end].stays); ++end) {
      least += kGap + widths[end].least;
      comfortable += kGap + widths[end].comfortable;
    }
    if (taken + least > room && blocks.back().size() > key.size()) {
      blocks.push_back(key);
      taken = of_key;
    }
    for (std::size_t next = column; next < end; ++next) blocks.back().push_back(next);
    taken += comfortable;
  }
  return blocks;
}

std::string TextTable::text(int indent, std::size_t columns) const {
  const std::size_t used = static_cast<std::size_t>(indent);
  const std::size_t room = columns > used ? columns - used : 1;
  std::vector<Width> widths;
  for (std::size_t column = 0; column < columns_.size(); ++column) widths.push_back(width_of(column));
  std::string text;
  for (const Block& block : blocks_of(widths, room))
    text += (text.empty() ? "" : "\n") + block_text(block, widths_of(block, widths, room), indent);
  return text;
}

std::string TextTable::block_text(const Block& block, const std::vector<std::size_t>& widths,
                                  int indent) const {
  std::string text;
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    std::vector<std::vector<std::string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < block.size(); ++i) {
      cells.push_back(lines_of(rows_[row][block[i]], widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::string shown(static_cast<std::size_t>(indent), ' ');
      for (std::size_t i = 0; i < block.size(); ++i) {
        const std::string cell = line < cells[i].size() ? cells[i][line] : "";
        const std::string padding(widths[i] > cell.size() ? widths[i] - cell.size() : 0, ' ');
        if (i > 0) shown += std::string(kGap, ' ');
        shown += columns_[block[i]].align == Align::left ? cell + padding : padding + cell;
      }
      shown.erase(shown.find_last_not_of(' ') + 1);
      text += (has_titles_ && row == 0 ? styled(Style::heading, shown) : shown) + "\n";
    }
  }
  return text;
}

}  // namespace apollo::cli
