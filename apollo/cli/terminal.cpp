#include "apollo/cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <sstream>

namespace apollo::cli {
namespace {

constexpr std::size_t kColumnsOfAFile = 80;  // where there is no terminal

const char* code_of(Style style) {
  switch (style) {
    case Style::heading:
      return "\033[1m";
    case Style::good:
      return "\033[32m";
    case Style::bad:
      return "\033[31m";
  }
  return "";
}

}  // namespace

std::size_t output_columns() {
  std::size_t columns = 0;
  if (const char* given = std::getenv("COLUMNS")) {
    const char* const end = given + std::strlen(given);
    const auto read = std::from_chars(given, end, columns);
    if (read.ec == std::errc() && read.ptr == end && columns > 0) return columns;
  }
  struct winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return kColumnsOfAFile;
}

bool shows_colours(int descriptor) {
  const char* const without = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  return isatty(descriptor) != 0 && !(without && *without) && terminal && std::strcmp(terminal, "dumb") != 0;
}

std::string styled(Style style, const std::string& text, int descriptor) {
  return shows_colours(descriptor) ? code_of(style) + text + "\033[0m" : text;
}

bool is_break(const std::string& text, std::size_t space) {
  return text[space] == ' ' && (space + 1 == text.size() || text[space + 1] != '%');
}

std::string wrapped(const std::string& text, std::size_t columns) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find_first_not_of(' ');
    const std::string indent((first == std::string::npos ? 0 : first) + 2, ' ');
    std::size_t begin = first;  // of the words that may go on below
    while (line.size() > columns && begin != std::string::npos) {
      std::size_t space = columns;
      while (space > begin && !is_break(line, space)) --space;
      if (space <= begin)  // a long word
        for (space = std::max(columns, begin + 1); space < line.size() && !is_break(line, space);) ++space;
      if (space >= line.size()) break;
      result += line.substr(0, space) + "\n";
      line = indent + line.substr(space + 1);
      begin = indent.size();
    }
    result += line + "\n";
  }
  if (!text.empty() && text.back() != '\n') result.pop_back();
  return result;
}

}  // namespace apollo::cli
