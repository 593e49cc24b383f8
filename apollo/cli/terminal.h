#pragma once
#include <cstddef>
#include <string>

// What the standard output and the standard error are shown on.
namespace apollo::cli {

// How many columns lines of the standard output may have: COLUMNS of the environment if that is a number
// above 0, otherwise those of the terminal, or 80 if the standard output is none.
std::size_t output_columns();

// Whether escape sequences for colours are shown as such by what is open as `descriptor`: it is a terminal
// that is not "dumb", and NO_COLOR (no-color.org) is not set or empty.
bool shows_colours(int descriptor);

enum class Style { heading, good, bad };

// The text in this style where `descriptor`, by default the standard output, shows colours, elsewhere the
// text.
std::string styled(Style style, const std::string& text, int descriptor = 1);

// Where a line may end instead of the space at this place: not before a percent sign.
bool is_break(const std::string& text, std::size_t space);

// The text with lines of more than `columns` broken at spaces (is_break()), never inside a word. What goes on
// is indented as its line is, and by two columns more.
std::string wrapped(const std::string& text, std::size_t columns = output_columns());

}  // namespace apollo::cli
