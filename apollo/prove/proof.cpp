#include "apollo/prove/proof.h"

#include <algorithm>
#include <filesystem>

#include "files/atomic_file.h"
#include "files/config_error.h"
#include "processes/workers.h"

namespace apollo::prove {

using optimizers::Point;

namespace {

constexpr std::size_t kBatch = 32;  // points evaluated by one threshold
constexpr int kGroupsAtOnce = 64;   // of a worker

std::string question_path(const std::string& folder) { return folder + "/question.json"; }

}  // namespace

// One for each thread that needs one at the same time.
class Proof::Scorers {
 public:
  Scorers(const Question& question, const designs::DesignEvaluator& designs,
          const optimizers::SearchSpace& allowed)
      : question_(question), designs_(designs), allowed_(allowed) {}

  class Loan {
   public:
    explicit Loan(Scorers& from) : from_(from) {
      const std::lock_guard<std::mutex> guard(from_.mutex_);
      if (from_.idle_.empty()) {
        scorer_ = std::make_unique<Scorer>(from_.question_, from_.designs_, from_.allowed_);
      } else {
        scorer_ = std::move(from_.idle_.back());
        from_.idle_.pop_back();
      }
    }
    ~Loan() {
      const std::lock_guard<std::mutex> guard(from_.mutex_);
      from_.idle_.push_back(std::move(scorer_));
    }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Scorer& operator*() { return *scorer_; }

   private:
    Scorers& from_;
    std::unique_ptr<Scorer> scorer_;
  };

