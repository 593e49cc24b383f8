#include "apollo/cli/deadline.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <ctime>

#include "tests/files/error_of.h"

namespace apollo::cli {
namespace {

using namespace testing;
using std::chrono::system_clock;

double seconds_from_now(const std::string& text) {
  return std::chrono::duration<double>(deadline_of(text) - system_clock::now()).count();
}

TEST(Deadline, IsATimeFromNow) {
  EXPECT_NEAR(seconds_from_now("45s"), 45, 1);
  EXPECT_NEAR(seconds_from_now("90m"), 90 * 60, 1);
  EXPECT_NEAR(seconds_from_now("1.5h"), 1.5 * 3600, 1);
  EXPECT_NEAR(seconds_from_now("2d"), 2 * 86400, 1);
}

// 2100-01-02 is 47483 days after 1970-01-01: 130 years, of which 32 (1972 to 2096) are leap years, and a day.
TEST(Deadline, IsADateAndTimeOfUtc) {
  const std::time_t midnight = (130 * 365 + 32 + 1) * std::time_t{86400};
  EXPECT_EQ(system_clock::to_time_t(deadline_of("2100-01-02T00:00Z")), midnight);
  EXPECT_EQ(system_clock::to_time_t(deadline_of("2100-01-02T03:04:05Z")), midnight + 3 * 3600 + 4 * 60 + 5);
}

TEST(Deadline, IsALocalDateAndTime) {
  ::setenv("TZ", "XYZ+5", 1);  // five hours behind UTC
  ::tzset();
  const auto local = deadline_of("2100-01-02T00:00");
  ::unsetenv("TZ");
  ::tzset();
  EXPECT_EQ(local, deadline_of("2100-01-02T05:00Z"));
}

TEST(Deadline, IsInTheFuture) {
  for (const char* text : {"", "90", "m", "-1m", "0s", "nanm", "1e9d", "1w", "90 m", "2020-01-01T00:00Z",
                           "2100-02-30T00:00", "2100-01-01", "2100-01-01T00:00+01:00"})
    expect_contains(config_error([&] { deadline_of(text); }), "--deadline is \"" + std::string(text) + "\"");
}

}  // namespace
}  // namespace apollo::cli
