#include "apollo/prove/check.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <unordered_map>

#include "apollo/designs/reward_bound.h"
#include "apollo/study/design_space.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "processes/workers.h"

namespace apollo::prove {

using optimizers::Parameter;
using optimizers::Point;
using optimizers::PointHash;
using optimizers::SearchSpace;

namespace {

constexpr double kSameNumber = 1e-9;  // relative: of the mathematical functions of another machine

bool is_same(double a, double b) {
  return std::abs(a - b) <= kSameNumber * std::max(std::abs(a), std::abs(b));
}

class Checker {
 public:
  Checker(const Certificate& certificate, const designs::DesignEvaluator& designs, const std::string& file)
      : certificate_(certificate),
        designs_(designs),
        file_(file),
        space_(certificate.question.study.space),
        base_(default_design(*certificate.question.study.own_scoring())),
        technologies_(base_, space_),
        evaluation_(
            options_of(*certificate.question.study.own_scoring(), certificate.question.study.constraints)),
        allowed_(allowed_space(certificate.question.study, file)) {
    evaluation_.layers = false;
    for (const GroupRecord& group : certificate.groups)
      if (!groups_.emplace(group.first, &group).second) fail(group.first, "is there twice", "be there once");
    for (const PointRecord& record : certificate.points)
      if (!records_.emplace(record.point, &record).second)
        fail(record.point, "is there twice", "be there once");
    for (std::size_t i = 0; i < space_.parameters().size(); ++i)
      (differs_in_group(space_.parameters()[i]) ? inner_ : outer_).push_back(i);
  }

  bool recount(const CheckOptions& options);
  bool evaluate(const CheckOptions& options) const;
  void check_answer() const;

 private:
  // What one thread works with.
  struct Desk {
    explicit Desk(const Checker& c)
        : accelerator(c.base_.accelerator), bound(c.designs_, c.evaluation_.criteria) {}
    machine::Accelerator accelerator;
    designs::RewardBound bound;
  };

  [[noreturn]] void fail(const Point& point, const std::string& is, const std::string& must) const {
    throw files::ConfigError(file_ + ": " + study::configuration_of(space_, point).dump() + " " + is +
                             "; must " + must + ": the certificate is wrong");
  }
  void expect(const Point& point, const char* what, double given, double found) const {
    if (!is_same(given, found))
      fail(point, std::string(what) + " is " + nlohmann::json(given).dump(),
           "be " + nlohmann::json(found).dump());
  }
  void place(const Point& point, std::size_t parameter, Desk& desk) const {
    const Parameter& p = space_.parameters()[parameter];
    if (!p.numbers.empty())
      set_value(p.name, p.numbers[static_cast<std::size_t>(point[parameter])], &desk.accelerator);
  }
  bool next(Point& point, const std::vector<std::size_t>& parameters, Desk& desk) const;
  Counts recount_group(Point point, Desk& desk) const;
  void count(const Point& point, Desk& desk, Counts& counts, double& highest) const;
  void check_bound(const PointRecord& record, Desk& desk) const;
  void evaluate_again(const PointRecord& record) const;

