#include "apollo/study/store_file.h"

#include <cstdio>
#include <filesystem>

#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_file.h"

namespace apollo::study {

using nlohmann::json;

bool is_there(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::string store_uri(const std::string& path, const std::string& parameters) {
  std::string result = "file:";
  for (const char c : path) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    result += code;
  }
  return result + "?" + parameters;
}

std::string as_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::int64_t checksum(const TrialRecord& trial) {
  const Outcome& o = trial.outcome;
  // + 0.0, because the file does not keep the sign of a zero.
  const json content = {trial.id,         trial.point, o.feasible, o.reward + 0.0,
                        o.area_mm2 + 0.0, o.reason,    o.details};
  return static_cast<std::int64_t>(files::fnv1a(as_text(content)) >> 1U);
}

std::int64_t checksum(const FailedTrial& f) {
  const json content = {f.id, f.point, f.proposer, f.attempts, f.reason, f.error};
  return static_cast<std::int64_t>(files::fnv1a(as_text(content)) >> 1U);
}

void fail_store(const std::string& path, const std::string& what, const std::string& reason) {
  throw files::ConfigError(files::printable(path, 1000) + ": " + what + ": " + files::printable(reason, 200));
}

}  // namespace apollo::study
