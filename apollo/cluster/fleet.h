#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "apollo/cluster/mail.h"
#include "apollo/cluster/messages.h"
#include "apollo/cluster/ranks.h"

namespace apollo::cluster {

// The workers of rank 0: the other ranks, which evaluate for it. While it lives, nobody else uses the ranks.
class Fleet {
 public:
  // `ranks`, of which this process is rank 0, and which are more than one, have to outlive it. `version` is
  // this program's.
  Fleet(Ranks& ranks, std::string version);
  // Tells the workers to end.
  ~Fleet();
  Fleet(const Fleet&) = delete;
  Fleet& operator=(const Fleet&) = delete;

  int workers() const { return ranks_.size() - 1; }

  // Gives the workers the study, or the first of a sweep, whose runs differ in the limit of the area alone.
  // `space` is where its space is from. ConfigError that names the rank if one is another version of the
  // program, or lacks what the study needs, or if the study cannot be evaluated by ranks. `gives_up`: whether
  // evaluations under way are not to be waited for any more; has to outlive this. Call it once, first.
  void set_up(const study::StudySpec& spec, const std::string& space, std::function<bool()> gives_up);

  // An evaluator that has the workers evaluate, as many points as there are at a time; `local` says what is
  // known without them. Lives as long as this. Thread-safe. Its evaluate() throws what that of the worker
  // does, a ConfigError with the rank; EvaluationFailure "rank_lost" if a worker has not answered a minute
  // after its program's time-out; EvaluationAbandoned when it has been given up.
  // A point that has failed on one worker goes to another, if there is one.
  study::Evaluator& evaluator_of(const study::StudySpec& spec, study::Evaluator& local);

 private:
  class RemoteEvaluator;
  struct Worker {
    enum class State { silent, free, busy, lost };
    State state = State::silent;
    std::int64_t request = 0;      // the last
    std::optional<Letter> answer;  // to it
  };

  void take(const Message& message);
  void send(int rank, const Letter& letter);
  study::Outcome evaluate(const optimizers::Point& point, std::optional<double> area_mm2);
  // One that is free, and not `not_on` unless there is no other. Nothing when it has been given up.
  std::optional<int> reserve(std::unique_lock<std::mutex>& lock, int not_on);
  Letter answer_of(std::unique_lock<std::mutex>& lock, int rank);

  Ranks& ranks_;
  const std::string version_;
  std::function<bool()> gives_up_;
  std::optional<double> time_out_s_;  // of an answer
  std::mutex mutex_;                  // of all that follows
  std::condition_variable answered_;
  std::vector<Worker> workers_;  // by rank; 0 is none
  std::deque<int> free_;         // ranks, the longest free first
  std::unordered_map<optimizers::Point, int, optimizers::PointHash> failed_on_;  // the rank
  std::map<std::optional<double>, std::unique_ptr<RemoteEvaluator>> by_area_;
  Mail mail_;  // destroyed first: sends what is left
};

}  // namespace apollo::cluster
