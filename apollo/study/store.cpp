#include "apollo/study/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "files/config_error.h"
#include "files/fnv.h"
#include "files/json_file.h"

namespace apollo::study {
namespace {

using nlohmann::json;

constexpr int kApplicationId = 0x61706f6c;  // "apol" (PRAGMA application_id)
constexpr int kExhaustedVersion = 1;        // PRAGMA user_version; 0 before
constexpr int kBusyTimeoutMs = 10000;       // a reader may hold the file for the length of a read

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// Of a file: SQLite takes some file names for more than a name.
std::string uri(const std::string& path, const std::string& parameters) {
  std::string result = "file:";
  for (const char c : path) {
    char code[4];
    std::snprintf(code, sizeof code, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(c)));
    result += code;
  }
  return result + "?" + parameters;
}

[[noreturn]] void fail(const std::string& path, const std::string& what, const std::string& reason) {
  throw files::ConfigError(files::printable(path, 1000) + ": " + what + ": " + files::printable(reason, 200));
}

[[noreturn]] void fail_damaged(const std::string& path, const std::string& reason) {
  fail(path, "is damaged or not a study's trials", reason);
}

// A failure of the file system, or a file that is not as it was written?
[[noreturn]] void fail_reading(const std::string& path, const SQLite::Exception& error) {
  for (const int code : {SQLITE_CANTOPEN, SQLITE_IOERR, SQLITE_PERM, SQLITE_READONLY, SQLITE_BUSY,
                         SQLITE_LOCKED, SQLITE_FULL, SQLITE_NOMEM}) {
    if (error.getErrorCode() == code) fail(path, "cannot be read", error.what());
  }
  fail_damaged(path, error.what());
}

std::string as_text(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

// Of the trial: SQLite notices damage to its own structures only.
std::int64_t checksum(const TrialRecord& trial) {
  const Outcome& o = trial.outcome;
  // + 0.0, because the file does not keep the sign of a zero.
  const json content = {trial.id,         trial.point, o.feasible, o.reward + 0.0,
                        o.area_mm2 + 0.0, o.reason,    o.details};
  return static_cast<std::int64_t>(files::fnv1a(as_text(content)) >> 1U);
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

// For reading only; ConfigError if it is no store, but not for every damage. Without a log, nothing beside
// the file is needed or made, so it may be in a folder that cannot be written to.
std::unique_ptr<SQLite::Database> open_to_read(const std::string& path) {
  if (!exists(path)) fail(path, "cannot be read", "no such file");
  if (!std::filesystem::is_regular_file(path)) fail(path, "cannot be read", "not a regular file");
  try {
    const std::string name = uri(path, exists(path + "-wal") ? "mode=ro" : "immutable=1");
    auto database =
        std::make_unique<SQLite::Database>(name, SQLite::OPEN_READONLY | SQLite::OPEN_URI, kBusyTimeoutMs);
    if (database->execAndGet("PRAGMA application_id").getInt() != kApplicationId) {
      fail_damaged(path, "its application id is not that of a study");
    }
    return database;
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

// In a file of another name first, so that a store is either complete or not there.
void create(const std::string& path) {
  const std::string temporary = path + ".tmp";
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::remove((temporary + suffix).c_str());
  {
    SQLite::Database database(uri(temporary, "mode=rwc"),
                              SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_URI);
    database.exec("PRAGMA application_id = " + std::to_string(kApplicationId));
    database.exec(
        "CREATE TABLE trials (id INTEGER PRIMARY KEY, point TEXT NOT NULL, feasible INTEGER NOT NULL, "
        "reward REAL NOT NULL, area_mm2 REAL NOT NULL, reason TEXT NOT NULL, details TEXT NOT NULL, "
        "checksum INTEGER NOT NULL)");
    database.exec("PRAGMA journal_mode = WAL");
  }
  std::filesystem::rename(temporary, path);
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

std::int64_t count_trials(const std::string& path) {
  try {
    return open_to_read(path)->execAndGet("SELECT COUNT(*) FROM trials").getInt64();
  } catch (const SQLite::Exception& error) {
    fail_reading(path, error);
  }
}

Store::Store(const std::string& path) : path_(path) {
  if (exists(path)) {
    read_trials(path);  // for its checks: opening for writing may change the file
  } else if (exists(path + "-wal")) {
    fail(path, "is missing", "its write-ahead log is there, which may hold trials; restore or delete both");
  }
  for (const char* suffix : {"", "-wal", "-shm"}) {
    // SQLite would open it all the same, and make the other two with the same permissions.
    if (exists(path + suffix) && ::access((path + suffix).c_str(), W_OK) != 0)
      fail(path + suffix, "cannot be opened for writing", std::strerror(errno));
  }
  try {
    if (!exists(path)) create(path);
    database_ = std::make_unique<SQLite::Database>(uri(path, "mode=rw"),
                                                   SQLite::OPEN_READWRITE | SQLite::OPEN_URI, kBusyTimeoutMs);
    database_->exec("PRAGMA synchronous = NORMAL");
  } catch (const std::exception& error) {
    fail(path, "cannot be opened for writing", error.what());
  }
}

Store::~Store() = default;

void Store::append(const TrialRecord& trial) {
  try {
    SQLite::Statement insert(*database_, "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, trial.id);
    insert.bind(2, json(trial.point).dump());
    insert.bind(3, trial.outcome.feasible ? 1 : 0);
    insert.bind(4, trial.outcome.reward);
    insert.bind(5, trial.outcome.area_mm2);
    insert.bind(6, trial.outcome.reason);
    insert.bind(7, as_text(trial.outcome.details));
    insert.bind(8, checksum(trial));
    insert.exec();
  } catch (const SQLite::Exception& error) {
    fail(path_, "cannot be written", error.what());
  }
}

void Store::set_exhausted() {
  try {
    database_->exec("PRAGMA user_version = " + std::to_string(kExhaustedVersion));
  } catch (const SQLite::Exception& error) {
    fail(path_, "cannot be written", error.what());
  }
}

}  // namespace apollo::study
