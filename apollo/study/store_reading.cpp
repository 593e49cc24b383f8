#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <filesystem>

#include "apollo/study/store.h"
#include "apollo/study/store_file.h"

namespace apollo::study {
namespace {

using nlohmann::json;

[[noreturn]] void fail_damaged(const std::string& path, const std::string& reason) {
  fail_store(path, "is damaged or not a study's trials", reason);
}

// A failure of the file system, or a file that is not as it was written?
[[noreturn]] void fail_reading(const std::string& path, const SQLite::Exception& error) {
  for (const int code : {SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM, SQLITE_READONLY, SQLITE_BUSY,
                         SQLITE_LOCKED, SQLITE_FULL, SQLITE_NOMEM}) {
    if (error.getErrorCode() == code) fail_store(path, "cannot be read", error.what());
  }
  fail_damaged(path, error.what());
}

constexpr char kSelectRows[] =
    "SELECT id, point, feasible, reward, area_mm2, reason, details, checksum FROM trials";

// Of kSelectRows.
TrialRecord read_row(SQLite::Statement& row, const std::string& path) {
  TrialRecord trial;
  trial.id = row.getColumn(0).getInt64();
  bool good = false;
  try {
    trial.point = json::parse(row.getColumn(1).getString()).get<optimizers::Point>();
    trial.outcome.feasible = row.getColumn(2).getInt() != 0;
    trial.outcome.reward = row.getColumn(3).getDouble();
    trial.outcome.area_mm2 = row.getColumn(4).getDouble();
    trial.outcome.reason = row.getColumn(5).getString();
    trial.outcome.details = json::parse(row.getColumn(6).getString());
    good = row.getColumn(7).getInt64() == checksum(trial);
  } catch (const json::exception&) {  // point or details are not JSON
  }
  if (!good) fail_damaged(path, "trial " + std::to_string(trial.id) + " is not what was written");
  return trial;
}

// Of `failures`, all columns.
FailedTrial read_failure(SQLite::Statement& row, const std::string& path) {
  FailedTrial trial;
  trial.id = row.getColumn(0).getInt64();
  bool good = false;
  try {
    trial.point = json::parse(row.getColumn(1).getString()).get<optimizers::Point>();
    trial.proposer = row.getColumn(2).getString();
    trial.attempts = row.getColumn(3).getInt();
    trial.reason = row.getColumn(4).getString();
    trial.error = row.getColumn(5).getString();
    trial.passed_over = row.getColumn(6).getInt() != 0;
    good = row.getColumn(7).getInt64() == checksum(trial);
  } catch (const json::exception&) {  // point is not JSON
  }
  if (!good) fail_damaged(path, "failed trial " + std::to_string(trial.id) + " is not what was written");
  return trial;
}

std::unique_ptr<SQLite::Database> open_with(const std::string& path, const std::string& parameters) {
  return std::make_unique<SQLite::Database>(store_uri(path, parameters),
                                            SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs);
}

// SQLite needs a file beside the log, which it cannot make in a folder that cannot be written to. Nobody
// writes there, so no lock is needed either: what that file holds can be in this process's memory (SQLite,
// "Write-Ahead Logging", section 8).
std::unique_ptr<SQLite::Database> open_without_locks(const std::string& path) {
  auto database = open_with(path, "mode=ro&vfs=unix-none");
  database->exec("PRAGMA locking_mode = EXCLUSIVE");
  return database;
}

bool is_store(SQLite::Database& database) {
  return database.execAndGet("PRAGMA application_id").getInt() == kStoreId;
}

// For reading only; ConfigError if it is no store, but not for every damage. Without a log, nothing beside
// the file is needed or made, so it may be in a folder that cannot be written to.
std::unique_ptr<SQLite::Database> open_to_read(const std::string& path) {
  if (!is_there(path)) fail_store(path, "cannot be read", "no such file");
  if (!std::filesystem::is_regular_file(path)) fail_store(path, "cannot be read", "not a regular file");
  const bool has_log = is_there(path + "-wal");
  const std::string folder = std::filesystem::path(path).parent_path().string();
  try {
    auto database = open_with(path, has_log ? "mode=ro" : "immutable=1");
    bool good = false;
    try {
      good = is_store(*database);
    } catch (const SQLite::Exception&) {
      if (!has_log || ::access(folder.empty() ? "." : folder.c_str(), W_OK) == 0) throw;
      database = open_without_locks(path);
      good = is_store(*database);
    }
    if (!good) fail_damaged(path, "its application id is not that of a study");
    return database;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

}  // namespace

std::vector<TrialRecord> read_trials(const std::string& path) {
  try {
    const auto database = open_to_read(path);
    const std::string verdict = database->execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") fail_damaged(path, verdict);
    SQLite::Statement rows(*database, std::string(kSelectRows) + " ORDER BY id");
    std::vector<TrialRecord> trials;
    while (rows.executeStep()) trials.push_back(read_row(rows, path));
    return trials;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

std::vector<TrialRecord> read_outcomes(const std::string& path, std::int64_t first, bool with_details) {
  try {
    const auto database = open_to_read(path);
    SQLite::Statement rows(
        *database,
        "SELECT id, feasible, reward, area_mm2, reason, details FROM trials WHERE id >= ? ORDER BY id");
    rows.bind(1, first);
    std::vector<TrialRecord> trials;
    while (rows.executeStep()) {
      TrialRecord& trial = trials.emplace_back();
      trial.id = rows.getColumn(0).getInt64();
      trial.outcome.feasible = rows.getColumn(1).getInt() != 0;
      trial.outcome.reward = rows.getColumn(2).getDouble();
      trial.outcome.area_mm2 = rows.getColumn(3).getDouble();
      trial.outcome.reason = rows.getColumn(4).getString();
      if (with_details) trial.outcome.details = json::parse(rows.getColumn(5).getString(), nullptr, false);
    }
    return trials;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

TrialRecord read_trial(const std::string& path, std::int64_t id) {
  try {
    const auto database = open_to_read(path);
    SQLite::Statement rows(*database, std::string(kSelectRows) + " WHERE id = ?");
    rows.bind(1, id);
    if (!rows.executeStep()) fail_damaged(path, "trial " + std::to_string(id) + " is missing");
    return read_row(rows, path);
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

bool is_exhausted(const std::string& path) {
  try {
    return open_to_read(path)->execAndGet("PRAGMA user_version").getInt() == kExhaustedVersion;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

std::optional<std::int64_t> read_fingerprint(const std::string& path) {
  try {
    const auto database = open_to_read(path);
    if (!database->tableExists("study")) return std::nullopt;
    SQLite::Statement rows(*database, "SELECT fingerprint FROM study");
    if (!rows.executeStep()) return std::nullopt;
    return rows.getColumn(0).getInt64();
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

std::vector<FailedTrial> read_failures(const std::string& path) {
  try {
    const auto database = open_to_read(path);
    std::vector<FailedTrial> trials;
    if (!database->tableExists("failures")) return trials;
    SQLite::Statement rows(*database, "SELECT * FROM failures ORDER BY id");
    while (rows.executeStep()) trials.push_back(read_failure(rows, path));
    return trials;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

std::int64_t count_trials(const std::string& path) {
  try {
    return open_to_read(path)->execAndGet("SELECT COUNT(*) FROM trials").getInt64();
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

}  // namespace apollo::study
