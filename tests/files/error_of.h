#pragma once
#include <gtest/gtest.h>

#include <string>

#include "files/config_error.h"

namespace apollo::testing {

// The message of the ConfigError that `action` throws, checked to be one printable line; "" and a failure if
// it throws none.
template <typename Action>
std::string error_of(Action action) {
  try {
    action();
  } catch (const files::ConfigError& error) {
    const std::string message = error.what();
    for (const char c : message) EXPECT_TRUE(c >= ' ' && c <= '~') << message;
    EXPECT_LT(message.size(), 2000U);
    return message;
  }
  ADD_FAILURE() << "no ConfigError";
  return "";
}

// The message of the ConfigError that the call throws, which has to be one line; "" if it throws none.
template <class Action>
std::string config_error(Action&& call) {
  try {
    call();
    return "";
  } catch (const files::ConfigError& error) {
    EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << error.what();
    return error.what();
  }
}

// Readable on failure, unlike a bool.
inline void expect_contains(const std::string& text, const std::string& part) {
  EXPECT_NE(text.find(part), std::string::npos) << "\"" << text << "\" does not contain \"" << part << "\"";
}

}  // namespace apollo::testing