  const Certificate& certificate_;
  const designs::DesignEvaluator& designs_;
  const std::string file_;
  const SearchSpace& space_;
  const designs::Design base_;
  const study::Technologies technologies_;
  designs::EvaluationOptions evaluation_;
  const SearchSpace allowed_;
  std::vector<std::size_t> inner_, outer_;
  std::unordered_map<Point, const GroupRecord*, PointHash> groups_;
  std::unordered_map<Point, const PointRecord*, PointHash> records_;
};

// The next combination of these parameters' values; false after the last one, when it is the first again.
bool Checker::next(Point& point, const std::vector<std::size_t>& parameters, Desk& desk) const {
  for (auto p = parameters.rbegin(); p != parameters.rend(); ++p) {
    const bool carries = ++point[*p] == space_.parameters()[*p].size();
    if (carries) point[*p] = 0;
    place(point, *p, desk);
    if (!carries) return true;
  }
  return false;
}

void Checker::count(const Point& point, Desk& desk, Counts& counts, double& highest) const {
  const cost::AreaBreakdown area_mm2 = area(desk.accelerator, technologies_.at(point));
  const auto& budget = certificate_.question.study.constraints.area_mm2;
  if (budget && area_mm2.total() > *budget) {
    ++counts.area;
    return;
  }
  if (!allowed_.allows(point)) {
    ++counts.conditions;
    return;
  }
  if (designs::design_failure(desk.accelerator, area_mm2.total(), {})) {
    ++counts.memory;
    return;
  }
  if (const auto listed = records_.find(point); listed != records_.end()) {
    ++(listed->second->kind == PointRecord::Kind::evaluated ? counts.evaluated : counts.partial);
    return;
  }
  const double most =
      desk.bound.reward(desk.accelerator, area_mm2, study::batch_at(base_.batch, space_, point),
                        desk.bound.least_cycles(desk.accelerator));
  highest = std::max(highest, most);
  const bool is_below = most <= certificate_.best_reward() * (1 + certificate_.question.slack);
  ++(is_below ? counts.bound : counts.open);
}

Counts Checker::recount_group(Point point, Desk& desk) const {
  for (std::size_t i = 0; i < point.size(); ++i) place(point, i, desk);
  const Point first = point;
  const auto& budget = certificate_.question.study.constraints.area_mm2;
  const cost::AreaBreakdown area_mm2 = area(desk.accelerator, technologies_.at(point));
  Counts counts;
  double highest = 0;
  // Logic is no smaller beside other memories.
  if (budget && area_mm2.macs + area_mm2.control + area_mm2.network + area_mm2.uncore > *budget) {
    std::uint64_t points = 1;
    for (const std::size_t i : inner_) points *= static_cast<std::uint64_t>(space_.parameters()[i].size());
    counts.area = points;
  } else {
    do count(point, desk, counts, highest);
    while (next(point, inner_, desk));
  }
  const auto group = groups_.find(first);
  if (group == groups_.end()) {
    if (counts.area < counts.points()) fail(first, "has no line as a group", "have one");
    return counts;
  }
  const GroupRecord& given = *group->second;
  if (!(given.counts == counts))
    fail(first, "has points " + to_json(given.counts).dump() + " in its group",
         "have " + to_json(counts).dump());
  expect(first, "highest.most", given.highest ? given.highest->reward : 0, highest);
  if (given.highest) check_bound(*given.highest, desk);
  return counts;
}

void Checker::check_bound(const PointRecord& record, Desk& desk) const {
  const Point& point = record.point;
  for (std::size_t i = 0; i < point.size(); ++i) place(point, i, desk);
  const cost::AreaBreakdown area_mm2 = area(desk.accelerator, technologies_.at(point));
  expect(point, "area_mm2", record.area_mm2, area_mm2.total());
  const std::vector<std::int64_t>& least = desk.bound.least_cycles(desk.accelerator);
  if (record.cycles.size() != least.size()) fail(point, "has cycles of some networks", "have those of all");
  for (std::size_t i = static_cast<std::size_t>(record.known); i < least.size(); ++i)
    if (record.cycles[i] != least[i])
      fail(point, "has the bound " + std::to_string(record.cycles[i]) + " cycles",
           "have " + std::to_string(least[i]));
  expect(point, "most", record.reward,
         desk.bound.reward(desk.accelerator, area_mm2, study::batch_at(base_.batch, space_, point),
                           record.cycles));
}

bool Checker::recount(const CheckOptions& options) {
  std::uint64_t groups = 1;
  for (const std::size_t i : outer_) groups *= static_cast<std::uint64_t>(space_.parameters()[i].size());
  constexpr std::uint64_t kAtOnce = 100;
  const auto chunks = static_cast<int>((groups + kAtOnce - 1) / kAtOnce);
  std::mutex mutex;
  Counts all;
  std::uint64_t done = 0;
  const auto work = [&](int chunk) {
    Desk desk(*this);
    Counts counts;
    std::uint64_t group = static_cast<std::uint64_t>(chunk) * kAtOnce;
    Point point(space_.parameters().size(), 0);
    std::uint64_t rest = group;
    for (auto p = outer_.rbegin(); p != outer_.rend(); ++p) {
      const auto size = static_cast<std::uint64_t>(space_.parameters()[*p].size());
      point[*p] = static_cast<int>(rest % size);
      rest /= size;
    }
    for (const std::uint64_t end = std::min(groups, group + kAtOnce); group < end; ++group) {
      counts += recount_group(point, desk);
      next(point, outer_, desk);
    }
    const std::lock_guard<std::mutex> guard(mutex);
    all += counts;
    done += counts.points();
    if (options.observer) options.observer(done, *space_.size());
  };
  processes::run_in_parallel(chunks, options.jobs, work, options.stop);
  if (done < *space_.size()) return false;
  if (!(all == certificate_.counts))
    throw files::ConfigError(file_ + ": the answer's points are " + to_json(certificate_.counts).dump() +
                             "; must be " + to_json(all).dump() + ": the certificate is wrong");
  return true;
}

void Checker::evaluate_again(const PointRecord& record) const {
  const Point& point = record.point;
  const machine::Accelerator accelerator = study::accelerator_at(base_.accelerator, space_, point);
  const bool is_partial = record.kind == PointRecord::Kind::partial;
  designs::EvaluationOptions options = evaluation_;
  options.goes_on = [&](const std::vector<designs::WorkloadResult>& results) {
    return !is_partial || static_cast<int>(results.size()) < record.known;
  };
  const designs::Evaluation evaluation =
      designs_.at(technologies_.at(point), study::batch_at(base_.batch, space_, point))
          .evaluate(accelerator, options);
  const std::string reason = evaluation.infeasible ? to_string(evaluation.infeasible->reason) : "";
  if (reason != record.reason)
    fail(point, "is " + (record.reason.empty() ? "feasible" : record.reason),
         "be " + (reason.empty() ? "feasible" : reason));
  expect(point, "area_mm2", record.area_mm2, evaluation.area_mm2.total());
  if (!is_partial) {
    expect(point, "reward", record.reward, evaluation.reward);
    if (record.cycles.size() != evaluation.workloads.size())
      fail(point, "has cycles of " + std::to_string(record.cycles.size()) + " networks",
           "have those of " + std::to_string(evaluation.workloads.size()));
  }
  for (std::size_t i = 0; i < evaluation.workloads.size(); ++i)
    if (record.cycles[i] != evaluation.workloads[i].cycles)
      fail(point, "takes " + std::to_string(record.cycles[i]) + " cycles for " + evaluation.workloads[i].name,
           "take " + std::to_string(evaluation.workloads[i].cycles));
}

bool Checker::evaluate(const CheckOptions& options) const {
  const std::vector<PointRecord>& points = certificate_.points;
  std::vector<std::size_t> chosen;
  const std::size_t sample = options.sample > 0 ? static_cast<std::size_t>(options.sample) : points.size();
  const std::size_t step = std::max<std::size_t>(1, points.size() / std::max<std::size_t>(1, sample));
  if (certificate_.best) chosen.push_back(*certificate_.best);
  for (std::size_t i = 0; i < points.size() && chosen.size() < sample; i += step)
    if (i != certificate_.best) chosen.push_back(i);
  std::mutex mutex;
  std::uint64_t done = 0;
  processes::run_in_parallel(
      static_cast<int>(chosen.size()), options.jobs,
      [&](int i) {
        evaluate_again(points[chosen[static_cast<std::size_t>(i)]]);
        const std::lock_guard<std::mutex> guard(mutex);
        ++done;
        if (options.observer) options.observer(done, chosen.size());
      },
      options.stop);
  return done == chosen.size();
}

// What the lines say of each other.
void Checker::check_answer() const {
  double most = certificate_.best_reward();
  Desk desk(*this);
  for (const PointRecord& record : certificate_.points) {
    if (record.kind == PointRecord::Kind::partial) check_bound(record, desk);
    const bool is_better =
        record.kind == PointRecord::Kind::evaluated && record.reward > certificate_.best_reward();
    if (is_better) fail(record.point, "is better than the answer's best", "be the best, or not be better");
    most = std::max(most, record.reward);
  }
  for (const GroupRecord& group : certificate_.groups)
    if (group.highest) most = std::max(most, group.highest->reward);
  if (!is_same(most, certificate_.most))
    throw files::ConfigError(file_ + ": the answer's most is " + nlohmann::json(certificate_.most).dump() +
                             "; must be " + nlohmann::json(most).dump() + ": the certificate is wrong");
}

}  // namespace

bool check_certificate(const Certificate& certificate, const designs::DesignEvaluator& designs,
                       const std::string& file, const CheckOptions& options) {
  Checker checker(certificate, designs, file);
  checker.check_answer();
  return checker.recount(options) && checker.evaluate(options);
}

}  // namespace apollo::prove
