#pragma once
#include <gtest/gtest.h>

#include <string>

#include "workloads/config_error.h"

namespace apollo::workloads {

// The message of the ConfigError that `action` throws, checked to be one printable line; "" and a failure if
// it throws none.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const ConfigError& error) {
    const std::string message = error.what();
    for (const char c : message) EXPECT_TRUE(c >= ' ' && c <= '~') << message;
    EXPECT_LT(message.size(), 2000U);
    return message;
  }
  ADD_FAILURE() << "no ConfigError";
  return "";
}

// Readable on failure, unlike a bool.
inline void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "\"" << text << "\" does not contain \"" << part << "\"";
}

}  // namespace apollo::workloads
