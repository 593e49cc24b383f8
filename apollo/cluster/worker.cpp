#include "apollo/cluster/worker.h"

#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "apollo/cluster/messages.h"
#include "apollo/cluster/pause.h"
#include "apollo/study/evaluators.h"
#include "apollo/study/failure.h"
#include "apollo/study/outcome_json.h"
#include "files/config_error.h"

namespace apollo::cluster {
namespace {

// The study of rank 0 as this rank sees it.
class LocalStudy {
 public:
  // ConfigError if something that the study needs is missing here.
  explicit LocalStudy(const Letter& letter) : spec_(study::parse_study_spec(letter.text, "study.json")) {
    std::vector<workloads::Network> networks;
    if (study::ExecScoring* program = spec_.exec_scoring()) {
      program->timeout_s = letter.timeout_s;
    } else {
      networks = designs::load_unchanged_networks(*spec_.own_scoring(), "study.json");
    }
    evaluators_ = std::make_unique<study::Evaluators>(spec_, std::move(networks), letter.space);
    evaluators_->of(spec_);
  }

  study::Outcome evaluate(const Letter& letter) {
    spec_.constraints.area_mm2 = letter.area_mm2;
    return evaluators_->of(spec_).evaluate(spec_.space, letter.point);
  }

 private:
  study::StudySpec spec_;
  std::unique_ptr<study::Evaluators> evaluators_;
};

// Does what rank 0 asks for, in order.
class Evaluation {
 public:
  Evaluation() : thread_([this] { run(); }) {}
  // Requires that nothing is under way.
  ~Evaluation() {
    {
      const std::lock_guard<std::mutex> guard(mutex_);
      is_ending_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  Evaluation(const Evaluation&) = delete;
  Evaluation& operator=(const Evaluation&) = delete;

  void begin(Letter request) {
    const std::lock_guard<std::mutex> guard(mutex_);
    requests_.push_back(std::move(request));
    changed_.notify_all();
  }

  // What has come of a request, if anything has within this time.
  std::optional<Letter> answer_within(std::chrono::microseconds time) {
    std::unique_lock<std::mutex> lock(mutex_);
    changed_.wait_for(lock, time, [this] { return answer_.has_value(); });
    changed_.notify_all();
    return std::exchange(answer_, std::nullopt);
  }

  bool is_busy() {
    const std::lock_guard<std::mutex> guard(mutex_);
    return is_busy_ || !requests_.empty();
  }

 private:
  void run() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return is_ending_ || (!requests_.empty() && !answer_); });
      if (is_ending_) break;
      const Letter request = std::move(requests_.front());
      requests_.pop_front();
      is_busy_ = true;
      lock.unlock();
      Letter answer = answer_to(request);
      lock.lock();
      is_busy_ = false;
      answer_ = std::move(answer);
      changed_.notify_all();
    }
    study_.reset();
  }

  Letter answer_to(const Letter& request) {
    Letter answer;
    answer.number = request.number;
    try {
      if (request.topic == Topic::study) {
        study_ = std::make_unique<LocalStudy>(request);
        answer.topic = Topic::ready;
      } else {
        answer.text = study::encode(study_->evaluate(request));
        answer.topic = Topic::outcome;
      }
    } catch (const study::EvaluationFailure& failure) {
      answer.topic = Topic::failure;
      answer.reason = failure.reason();
      answer.text = failure.what();
    } catch (const std::exception& error) {  // a ConfigError, or a bug that rank 0 shows
      answer.topic = Topic::error;
      answer.text = error.what();
    }
    return answer;
  }

  std::unique_ptr<LocalStudy> study_;  // of the thread
  std::mutex mutex_;                   // of all that follows
  std::condition_variable changed_;
  std::deque<Letter> requests_;
  std::optional<Letter> answer_;
  bool is_busy_ = false, is_ending_ = false;
  std::thread thread_;
};

}  // namespace

void serve(Ranks& ranks, const std::string& version) {
  Letter hello;
  hello.topic = Topic::hello;
  hello.text = version;
  ranks.send(0, encode(hello));
  Evaluation evaluation;
  Pause pause;
  for (;;) {
    while (const auto message = ranks.receive()) {
      pause.reset();
      Letter letter = decode(message->bytes);
      if (letter.topic != Topic::end) {
        evaluation.begin(std::move(letter));
        continue;
      }
      if (!evaluation.is_busy()) return;
      ranks.finish();
      ::_exit(0);
    }
    if (const auto answer = evaluation.answer_within(evaluation.is_busy() ? kPauseOfBusy : pause.next())) {
      pause.reset();
      ranks.send(0, encode(*answer));
    }
  }
}

}  // namespace apollo::cluster
