#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <string>

#include "apollo/study/evaluator.h"
#include "apollo/study/failure.h"

namespace SQLite {
class Exception;
}

// What the reading and the writing of a store's file (store.h) have in common.
namespace apollo::study {

inline constexpr int kStoreId = 0x61706f6c;   // "apol" (PRAGMA application_id)
inline constexpr int kExhaustedVersion = 1;   // PRAGMA user_version; 0 before
inline constexpr int kBusyTimeoutMs = 10000;  // a reader may hold the file for the length of a read

bool is_there(const std::string& path);
// Of a file: SQLite takes some file names for more than a name.
std::string store_uri(const std::string& path, const std::string& parameters);
// As text that a JSON column holds.
std::string as_text(const nlohmann::json& value);

// Of a trial: SQLite notices damage to its own structures only.
std::int64_t checksum(const TrialRecord& trial);
// Of all but passed_over.
std::int64_t checksum(const FailedTrial& trial);

// ConfigError: PATH: WHAT: REASON.
[[noreturn]] void fail_store(const std::string& path, const std::string& what, const std::string& reason);

}  // namespace apollo::study
