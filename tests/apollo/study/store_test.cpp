#include "apollo/study/store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <functional>

#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

TrialRecord sample(std::int64_t id) {
  TrialRecord trial;
  trial.id = id;
  trial.point = {3, 0, 12};
  trial.outcome.feasible = id % 2 == 0;
  trial.outcome.reward = 1.0 / 3;
  trial.outcome.area_mm2 = 5.8000000000000007;
  trial.outcome.reason = id % 2 == 0 ? "" : "pe memory, \"quoted\"";
  trial.outcome.details = {{"energy_mj", 0.1}, {"nested", {1, 2}}};
  return trial;
}

TEST(Store, GivesBackWhatItWasGivenInOrderOfId) {
  const Scratch scratch;
  {
    Store store(scratch / "t.sqlite");
    for (const int id : {2, 0, 1}) store.append(sample(id));
  }
  EXPECT_EQ(read_trials(scratch / "t.sqlite"), (std::vector<TrialRecord>{sample(0), sample(1), sample(2)}));
}

TEST(Store, CountsItsTrials) {
  const Scratch scratch;
  {
    Store store(scratch / "t.sqlite");
    for (const int id : {2, 0}) store.append(sample(id));
    EXPECT_EQ(count_trials(scratch / "t.sqlite"), 2);
  }
  EXPECT_EQ(count_trials(scratch / "t.sqlite"), 2);
  write_file(scratch / "t.sqlite", "damaged");
  expect_contains(config_error([&] { count_trials(scratch / "t.sqlite"); }), "is damaged or not a study's");
}

TEST(Store, IsReadableWhileItIsWritten) {
  const Scratch scratch;
  Store store(scratch / "t.sqlite");
  store.append(sample(0));
  EXPECT_EQ(read_trials(scratch / "t.sqlite").size(), 1U);
  store.append(sample(1));
  EXPECT_EQ(read_trials(scratch / "t.sqlite").size(), 2U);
}

TEST(Store, KeepsWhatItHasWhenOpenedAgain) {
  const Scratch scratch;
  Store(scratch / "t.sqlite").append(sample(0));
  Store(scratch / "t.sqlite").append(sample(1));
  EXPECT_EQ(read_trials(scratch / "t.sqlite").size(), 2U);
}

FailedTrial failed_sample(std::int64_t id) {
  FailedTrial trial;
  trial.id = id;
  trial.point = {3, 0, 12};
  trial.proposer = "local";
  trial.attempts = 3;
  trial.reason = "evaluator_died";
  trial.error = "exit status 3";
  return trial;
}

TEST(Store, KeepsFailedTrialsApartUntilTheyHaveAnOutcome) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  Store store(path);
  for (const int id : {2, 0, 1}) store.set_failed(failed_sample(id));
  FailedTrial again = failed_sample(2);
  again.attempts = 4;
  store.set_failed(again);
  EXPECT_EQ(read_failures(path), (std::vector<FailedTrial>{failed_sample(0), failed_sample(1), again}));
  EXPECT_TRUE(read_trials(path).empty());
  store.append(sample(1));
  EXPECT_EQ(read_failures(path), (std::vector<FailedTrial>{failed_sample(0), again}));
}

TEST(Store, RemembersTheTrialsThatWerePassedOver) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  {
    Store store(path);
    for (const int id : {0, 1, 2}) store.set_failed(failed_sample(id));
    store.append(sample(3), {0});
    store.pass_over({2});
  }
  Store store(path);
  store.append(sample(0));
  store.append(sample(1));
  FailedTrial first = failed_sample(0), last = failed_sample(2);
  first.passed_over = last.passed_over = true;
  EXPECT_EQ(read_failures(path), (std::vector<FailedTrial>{first, last}));
}

TEST(Store, KeepsAFingerprint) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  Store store(path);
  EXPECT_FALSE(read_fingerprint(path));
  for (const std::int64_t number : {std::int64_t{7}, INT64_MAX}) {
    store.set_fingerprint(number);
    EXPECT_EQ(read_fingerprint(path), number);
  }
}

TEST(Store, NoticesThatItsFilesAreNoLongerThere) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  Store store(path);
  store.append(sample(0));
  EXPECT_TRUE(store.is_in_place() && store.has_log());
  std::filesystem::rename(path + "-wal", scratch / "log");
  EXPECT_TRUE(store.is_in_place() && !store.has_log());
  std::filesystem::copy(path, scratch / "copy");
  std::filesystem::rename(scratch / "copy", path);
  EXPECT_FALSE(store.is_in_place());
}

