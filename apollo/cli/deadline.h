#pragma once
#include <chrono>
#include <string>

namespace apollo::cli {

using Deadline = std::chrono::system_clock::time_point;

// What --deadline names, which is in the future: a time from now ("90m", "1.5h"; s, m, h or d), or a date and
// time of ISO 8601 ("2026-11-30T06:00", also with seconds), local, or UTC if it ends in Z. ConfigError.
Deadline deadline_of(const std::string& text);

inline constexpr char kDeadlineHelp[] =
    "stop in good order, like after Ctrl-C: a time from now (90m, 1.5h, 2d), or a local time "
    "(2026-11-30T06:00), or one of UTC (2026-11-30T06:00Z)";

}  // namespace apollo::cli
