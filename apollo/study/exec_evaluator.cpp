#include "apollo/study/exec_evaluator.h"

#include <cstdint>
#include <random>
#include <sstream>
#include <utility>

#include "apollo/study/failure.h"
#include "apollo/study/outcome_json.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_object.h"

namespace apollo::study {
namespace {

using Clock = processes::LineProcess::Clock;
using Status = processes::LineProcess::Status;
using files::printable;

constexpr std::chrono::seconds kTimeToEnd(1);
const std::string kGarbage = "evaluator_garbage", kTimeout = "evaluator_timeout", kDied = "evaluator_died",
                  kRefused = "evaluator_refused";
constexpr int kCannotExecute = 126, kNotFound = 127;  // exit statuses of a shell

void reject_area(double limit_mm2, Outcome& outcome) {
  outcome.feasible = false;
  outcome.reward = 0;
  outcome.reason = "area";
  outcome.details["needed"] = outcome.area_mm2;
  outcome.details["available"] = limit_mm2;
}

std::string quoted(const std::string& line) { return "\"" + printable(line, 100) + "\""; }

// Nobody can foresee it, and every JSON reader gives it back exactly.
std::int64_t new_id() {
  constexpr std::int64_t kLargest = std::int64_t{1} << 52;
  thread_local std::random_device source;  // the system's
  return std::uniform_int_distribution<std::int64_t>(kLargest / 2, kLargest)(source);
}

// ConfigError if the line is no answer to that request.
Outcome parse_answer(const std::string& line, std::int64_t id, bool has_reward) {
  const std::string name = "the answer " + quoted(line);
  const nlohmann::json json = files::parse_json(line, name);
  files::JsonObject answer(json, name);
  if (!answer.has("id") || answer.value("id") != id) answer.fail("id", std::to_string(id));
  if (answer.has("error")) throw EvaluationFailure(kRefused, answer.text("error"));
  return parse_outcome(std::move(answer), has_reward);
}

}  // namespace

struct ExecEvaluator::Worker {
  explicit Worker(const std::string& command) : process(command) {}
  processes::LineProcess process;
  std::int64_t requests = 0;
};

ExecEvaluator::ExecEvaluator(ExecScoring scoring, std::optional<double> area_limit_mm2)
    : scoring_(std::move(scoring)), area_limit_mm2_(area_limit_mm2) {}

ExecEvaluator::~ExecEvaluator() {
  for (const auto& worker : idle_) worker->process.close_input();
  const auto deadline = Clock::now() + kTimeToEnd;
  for (const auto& worker : idle_) worker->process.has_ended(deadline);
}

std::unique_ptr<ExecEvaluator::Worker> ExecEvaluator::take_worker() {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    while (!idle_.empty()) {
      std::unique_ptr<Worker> worker = std::move(idle_.back());
      idle_.pop_back();
      if (worker->process.is_ready()) return worker;
    }
  }
  return std::make_unique<Worker>(scoring_.command);
}

Outcome ExecEvaluator::evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  const nlohmann::ordered_json configuration = configuration_of(space, point);
  for (;;) {  // until a worker takes the request: a new one does
    std::unique_ptr<Worker> worker = take_worker();
    ++worker->requests;
    const std::int64_t id = new_id();
    const nlohmann::ordered_json request = {{"id", id}, {"configuration", configuration}};
    const auto deadline = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                             std::chrono::duration<double>(scoring_.timeout_s));
    const processes::LineProcess::Reply reply = worker->process.ask(request.dump(), deadline);
    if (reply.status != Status::answered) {
      check_failed(*worker, reply);
      continue;
    }
    has_answered_ = true;
    const auto keep = [&] {
      const std::lock_guard<std::mutex> guard(mutex_);
      idle_.push_back(std::move(worker));
    };
    try {
      Outcome outcome = parse_answer(reply.line, id, scoring_.objectives.empty());
      if (scoring_.minimize) outcome.reward = -outcome.reward;
      if (area_limit_mm2_ && outcome.area_mm2 > *area_limit_mm2_) reject_area(*area_limit_mm2_, outcome);
      keep();
      return outcome;
    } catch (const EvaluationFailure&) {  // an error message: the worker itself is well
      keep();
      throw;
    } catch (const files::ConfigError& error) {
      throw EvaluationFailure(kGarbage, error.what());
    }
  }
}

void ExecEvaluator::check_failed(Worker& worker, const processes::LineProcess::Reply& reply) const {
  if (reply.status == Status::too_long) {
    throw EvaluationFailure(kGarbage, "the answer " + quoted(reply.line) + ": longer than " +
                                          std::to_string(processes::LineProcess::kLongestLine) + " bytes");
  }
  const std::string after = reply.line.empty() ? "" : " after " + quoted(reply.line);
  if (reply.status == Status::timed_out) {
    std::ostringstream error;
    error << "no answer within " << scoring_.timeout_s << " s" << after;
    throw EvaluationFailure(kTimeout, error.str());
  }
  const processes::LineProcess::End end = worker.process.end();
  if (worker.requests > 1 && end.exit_status == 0 && reply.line.empty()) return;
  if (!has_answered_ && (end.exit_status == kCannotExecute || end.exit_status == kNotFound)) {
    throw files::ConfigError("the evaluator is " + quoted(scoring_.command) +
                             ", which cannot be run: " + end.text + "; must be a command of /bin/sh");
  }
  throw EvaluationFailure(kDied, end.text + after);
}

}  // namespace apollo::study
