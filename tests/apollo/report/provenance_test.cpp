#include "apollo/report/provenance.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/files/scratch.h"

namespace apollo::report {
namespace {

using namespace testing;
using nlohmann::json;

// A call that was made from the directory in which the study is.
json call(std::int64_t before, std::int64_t after, const std::string& version = "0.1.0",
          const std::string& processor = "A") {
  const std::string hour = std::to_string(10 + after);
  return {{"version", version},
          {"command", {"apollo", "search", "--out", "found"}},
          {"folder", "found"},
          {"machine", {{"processor", processor}, {"processors", 2}, {"memory_gib", 8}, {"system", "Linux"}}},
          {"started", "2026-01-01T" + hour + ":00:00Z"},
          {"ended", "2026-01-01T" + hour + ":30:00Z"},
          {"trials_before", before},
          {"trials_after", after}};
}

class ProvenanceOf : public ::testing::Test {
 protected:
  // A folder with these calls; without a history if there are none.
  std::string study(const std::string& name, const json& calls = json::array()) {
    std::filesystem::create_directories(scratch_ / name);
    if (!calls.empty()) write_file(scratch_ / (name + "/history.json"), calls.dump());
    return scratch_ / name;
  }

  std::vector<std::string> folders_of(const std::vector<std::string>& folders) {
    std::vector<std::string> result;
    for (const auto& provenance : provenance_of(folders, notes_)) result.push_back(provenance.folder);
    return result;
  }

  const Scratch scratch_;
  std::vector<std::string> notes_;
};

TEST_F(ProvenanceOf, ListsAllVersionsAndHostsThatAddedTrials) {
  const std::string found = study("found", {call(0, 3), call(3, 5, "0.2.0"), call(5, 5, "0.3.0", "C"),
                                            call(5, 7, "0.2.0", "B"), call(7, 7)});
  const report::Provenance provenance = provenance_of({found}, notes_).at(0);
  EXPECT_EQ(provenance.version, "0.1.0, 0.2.0");
  EXPECT_EQ(provenance.machine, "A, 2 processors, 8 GiB, Linux; B, 2 processors, 8 GiB, Linux");
  EXPECT_EQ(provenance.started, "2026-01-01T13:00:00Z");
  EXPECT_EQ(provenance.ended, "2026-01-01T17:30:00Z");
  EXPECT_EQ(provenance.command, "apollo search --out found");
  EXPECT_EQ(provenance.repeat, "apollo search --out found_again");
}

TEST_F(ProvenanceOf, NotesCommandsThatAreNotMeantFromHere) {
  json here = call(0, 3);
  const std::string found = study("found", json::array({here}));
  here["folder"] = std::filesystem::proximate(found).string() + "/";
  provenance_of({found}, notes_);
  EXPECT_EQ(notes_, (std::vector<std::string>{"Paths in the commands of " + found +
                                              " are meant from where the first was run."}));
  notes_.clear();
  write_file(found + "/history.json", json::array({here}).dump());
  provenance_of({found}, notes_);
  EXPECT_TRUE(notes_.empty());
}

TEST_F(ProvenanceOf, DoesNotMoveTheEndForACallWithoutTrials) {
  json idle = call(7, 7);
  idle["ended"] = "2026-02-02T00:00:00Z";
  EXPECT_EQ(provenance_of({study("found", {call(0, 7), idle})}, notes_).at(0).ended, "2026-01-01T17:30:00Z");
}

TEST_F(ProvenanceOf, SaysThatTheFirstCallsAreMissing) {
  const std::string found = study("found", json::array({call(3, 5)}));
  provenance_of({found}, notes_);
  ASSERT_EQ(notes_.size(), 2U);
  EXPECT_EQ(notes_[0], "The first 3 trials of " + found + " were made by calls that were not recorded.");
}

TEST_F(ProvenanceOf, OfACallThatIsGoingOnHasNoEnd) {
  json running = call(3, 5);
  running["ended"] = running["trials_after"] = nullptr;
  EXPECT_EQ(provenance_of({study("found", {call(0, 3), running})}, notes_).at(0).ended, "");
}

TEST_F(ProvenanceOf, OfASweepOfTwoRequestsHasBothCommands) {
  json first = call(0, 3), second = call(3, 5);
  first.update(
      {{"command", {"apollo", "sweep", "a.json"}}, {"study_file", "a.json"}, {"request", "request.json"}});
  second.update({{"command", {"apollo", "sweep", "e.json", "--resume"}},
                 {"study_file", "e.json"},
                 {"request", "request_2.json"}});
  const report::Provenance provenance = provenance_of({study("found", {first, second})}, notes_).at(0);
  EXPECT_EQ(provenance.command, "apollo sweep a.json && apollo sweep e.json --resume");
  EXPECT_EQ(provenance.repeat,
            "apollo sweep found/request.json --out found_again && "
            "apollo sweep found/request_2.json --out found_again --resume");
}

TEST_F(ProvenanceOf, IsListedOnceAsTheUserWroteIt) {
  const std::string e1 = study("e1", json::array({call(0, 3)})), e2 = study("e2");
  std::filesystem::create_directory_symlink(e1, scratch_ / "link");
  EXPECT_EQ(folders_of({e1 + "/", e1, scratch_ / "./e1/", scratch_ / "link", e2}),
            (std::vector<std::string>{e1, e2}));
  EXPECT_EQ(folders_of({scratch_ / "link"}), (std::vector<std::string>{scratch_ / "link"}));
}

TEST_F(ProvenanceOf, OfRunsOfASweepIsTheSweepOnce) {
  const std::string sweep = study("sweep", json::array({call(0, 3)}));
  write_file(sweep + "/sweep.json", "{}");
  study("sweep/run_1");
  study("sweep/run_2");
  study("elsewhere");
  std::filesystem::create_directory_symlink(sweep + "/run_1", scratch_ / "elsewhere/link");
  const std::string shown = std::filesystem::canonical(sweep).string();
  EXPECT_EQ(folders_of({sweep + "/run_1", sweep + "/run_2", sweep, scratch_ / "elsewhere/link"}),
            (std::vector<std::string>{shown}));
  EXPECT_EQ(folders_of({scratch_ / "elsewhere/link/"}), (std::vector<std::string>{shown}));
  const auto relative = [](const std::string& path) { return std::filesystem::proximate(path).string(); };
  EXPECT_EQ(folders_of({relative(sweep) + "/run_1"}), (std::vector<std::string>{relative(sweep)}));
}

TEST_F(ProvenanceOf, OfADamagedHistoryIsANote) {
  const std::string found = study("found", json::array({3}));
  EXPECT_FALSE(provenance_of({found}, notes_).at(0).command);
  ASSERT_EQ(notes_.size(), 1U);
  expect_contains(notes_[0], "found/history.json: ");
}

TEST(HostText, HasWhatIsKnown) {
  EXPECT_EQ(host_text({"A", 2, 8, "Linux"}), "A, 2 processors, 8 GiB, Linux");
  EXPECT_EQ(host_text({"A", 1, 0, "Linux"}), "A, 1 processor, Linux");
  EXPECT_EQ(host_text({"", 0, 8, ""}), "8 GiB");
  EXPECT_EQ(host_text({}), "");
}

}  // namespace
}  // namespace apollo::report
