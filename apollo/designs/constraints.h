#pragma once
#include <optional>
#include <vector>

#include "files/json_object.h"
#include "simulator/machine/infeasible.h"

namespace apollo::designs {

// The most that a design may take; what is not set is not limited.
struct Constraints {
  std::optional<double> area_mm2;
  std::optional<double> latency_ms;  // of one inference, or of a batch, of every network
  std::optional<double> power_w;     // average while it runs, of every network

  bool operator==(const Constraints& o) const {
    return area_mm2 == o.area_mm2 && latency_ms == o.latency_ms && power_w == o.power_w;
  }
};

// One constraint: how files, options and reasons for infeasibility call it.
struct ConstraintName {
  const char* key;     // in study.json, with the unit: "area_mm2"
  const char* option;  // on the command line: "--area"
  const char* help;
  machine::Infeasible::Reason reason;
  std::optional<double> Constraints::*limit;
};

// All constraints; feeds the options, study.json and the messages.
const std::vector<ConstraintName>& constraint_names();

// Limits are above 0 and up to this.
inline constexpr double kLargestLimit = 1e6;

// Reads an object of nothing but limits by their keys. ConfigError.
Constraints parse_constraints(files::JsonObject object);

}  // namespace apollo::designs
