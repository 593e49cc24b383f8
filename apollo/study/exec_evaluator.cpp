#include "apollo/study/exec_evaluator.h"

#include <cstdint>
#include <sstream>
#include <utility>

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
constexpr int kMostEarlyDeaths = 8;
constexpr int kCannotExecute = 126, kNotFound = 127;  // exit statuses of a shell

Outcome failure(const std::string& reason, const std::string& error) {
  Outcome outcome;
  outcome.reason = reason;
  outcome.details = {{"evaluator_error", error}};
  return outcome;
}

void reject_area(double limit_mm2, Outcome& outcome) {
  outcome.feasible = false;
  outcome.reward = 0;
  outcome.reason = "area";
  outcome.details["needed"] = outcome.area_mm2;
  outcome.details["available"] = limit_mm2;
}

std::string quoted(const std::string& line) { return "\"" + printable(line, 100) + "\""; }

// ConfigError if the line is no answer to that request.
Outcome parse_answer(const std::string& line, std::int64_t id, bool has_reward) {
  const std::string name = "the answer " + quoted(line);
  const nlohmann::json json = files::parse_json(line, name);
  files::JsonObject answer(json, name);
  if (!answer.has("id") || answer.value("id") != id) answer.fail("id", std::to_string(id));
  if (answer.has("error")) return failure("evaluator_refused", answer.text("error"));
  return parse_outcome(std::move(answer), has_reward);
}

}  // namespace

struct ExecEvaluator::Worker {
  explicit Worker(const std::string& command) : process(command) {}
  processes::LineProcess process;
  std::int64_t requests = 0;
};

ExecEvaluator::ExecEvaluator(std::string command, double timeout_s, std::optional<double> area_limit_mm2,
                             bool has_reward)
    : command_(std::move(command)),
      timeout_s_(timeout_s),
      area_limit_mm2_(area_limit_mm2),
      has_reward_(has_reward) {}

ExecEvaluator::~ExecEvaluator() {
  for (const auto& worker : idle_) worker->process.close_input();
  const auto deadline = Clock::now() + kTimeToEnd;
  for (const auto& worker : idle_) worker->process.has_ended(deadline);
}

bool ExecEvaluator::has_failed(const Outcome& outcome) {
  return outcome.reason.rfind("evaluator_", 0) == 0 && outcome.details.contains("evaluator_error") &&
         outcome.details.at("evaluator_error").is_string();
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
  return std::make_unique<Worker>(command_);
}

Outcome ExecEvaluator::evaluate(const optimizers::SearchSpace& space, const optimizers::Point& point) {
  const nlohmann::ordered_json configuration = configuration_of(space, point);
  for (;;) {  // until a worker takes the request: a new one does
    std::unique_ptr<Worker> worker = take_worker();
    const std::int64_t id = ++worker->requests;
    const nlohmann::ordered_json request = {{"id", id}, {"configuration", configuration}};
    const auto deadline =
        Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(timeout_s_));
    const processes::LineProcess::Reply reply = worker->process.ask(request.dump(), deadline);
    if (reply.status != Status::answered) {
      if (std::optional<Outcome> outcome = failed(*worker, reply)) return *std::move(outcome);
      continue;
    }
    has_answered_ = true;
    try {
      Outcome outcome = parse_answer(reply.line, id, has_reward_);
      if (area_limit_mm2_ && outcome.area_mm2 > *area_limit_mm2_) reject_area(*area_limit_mm2_, outcome);
      const std::lock_guard<std::mutex> guard(mutex_);
      idle_.push_back(std::move(worker));
      return outcome;
    } catch (const files::ConfigError& error) {
      return failure("evaluator_garbage", error.what());
    }
  }
}

std::optional<Outcome> ExecEvaluator::failed(Worker& worker, const processes::LineProcess::Reply& reply) {
  if (reply.status == Status::too_long) {
    return failure("evaluator_garbage", "the answer " + quoted(reply.line) + ": longer than " +
                                            std::to_string(processes::LineProcess::kLongestLine) + " bytes");
  }
  const std::string after = reply.line.empty() ? "" : " after " + quoted(reply.line);
  if (reply.status == Status::timed_out) {
    std::ostringstream error;
    error << "no answer within " << timeout_s_ << " s" << after;
    return failure("evaluator_timeout", error.str());
  }
  const processes::LineProcess::End end = worker.process.end();
  if (worker.requests > 1 && end.exit_status == 0 && reply.line.empty()) return std::nullopt;
  if (!has_answered_ && (end.exit_status == kCannotExecute || end.exit_status == kNotFound)) {
    throw files::ConfigError("the evaluator is " + quoted(command_) + ", which cannot be run: " + end.text +
                             "; must be a command of /bin/sh");
  }
  if (!has_answered_ && ++early_deaths_ >= kMostEarlyDeaths) {
    throw files::ConfigError("the evaluator is " + quoted(command_) + ", which has ended " +
                             std::to_string(kMostEarlyDeaths) + " times before any answer: " + end.text +
                             "; must answer requests");
  }
  return failure("evaluator_died", end.text + after);
}

}  // namespace apollo::study
