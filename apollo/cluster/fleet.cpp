#include "apollo/cluster/fleet.h"

#include <chrono>
#include <utility>

#include "apollo/study/failure.h"
#include "apollo/study/outcome_json.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::cluster {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kPatienceS = 60;                       // beyond the time-out of a worker's own program
constexpr std::chrono::milliseconds kLookInterval(50);  // whether it is given up: a signal can notify nobody
constexpr std::chrono::milliseconds kToAnswerStill(400);  // mpirun kills a second after SIGTERM

std::string name_of(int rank) { return "rank " + std::to_string(rank); }

}  // namespace

class Fleet::RemoteEvaluator : public study::Evaluator {
 public:
  RemoteEvaluator(Fleet& fleet, std::optional<double> area_mm2, study::Evaluator& local)
      : fleet_(fleet), area_mm2_(area_mm2), local_(local) {}

  study::Outcome evaluate(const optimizers::SearchSpace&, const optimizers::Point& point) override {
    return fleet_.evaluate(point, area_mm2_);
  }
  bool within_budget(const optimizers::SearchSpace& space, const optimizers::Point& point) override {
    return local_.within_budget(space, point);
  }

 private:
  Fleet& fleet_;
  const std::optional<double> area_mm2_;
  study::Evaluator& local_;
};

Fleet::Fleet(Ranks& ranks, std::string version)
    : ranks_(ranks),
      version_(std::move(version)),
      workers_(static_cast<std::size_t>(ranks.size())),
      mail_(ranks, [this](const Message& message) { take(message); }) {}

Fleet::~Fleet() {
  for (const Worker& worker : workers_)
    if (worker.state == Worker::State::lost) ranks_.lose();
  for (int rank = 1; rank < ranks_.size(); ++rank) send(rank, {});
}

void Fleet::send(int rank, const Letter& letter) { mail_.send(rank, encode(letter)); }

void Fleet::take(const Message& message) {
  Letter letter = decode(message.bytes);
  const std::lock_guard<std::mutex> guard(mutex_);
  Worker& worker = workers_[static_cast<std::size_t>(message.rank)];
  if (letter.number != worker.request) return;
  if (worker.state == Worker::State::lost) {  // not lost after all
    worker.state = Worker::State::free;
    free_.push_back(message.rank);
  } else {
    worker.answer = std::move(letter);
  }
  answered_.notify_all();
}

// Waits for the worker's answer to its last request, as long as it may take.
Letter Fleet::answer_of(std::unique_lock<std::mutex>& lock, int rank) {
  Worker& worker = workers_[static_cast<std::size_t>(rank)];
  std::optional<Clock::time_point> deadline, end;
  if (time_out_s_) {
    const std::chrono::duration<double> longest(*time_out_s_ + kPatienceS);
    deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(longest);
  }
  while (!worker.answer) {
    answered_.wait_for(lock, kLookInterval);
    const auto now = Clock::now();
    if (!end && gives_up_ && gives_up_()) end = now + kToAnswerStill;
    if (!worker.answer && end && now > *end) throw study::EvaluationAbandoned();
    if (!worker.answer && deadline && now > *deadline) {
      worker.state = Worker::State::lost;
      throw study::EvaluationFailure("rank_lost", name_of(rank) + " has not answered");
    }
  }
  return *std::exchange(worker.answer, std::nullopt);
}

void Fleet::set_up(const study::StudySpec& spec, const std::string& space, std::function<bool()> gives_up) {
  if (const designs::Scoring* own = spec.own_scoring(); own && own->engine == designs::Engine::systemc)
    throw files::ConfigError(
        "engine is \"systemc\", which needs a process for each evaluation; must be fast under mpirun");
  std::unique_lock<std::mutex> lock(mutex_);
  const auto fail = [](int rank, const std::string& what) {
    throw files::ConfigError(name_of(rank) + ": " + files::printable(what, 1000));
  };
  for (int rank = 1; rank < ranks_.size(); ++rank) {
    if (const Letter hello = answer_of(lock, rank); hello.text != version_)
      fail(rank, "is apollo " + hello.text + "; must be " + version_ + ", as rank 0");
  }
  Letter letter;
  letter.topic = Topic::study;
  letter.text = study::to_json_text(spec);
  letter.space = space;
  if (const study::ExecScoring* program = spec.exec_scoring()) letter.timeout_s = program->timeout_s;
  for (int rank = 1; rank < ranks_.size(); ++rank) send(rank, letter);
  for (int rank = 1; rank < ranks_.size(); ++rank) {
    if (const Letter ready = answer_of(lock, rank); ready.topic != Topic::ready) fail(rank, ready.text);
    workers_[static_cast<std::size_t>(rank)].state = Worker::State::free;
    free_.push_back(rank);
  }
  if (spec.exec_scoring()) time_out_s_ = letter.timeout_s;
  gives_up_ = std::move(gives_up);
}

study::Evaluator& Fleet::evaluator_of(const study::StudySpec& spec, study::Evaluator& local) {
  const std::lock_guard<std::mutex> guard(mutex_);
  const auto area_mm2 = spec.constraints.area_mm2;
  auto& evaluator = by_area_[area_mm2];
  if (!evaluator) evaluator = std::make_unique<RemoteEvaluator>(*this, area_mm2, local);
  return *evaluator;
}

std::optional<int> Fleet::reserve(std::unique_lock<std::mutex>& lock, int not_on) {
  for (;;) {
    std::size_t usable = 0;
    for (const Worker& worker : workers_)
      if (worker.state == Worker::State::free || worker.state == Worker::State::busy) ++usable;
    if (usable == 0) throw files::ConfigError("no rank is left that answers; start again with --resume");
    for (auto rank = free_.begin(); rank != free_.end(); ++rank) {
      if (*rank == not_on && usable > 1) continue;
      const int found = *rank;
      free_.erase(rank);
      return found;
    }
    answered_.wait_for(lock, kLookInterval);
    if (gives_up_ && gives_up_()) return std::nullopt;
  }
}

study::Outcome Fleet::evaluate(const optimizers::Point& point, std::optional<double> area_mm2) {
  std::unique_lock<std::mutex> lock(mutex_);
  const auto failed = failed_on_.find(point);
  const auto rank = reserve(lock, failed == failed_on_.end() ? 0 : failed->second);
  if (!rank) throw study::EvaluationAbandoned();
  Worker& worker = workers_[static_cast<std::size_t>(*rank)];
  worker.state = Worker::State::busy;
  Letter letter;
  letter.topic = Topic::point;
  letter.number = ++worker.request;
  letter.point = point;
  letter.area_mm2 = area_mm2;
  send(*rank, letter);
  try {
    letter = answer_of(lock, *rank);
  } catch (const study::EvaluationFailure&) {
    failed_on_[point] = *rank;
    throw;
  }
  worker.state = Worker::State::free;
  free_.push_back(*rank);
  answered_.notify_all();
  if (letter.topic == Topic::failure) {
    failed_on_[point] = *rank;
    throw study::EvaluationFailure(letter.reason, letter.text);
  }
  if (letter.topic == Topic::error) throw files::ConfigError(name_of(*rank) + ": " + letter.text);
  failed_on_.erase(point);
  return study::decode_outcome(letter.text);
}

}  // namespace apollo::cluster
