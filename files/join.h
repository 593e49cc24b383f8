#pragma once
#include <string>
#include <vector>

namespace apollo::files {

// What `text` says of each item, in order, with `separator` between each two; "" of no items.
template <typename Items, typename Text>
std::string join(const Items& items, const std::string& separator, Text text) {
  std::string result;
  bool first = true;
  for (const auto& item : items) {
    if (!first) result += separator;
    first = false;
    result += text(item);
  }
  return result;
}

// Words in order with `separator` between each two; "" of no words.
inline std::string join(const std::vector<std::string>& words, const std::string& separator = ", ") {
  return join(words, separator, [](const std::string& word) { return word; });
}

}  // namespace apollo::files
