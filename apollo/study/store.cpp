#include "apollo/study/store.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdio>
#include <filesystem>

#include "workloads/config_error.h"
#include "workloads/json_file.h"

namespace apollo {
namespace {

using nlohmann::json;

constexpr int application_id = 0x61706f6c;  // "apol" (PRAGMA application_id)
constexpr int busy_timeout_ms = 10000;      // a reader may hold the file for the length of a read

[[noreturn]] void fail(const std::string& path, const std::string& what, const std::string& reason) {
  throw ConfigError(workloads::printable(path, 1000) + ": " + what + ": " +
                    workloads::printable(reason, 200));
}

[[noreturn]] void fail_damaged(const std::string& path, const std::string& reason) {
  fail(path, "is damaged or not a study's trials", reason);
}

TrialRecord read_row(SQLite::Statement& row) {
  TrialRecord trial;
  trial.id = row.getColumn(0).getInt64();
  trial.point = json::parse(row.getColumn(1).getString()).get<optimizers::Point>();
  trial.outcome.feasible = row.getColumn(2).getInt() != 0;
  trial.outcome.reward = row.getColumn(3).getDouble();
  trial.outcome.area_mm2 = row.getColumn(4).getDouble();
  trial.outcome.reason = row.getColumn(5).getString();
  trial.outcome.details = json::parse(row.getColumn(6).getString());
  return trial;
}

// For reading only.
std::unique_ptr<SQLite::Database> open_checked(const std::string& path) {
  if (!std::filesystem::exists(path)) fail(path, "cannot be read", "no such file");
  try {
    auto database = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READONLY, busy_timeout_ms);
    const std::string verdict = database->execAndGet("PRAGMA quick_check(1)").getString();
    if (verdict != "ok") fail_damaged(path, verdict);
    if (database->execAndGet("PRAGMA application_id").getInt() != application_id) {
      fail_damaged(path, "its application id is not that of a study");
    }
    return database;
  } catch (const SQLite::Exception& error) {
    fail_damaged(path, error.what());
  }
}

// In a file of another name first, so that a store is either complete or not there.
void create(const std::string& path) {
  const std::string temporary = path + ".tmp";
  for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::remove((temporary + suffix).c_str());
  {
    SQLite::Database database(temporary, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec("PRAGMA application_id = " + std::to_string(application_id));
    database.exec(
        "CREATE TABLE trials (id INTEGER PRIMARY KEY, point TEXT NOT NULL, feasible INTEGER NOT NULL, "
        "reward REAL NOT NULL, area_mm2 REAL NOT NULL, reason TEXT NOT NULL, details TEXT NOT NULL)");
    database.exec("PRAGMA journal_mode = WAL");
  }
  std::filesystem::rename(temporary, path);
}

}  // namespace

std::vector<TrialRecord> read_trials(const std::string& path) {
  try {
    const auto database = open_checked(path);
    SQLite::Statement rows(
        *database, "SELECT id, point, feasible, reward, area_mm2, reason, details FROM trials ORDER BY id");
    std::vector<TrialRecord> trials;
    while (rows.executeStep()) trials.push_back(read_row(rows));
    return trials;
  } catch (const SQLite::Exception& error) {
    fail_damaged(path, error.what());
  } catch (const json::exception& error) {
    fail_damaged(path, error.what());
  }
}

Store::Store(const std::string& path) : path_(path) {
  if (std::filesystem::exists(path))
    read_trials(path);  // for its checks: opening for writing may change the file
  try {
    if (!std::filesystem::exists(path)) create(path);
    database_ = std::make_unique<SQLite::Database>(path, SQLite::OPEN_READWRITE, busy_timeout_ms);
    database_->exec("PRAGMA synchronous = NORMAL");
  } catch (const std::exception& error) {
    fail(path, "cannot be opened for writing", error.what());
  }
}

Store::~Store() = default;

void Store::append(const TrialRecord& trial) {
  try {
    SQLite::Statement insert(*database_, "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, trial.id);
    insert.bind(2, json(trial.point).dump());
    insert.bind(3, trial.outcome.feasible ? 1 : 0);
    insert.bind(4, trial.outcome.reward);
    insert.bind(5, trial.outcome.area_mm2);
    insert.bind(6, trial.outcome.reason);
    insert.bind(7, trial.outcome.details.dump(-1, ' ', false, json::error_handler_t::replace));
    insert.exec();
  } catch (const SQLite::Exception& error) {
    fail(path_, "cannot be written", error.what());
  }
}

}  // namespace apollo
