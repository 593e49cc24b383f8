#include "apollo/cluster/fleet.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>

#include "apollo/cluster/worker.h"
#include "apollo/study/failure.h"
#include "apollo/study/outcome_json.h"
#include "tests/apollo/cluster/memory_ranks.h"
#include "tests/apollo/study/toy_study.h"
#include "tests/files/error_of.h"

namespace apollo::cluster {
namespace {

using namespace testing;

// Of the toy's space: the reward is x.
const char kProgram[] =
    "exec python3 -uc 'import json, sys\n"
    "for line in sys.stdin:\n"
    "  request = json.loads(line)\n"
    "  print(json.dumps(dict(id=request[\"id\"], feasible=True, reward=request[\"configuration\"][\"x\"], "
    "area_mm2=2)))'";

study::StudySpec spec_of(const std::string& program) {
  study::StudySpec spec = toy_spec();
  spec.scoring = study::ExecScoring{program};
  return spec;
}

bool never() { return false; }

// A rank that does what the test says with each letter: what it answers, if anything.
class PlayedRank {
 public:
  using Answer = std::function<std::optional<Letter>(const Letter&)>;
  PlayedRank(Mailboxes& mailboxes, int rank, Answer answer, const std::string& version = "1.0.0")
      : ranks_(mailboxes, rank),
        thread_([this, version, answer = std::move(answer)] { run(version, answer); }) {}
  ~PlayedRank() { thread_.join(); }

 private:
  void run(const std::string& version, const Answer& answer) {
    Letter hello;
    hello.topic = Topic::hello;
    hello.text = version;
    ranks_.send(0, encode(hello));
    for (;;) {
      const auto message = ranks_.receive();
      if (!message) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      const Letter letter = decode(message->bytes);
      if (letter.topic == Topic::end) return;
      Letter ready;
      ready.topic = Topic::ready;
      const auto given = letter.topic == Topic::study ? std::optional(ready) : answer(letter);
      if (given) ranks_.send(0, encode(*given));
    }
  }