 private:
  const Question& question_;
  const designs::DesignEvaluator& designs_;
  const optimizers::SearchSpace& allowed_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scorer>> idle_;
};

Proof::Proof(const std::string& folder, const Question& question, const designs::DesignEvaluator& designs,
             Mode mode)
    : folder_(folder),
      question_(question),
      allowed_(allowed_space(question.study, folder)),
      groups_(question_.study.space),
      scorers_(std::make_unique<Scorers>(question_, designs, allowed_)) {
  look_at_incumbent();
  lock_.emplace(folder);
  std::error_code error;
  if (std::filesystem::exists(question_path(folder), error)) {
    const std::string shown = files::printable(folder, 1000);
    if (mode == Mode::create)
      throw files::ConfigError(shown + ": holds a proof already; must be another folder, or with --resume");
    if (to_json(read_question(folder)) != to_json(question))
      throw files::ConfigError(shown +
                               ": holds a proof of another question; must be the same, or another folder");
  } else {
    files::write_atomically(question_path(folder), to_json(question).dump(2) + "\n");
  }
  journal_ = std::make_unique<Journal>(folder + "/evaluated.jsonl", question_.study.space);
}

Proof::~Proof() = default;

std::optional<Certificate> Proof::run(const ProofOptions& options) {
  if (!sort_groups(options)) return std::nullopt;
  evaluate_open(options);
  Certificate result = certificate();
  files::write_atomically(folder_ + "/certificate.jsonl", to_text(result));
  if (result.best) {
    const auto best = study::configuration_of(question_.study, result.points[*result.best].point);
    files::write_atomically(folder_ + "/best.json", best.dump(2) + "\n");
  }
  return result;
}

void Proof::look_at_incumbent() {
  if (!question_.incumbent) return;
  const PointRecord record = evaluated(*question_.incumbent, 0);
  if (!record.reason.empty())
    throw files::ConfigError("the incumbent cannot run the networks (" + record.reason +
                             "); must be a design that can");
  take(record);
}

bool Proof::sort_groups(const ProofOptions& options) {
  const std::uint64_t count = groups_.count();
  const double limit = threshold();
  std::optional<std::uint64_t> incumbent;
  if (question_.incumbent) incumbent = groups_.number_of(*question_.incumbent);
  const auto chunks = static_cast<int>((count + kGroupsAtOnce - 1) / kGroupsAtOnce);
  scans_.resize(count);
  std::mutex mutex;
  ProofProgress progress;
  progress.all_groups = count;
  progress.best = best_reward_;
  progress.evaluated = records_.size();
  processes::run_in_parallel(
      chunks, options.jobs,
      [&](int chunk) {
        Scorers::Loan scorer(*scorers_);
        const std::uint64_t begin = static_cast<std::uint64_t>(chunk) * kGroupsAtOnce;
        const std::uint64_t end = std::min(count, begin + kGroupsAtOnce);
        for (std::uint64_t g = begin; g < end; ++g) scans_[g] = groups_.scan(g, limit, incumbent, *scorer);
        const std::lock_guard<std::mutex> guard(mutex);
        progress.groups += end - begin;
        if (options.observer) options.observer(progress);
      },
      options.stop);
  if (progress.groups < count) return false;
  for (Groups::Scan& scan : scans_) {
    open_.insert(open_.end(), scan.open.begin(), scan.open.end());
    scan.open = {};
  }
  std::sort(open_.begin(), open_.end(), [](const OpenPoint& a, const OpenPoint& b) {
    return a.most != b.most ? a.most > b.most : a.number < b.number;
  });
  return true;
}

void Proof::evaluate_open(const ProofOptions& options) {
  tell(options);
  while (next_ < open_.size() && !is_below(open_[next_].most, threshold())) {
    std::size_t end = next_ + 1;
    while (end < open_.size() && end < next_ + kBatch && !is_below(open_[end].most, threshold())) ++end;
    if (!evaluate(next_, end, options)) return;
    next_ = end;
    tell(options);
  }
}

bool Proof::evaluate(std::size_t begin, std::size_t end, const ProofOptions& options) {
  const double limit = threshold();
  std::vector<std::optional<PointRecord>> found(end - begin);
  processes::run_in_parallel(
      static_cast<int>(end - begin), options.jobs,
      [&](int i) {
        const std::uint64_t number = open_[begin + static_cast<std::size_t>(i)].number;
        found[static_cast<std::size_t>(i)] = record_of(question_.study.space.at(number), limit);
      },
      options.stop);
  // All or none: the certificate of a run that was stopped is that of whole batches.
  if (std::any_of(found.begin(), found.end(), [](const auto& record) { return !record; })) return false;
  for (const auto& record : found) take(*record);
  return true;
}

PointRecord Proof::record_of(const Point& point, double limit) {
  if (point == question_.incumbent) return records_.at(groups_.number_of(point));
  const PointRecord* const known = journal_->find(point);
  if (known && (known->kind == PointRecord::Kind::evaluated || is_below(known->reward, limit))) return *known;
  PointRecord record = evaluated(point, limit);
  journal_->append(record);
  return record;
}

PointRecord Proof::evaluated(const Point& point, double limit) {
  Scorers::Loan scorer(*scorers_);
  (*scorer).set(point);
  (*scorer).area_mm2();
  return (*scorer).evaluate(limit);
}

void Proof::take(const PointRecord& record) {
  records_.insert_or_assign(groups_.number_of(record.point), record);
  if (record.kind == PointRecord::Kind::evaluated) best_reward_ = std::max(best_reward_, record.reward);
}

void Proof::tell(const ProofOptions& options) const {
  if (!options.observer) return;
  ProofProgress progress;
  progress.groups = progress.all_groups = groups_.count();
  progress.evaluated = records_.size();
  progress.best = best_reward_;
  progress.most = std::max(best_reward_, next_ < open_.size() ? open_[next_].most : 0);
  options.observer(progress);
}

Certificate Proof::certificate() {
  Certificate result{question_, {}, {}, {}, {}, best_reward_};
  const double limit = threshold();
  Scorers::Loan loan(*scorers_);
  Scorer& scorer = *loan;
  for (const auto& [number, record] : records_) {
    Counts& counts = scans_[groups_.group_of(record.point)].group.counts;
    ++(record.kind == PointRecord::Kind::evaluated ? counts.evaluated : counts.partial);
    if (record.kind == PointRecord::Kind::partial) result.most = std::max(result.most, record.reward);
    const bool is_best = record.kind == PointRecord::Kind::evaluated && record.reward == best_reward_;
    if (is_best && record.reason.empty() && !result.best) result.best = result.points.size();
    result.points.push_back(record);
  }
  for (std::size_t i = next_; i < open_.size(); ++i) {
    if (records_.count(open_[i].number) > 0) continue;
    const Point point = question_.study.space.at(open_[i].number);
    GroupRecord& group = scans_[groups_.group_of(point)].group;
    ++(is_below(open_[i].most, limit) ? group.counts.bound : group.counts.open);
    if (group.highest && group.highest->reward >= open_[i].most) continue;
    scorer.set(point);
    scorer.area_mm2();
    group.highest = scorer.bound_record();
  }
  for (const Groups::Scan& scan : scans_) {
    result.counts += scan.group.counts;
    if (scan.group.highest) result.most = std::max(result.most, scan.group.highest->reward);
    if (scan.group.counts.area < scan.group.counts.points()) result.groups.push_back(scan.group);
  }
  return result;
}

Question read_question(const std::string& folder) {
  const std::string path = question_path(folder);
  std::error_code error;
  if (!std::filesystem::exists(path, error))
    throw files::ConfigError(files::printable(folder, 1000) + ": holds no proof to go on with");
  const std::string shown = files::printable(path, 1000);
  return parse_question(files::parse_json(files::read_text_file(path), shown), shown);
}

}  // namespace apollo::prove
