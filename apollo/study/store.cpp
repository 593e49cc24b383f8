#include "apollo/study/store.h"

#include <SQLiteCpp/SQLiteCpp.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "apollo/study/store_file.h"
#include "files/atomic_file.h"

namespace apollo::study {
namespace {

using nlohmann::json;

[[noreturn]] void fail_writing(const std::string& path, const SQLite::Exception& error) {
  fail_store(path, "cannot be written", error.what());
}

constexpr char kFailuresTable[] =
    "CREATE TABLE IF NOT EXISTS failures (id INTEGER PRIMARY KEY, point TEXT NOT NULL, proposer TEXT NOT "
    "NULL, "
    "attempts INTEGER NOT NULL, reason TEXT NOT NULL, error TEXT NOT NULL, passed_over INTEGER NOT NULL, "
    "checksum INTEGER NOT NULL)";
constexpr char kStudyTable[] = "CREATE TABLE IF NOT EXISTS study (fingerprint INTEGER NOT NULL)";

// In a file of another name first, so that a store is either complete or not there.
void create(const std::string& path) {
  const std::string temporary = files::create_beside(path);
  try {
    {
      SQLite::Database database(store_uri(temporary, "mode=rw"), SQLite::OPEN_READWRITE | SQLite::OPEN_URI);
      database.exec("PRAGMA application_id = " + std::to_string(kStoreId));
      database.exec(
          "CREATE TABLE trials (id INTEGER PRIMARY KEY, point TEXT NOT NULL, feasible INTEGER NOT NULL, "
          "reward REAL NOT NULL, area_mm2 REAL NOT NULL, reason TEXT NOT NULL, details TEXT NOT NULL, "
          "checksum INTEGER NOT NULL)");
      database.exec(kFailuresTable);
      database.exec(kStudyTable);
      database.exec("PRAGMA journal_mode = WAL");
    }
    std::filesystem::rename(temporary, path);
  } catch (const std::exception&) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) std::remove((temporary + suffix).c_str());
    throw;
  }
}

// Whether a file is there, and the one that `opened` was.
bool is_same(const std::string& path, const struct stat& opened) {
  struct stat now = {};
  return ::stat(path.c_str(), &now) == 0 && now.st_dev == opened.st_dev && now.st_ino == opened.st_ino;
}

}  // namespace

Store::Store(const std::string& path) : path_(path) {
  if (is_there(path)) {
    read_trials(path);  // for its checks: opening for writing may change the file
  } else if (is_there(path + "-wal")) {
    fail_store(path, "is missing",
               "its write-ahead log is there, which may hold trials; restore or delete both");
  }
  for (const char* suffix : {"", "-wal", "-shm"}) {
    // SQLite would open it all the same, and make the other two with the same permissions.
    if (is_there(path + suffix) && ::access((path + suffix).c_str(), W_OK) != 0)
      fail_store(path + suffix, "cannot be opened for writing", std::strerror(errno));
  }
  try {
    if (!is_there(path)) create(path);
    database_ = std::make_unique<SQLite::Database>(store_uri(path, "mode=rw"),
                                                   SQLite::OPEN_READWRITE | SQLite::OPEN_URI, kBusyTimeoutMs);
    database_->exec("PRAGMA synchronous = NORMAL");
    has_failures_ = database_->tableExists("failures") &&
                    database_->execAndGet("SELECT COUNT(*) FROM failures").getInt64() > 0;
  } catch (const std::exception& error) {
    fail_store(path, "cannot be opened for writing", error.what());
  }
  ::stat(path.c_str(), &file_);
}

Store::~Store() = default;

void Store::append(const TrialRecord& trial, const std::vector<std::int64_t>& passed_over) {
  try {
    SQLite::Transaction transaction(*database_);
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
    if (has_failures_)
      database_->exec("DELETE FROM failures WHERE passed_over = 0 AND id = " + std::to_string(trial.id));
    mark_passed_over(passed_over);
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    fail_writing(path_, error);
  }
}

void Store::mark_passed_over(const std::vector<std::int64_t>& trials) {
  for (const std::int64_t id : trials)
    database_->exec("UPDATE failures SET passed_over = 1 WHERE id = " + std::to_string(id));
}

void Store::pass_over(const std::vector<std::int64_t>& trials) {
  try {
    SQLite::Transaction transaction(*database_);
    mark_passed_over(trials);
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    fail_writing(path_, error);
  }
}

void Store::set_failed(const FailedTrial& trial) {
  try {
    SQLite::Transaction transaction(*database_);
    database_->exec(kFailuresTable);
    has_failures_ = true;
    SQLite::Statement insert(*database_, "INSERT OR REPLACE INTO failures VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    insert.bind(1, trial.id);
    insert.bind(2, json(trial.point).dump());
    insert.bind(3, trial.proposer);
    insert.bind(4, trial.attempts);
    insert.bind(5, trial.reason);
    insert.bind(6, trial.error);
    insert.bind(7, trial.passed_over ? 1 : 0);
    insert.bind(8, checksum(trial));
    insert.exec();
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    fail_writing(path_, error);
  }
}

void Store::set_exhausted() {
  try {
    database_->exec("PRAGMA user_version = " + std::to_string(kExhaustedVersion));
  } catch (const SQLite::Exception& error) {
    fail_writing(path_, error);
  }
}

void Store::set_fingerprint(std::int64_t fingerprint) {
  try {
    SQLite::Transaction transaction(*database_);
    database_->exec(kStudyTable);
    database_->exec("DELETE FROM study");
    database_->exec("INSERT INTO study VALUES (" + std::to_string(fingerprint) + ")");
    transaction.commit();
  } catch (const SQLite::Exception& error) {
    fail_writing(path_, error);
  }
}

bool Store::is_in_place() const { return is_same(path_, file_); }

bool Store::has_log() {
  const std::string log = path_ + "-wal";
  if (log_.st_ino == 0) ::stat(log.c_str(), &log_);
  return log_.st_ino == 0 || is_same(log, log_);
}

}  // namespace apollo::study