  MemoryRanks ranks_;
  std::thread thread_;
};

Letter outcome(const Letter& request, double reward) {
  Letter letter;
  letter.topic = Topic::outcome;
  letter.number = request.number;
  study::Outcome found;
  found.feasible = true;
  found.reward = reward;
  letter.text = study::encode(found);
  return letter;
}

Letter failure(const Letter& request) {
  Letter letter;
  letter.topic = Topic::failure;
  letter.number = request.number;
  letter.reason = "evaluator_died";
  letter.text = "signal Killed";
  return letter;
}

TEST(Letter, ReadsBack) {
  Letter letter = outcome({}, 2.5);
  letter.number = 77;
  letter.reason = "r";
  letter.timeout_s = 1.5;
  letter.space = "space.json";
  letter.point = {1, 2, 0};
  letter.area_mm2 = 4.5;
  letter.text += std::string("\0\xff", 2);
  const Letter read = decode(encode(letter));
  EXPECT_EQ(read.topic, letter.topic);
  EXPECT_EQ(read.number, 77);
  EXPECT_EQ(read.text, letter.text);
  EXPECT_EQ(read.reason, "r");
  EXPECT_EQ(read.timeout_s, 1.5);
  EXPECT_EQ(read.space, "space.json");
  EXPECT_EQ(read.point, letter.point);
  EXPECT_EQ(read.area_mm2, letter.area_mm2);
  EXPECT_FALSE(decode(encode(Letter())).area_mm2);
}

TEST(Fleet, EvaluatesByItsWorkers) {
  Mailboxes mailboxes(3);
  std::vector<std::thread> workers;
  for (int rank = 1; rank < 3; ++rank) {
    workers.emplace_back([&mailboxes, rank] {
      MemoryRanks ranks(mailboxes, rank);
      serve(ranks, "1.0.0");
    });
  }
  {
    MemoryRanks ranks(mailboxes, 0);
    Fleet fleet(ranks, "1.0.0");
    EXPECT_EQ(fleet.workers(), 2);
    study::StudySpec spec = spec_of(kProgram);
    fleet.set_up(spec, "toy", never);
    ToyEvaluator local;
    study::Evaluator& evaluator = fleet.evaluator_of(spec, local);
    EXPECT_EQ(evaluator.evaluate(spec.space, {7, 1, 0}).reward, 7);
    EXPECT_EQ(evaluator.evaluate(spec.space, {3, 1, 1}).reward, 3);
    spec.constraints.area_mm2 = 1;  // of another run of the sweep
    EXPECT_EQ(fleet.evaluator_of(spec, local).evaluate(spec.space, {3, 1, 1}).reason, "area");
    EXPECT_EQ(local.calls(), 0);
  }
  for (std::thread& worker : workers) worker.join();
}

TEST(Fleet, SaysWhichRankIsAnotherVersion) {
  Mailboxes mailboxes(3);
  PlayedRank one(mailboxes, 1, nullptr), two(mailboxes, 2, nullptr, "1.0.1");
  MemoryRanks ranks(mailboxes, 0);
  Fleet fleet(ranks, "1.0.0");
  EXPECT_EQ(config_error([&] { fleet.set_up(spec_of("x"), "toy", never); }),
            "rank 2: is apollo 1.0.1; must be 1.0.0, as rank 0");
}

TEST(Fleet, TriesAPointAgainOnAnotherRank) {
  Mailboxes mailboxes(3);
  std::atomic<int> failed{0};
  PlayedRank bad(mailboxes, 1, [&](const Letter& request) {
    ++failed;
    return failure(request);
  });
  PlayedRank good(mailboxes, 2, [](const Letter& request) { return outcome(request, 5); });
  MemoryRanks ranks(mailboxes, 0);
  Fleet fleet(ranks, "1.0.0");
  const study::StudySpec spec = spec_of("x");
  fleet.set_up(spec, "toy", never);
  ToyEvaluator local;
  study::Evaluator& evaluator = fleet.evaluator_of(spec, local);
  for (int x = 0; x < 10; ++x) {
    const optimizers::Point point = {x, 0, 0};
    const int before = failed;
    try {
      EXPECT_EQ(evaluator.evaluate(spec.space, point).reward, 5);
    } catch (const study::EvaluationFailure& failure) {
      EXPECT_EQ(failure.reason(), "evaluator_died");
      EXPECT_EQ(failed, before + 1);
      EXPECT_EQ(evaluator.evaluate(spec.space, point).reward, 5);  // never the bad one again
    }
  }
  EXPECT_GE(failed, 1);
}

TEST(Fleet, NamesTheRankOfAnError) {
  Mailboxes mailboxes(2);
  PlayedRank rank(mailboxes, 1, [](const Letter& request) {
    Letter letter = failure(request);
    letter.topic = Topic::error;
    letter.text = "cannot be run";
    return letter;
  });
  MemoryRanks ranks(mailboxes, 0);
  Fleet fleet(ranks, "1.0.0");
  const study::StudySpec spec = spec_of("x");
  fleet.set_up(spec, "toy", never);
  ToyEvaluator local;
  EXPECT_EQ(config_error([&] {
              fleet.evaluator_of(spec, local).evaluate(spec.space, {0, 0, 0});
            }),
            "rank 1: cannot be run");
}

TEST(Fleet, GivesUpEvaluationsThatNobodyWaitsFor) {
  Mailboxes mailboxes(2);
  PlayedRank rank(mailboxes, 1, [](const Letter&) { return std::nullopt; });  // for ever
  MemoryRanks ranks(mailboxes, 0);
  Fleet fleet(ranks, "1.0.0");
  const study::StudySpec spec = spec_of("x");
  std::atomic<bool> stop{false};
  fleet.set_up(spec, "toy", [&] { return stop.load(); });
  std::thread stopping([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    stop = true;
  });
  ToyEvaluator local;
  EXPECT_THROW(fleet.evaluator_of(spec, local).evaluate(spec.space, {0, 0, 0}), study::EvaluationAbandoned);
  stopping.join();
}

}  // namespace
}  // namespace apollo::cluster
