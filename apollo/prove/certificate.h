#pragma once
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "apollo/prove/question.h"

namespace apollo::prove {

// How the points of a group, or of a space, are known not to be better. Each counts once, by the first that
// holds in this order.
struct Counts {
  std::uint64_t area = 0;        // over the budget
  std::uint64_t conditions = 0;  // they break one of the space
  std::uint64_t memory = 0;      // a memory is none, or the chip is larger than one exposure
  std::uint64_t evaluated = 0;
  std::uint64_t partial = 0;  // evaluated on the first networks; bounds of the others say the rest
  std::uint64_t bound = 0;    // by the bound alone
  std::uint64_t open = 0;     // not yet known

  std::uint64_t points() const { return area + conditions + memory + evaluated + partial + bound + open; }
  Counts& operator+=(const Counts& o);
  bool operator==(const Counts& o) const;
};

// A point's reward, or the most that it may be, and what that follows from.
struct PointRecord {
  enum class Kind { evaluated, partial, bound };
  optimizers::Point point;
  Kind kind = Kind::evaluated;
  double reward = 0;  // evaluated: its reward, 0 if infeasible; otherwise the most that it may be
  double area_mm2 = 0;
  std::string reason;                // why it is infeasible; empty if it is not
  std::vector<std::int64_t> cycles;  // by network; of an infeasible one up to where that was found
  int known = 0;                     // of a partial one: the first so many are no bounds
};

// Whether the points of a group differ in a parameter: memories and DRAM bandwidth. What the array takes at
// least is the same for all of them.
bool differs_in_group(const optimizers::Parameter& parameter);

struct GroupRecord {
  optimizers::Point first;  // its first point
  Counts counts;
  std::optional<PointRecord> highest;  // of those that a bound excludes or that are open: the most
};

// What is known of the best design of a space, and why. A file of JSON lines: the question; groups with
// points within the area budget, in the order of the space; points that were evaluated, partly or wholly, in
// their order; the answer; a checksum.
struct Certificate {
  Question question;
  std::vector<GroupRecord> groups;
  std::vector<PointRecord> points;
  Counts counts;                    // of the space
  std::optional<std::size_t> best;  // of `points`; nothing if none is feasible
  double most = 0;                  // no point has a larger reward

  double best_reward() const { return best ? points[*best].reward : 0; }
  // Whether the best design is proved to be it, within the slack.
  bool proved() const { return most <= best_reward() * (1 + question.slack); }
};

nlohmann::ordered_json to_json(const PointRecord& record, const optimizers::SearchSpace& space);
// ConfigError that names `where`.
PointRecord parse_point_record(const nlohmann::json& json, const optimizers::SearchSpace& space,
                               const std::string& where);
nlohmann::ordered_json to_json(const Counts& counts);

std::string to_text(const Certificate& certificate);
// ConfigError, with FILE:LINE, if a line is not as above, or the checksum is not that of the lines. What the
// lines say is not looked into (check.h).
Certificate read_certificate(const std::string& path);

}  // namespace apollo::prove
