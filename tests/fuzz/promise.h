#pragma once
#include <algorithm>
#include <stdexcept>
#include <string>

#include "files/config_error.h"

namespace apollo::fuzz {

// Throws unless `message` is one printable line.
inline void check_message(const std::string& message) {
  const bool printable =
      std::all_of(message.begin(), message.end(), [](char c) { return c >= ' ' && c <= '~'; });
  if (!printable) throw std::logic_error("no printable line: " + message);
}

// `read` turns the bytes of a file into the text of what it holds, `reread` does so for such texts; both
// throw ConfigError. Throws if the promise of readers.h is broken.
template <typename Read, typename Reread>
void check_promise(const std::string& bytes, Read read, Reread reread) {
  std::string text;
  try {
    text = read(bytes);
  } catch (const files::ConfigError& error) {
    return check_message(error.what());
  }
  const std::string again = reread(text);
  if (again != text) throw std::logic_error("written as\n" + text + "and, read again, as\n" + again);
}

}  // namespace apollo::fuzz