// Damages the file of a store of 500 trials, and checks that both ways of opening it refuse it and leave it
// as it is.
void expect_refused(const std::function<void(std::string&)>& damage) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  {
    Store store(path);
    for (int id = 0; id < 500; ++id) store.append(sample(id));
  }
  std::string bytes = read_file(path);
  damage(bytes);
  write_file(path, bytes);
  const std::string expected = path + ": is damaged or not a study's trials: ";
  expect_contains(config_error([&] { Store store(path); }), expected);
  expect_contains(config_error([&] { read_trials(path); }), expected);
  EXPECT_EQ(read_file(path), bytes);
}

TEST(DamagedStore, IsRefusedWhenItIsNoDatabase) {
  expect_refused([](std::string& bytes) { bytes = "trial,reward\n"; });
}
TEST(DamagedStore, IsRefusedWhenItIsEmpty) {
  expect_refused([](std::string& bytes) { bytes.clear(); });
}
TEST(DamagedStore, IsRefusedWhenItsHeaderIsOverwritten) {
  expect_refused([](std::string& bytes) { std::fill_n(bytes.begin(), 100, '\0'); });
}
TEST(DamagedStore, IsRefusedWhenItIsCutOff) {
  expect_refused([](std::string& bytes) { bytes.resize(bytes.size() / 2); });
}
TEST(DamagedStore, IsRefusedWhenAPageIsOverwritten) {
  expect_refused(
      [](std::string& bytes) { std::fill(bytes.begin() + 3 * 4096, bytes.begin() + 4 * 4096, 'x'); });
}

// SQLite alone does not notice a changed bit in a row.
TEST(DamagedStore, WithOneChangedBitIsRefusedOrReadsAsBefore) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  {
    Store store(path);
    for (int id = 0; id < 40; ++id) store.append(sample(id));
  }
  const std::string good = read_file(path);
  const std::vector<TrialRecord> trials = read_trials(path);
  int refused = 0;
  for (std::size_t bit = 0; bit < good.size() * 8; bit += 397) {
    std::string bytes = good;
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    write_file(path, bytes);
    try {
      EXPECT_EQ(read_trials(path), trials) << "bit " << bit;
    } catch (const files::ConfigError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 20);
}

TEST(Store, DoesNotTakeAZeroWithASignForDamage) {
  const Scratch scratch;
  TrialRecord trial = sample(0);
  trial.outcome.reward = -0.0;
  Store(scratch / "t.sqlite").append(trial);
  EXPECT_EQ(read_trials(scratch / "t.sqlite").at(0), trial);
}

// Its trials may be in the log; a new file would swallow it.
TEST(Store, RefusesALogWithoutItsFile) {
  const Scratch scratch;
  write_file(scratch / "t.sqlite-wal", "log");
  expect_contains(config_error([&] { Store store(scratch / "t.sqlite"); }), "t.sqlite: is missing: ");
  EXPECT_FALSE(std::filesystem::exists(scratch / "t.sqlite"));
  EXPECT_EQ(read_file(scratch / "t.sqlite-wal"), "log");
}

TEST(Store, RefusesAFolderInItsPlace) {
  const Scratch scratch;
  std::filesystem::create_directory(scratch / "t.sqlite");
  EXPECT_NE(config_error([&] { Store store(scratch / "t.sqlite"); }), "");
}

TEST(Store, RefusesAFileThatItMayNotWriteAndMakesNothingBesideIt) {
  if (::geteuid() == 0) GTEST_SKIP() << "the superuser may write everything";
  using std::filesystem::perms;
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  Store(path).append(sample(0));
  std::filesystem::permissions(path, perms::owner_read);
  expect_contains(config_error([&] { Store store(path); }), "t.sqlite: cannot be opened for writing: ");
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
  EXPECT_EQ(read_trials(path).size(), 1U);
}

TEST(ReadTrials, LeavesNothingBesideTheFile) {
  const Scratch scratch;
  const std::string path = scratch / "t.sqlite";
  Store(path).append(sample(0));
  read_trials(path);
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path + "-shm"));
}

TEST(ReadTrials, RefusesAMissingFile) {
  const Scratch scratch;
  expect_contains(config_error([&] { read_trials(scratch / "t.sqlite"); }), "no such file");
}

}  // namespace
}  // namespace apollo::study
