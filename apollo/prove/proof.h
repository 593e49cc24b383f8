#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "apollo/prove/certificate.h"
#include "apollo/prove/groups.h"
#include "apollo/prove/journal.h"
#include "apollo/prove/scorer.h"
#include "files/folder_lock.h"

namespace apollo::prove {

struct ProofProgress {
  std::uint64_t groups = 0, all_groups = 0;  // sorted so far
  std::uint64_t evaluated = 0;               // partly or wholly, those of earlier runs included
  double best = 0, most = 0;                 // rewards: of the best so far, of any point at most
};

struct ProofOptions {
  int jobs = 1;                                        // threads; change nothing but the time
  std::function<void(const ProofProgress&)> observer;  // may be empty; calls come one at a time
  const std::atomic<bool>* stop = nullptr;             // may be null; once true, the run ends in good order
};

// Looks for the best design of a space until it is proved that there is none better, in a folder:
//   question.json      what is asked
//   evaluated.jsonl    every point that has been evaluated, partly or wholly (Journal)
//   certificate.jsonl  what is known, when a run has ended
//   best.json          the configuration of the best design
//
// First the points of all groups are sorted: those over the budget, those that break a condition, those
// without a memory, those of which the bound (designs::RewardBound) says that they are not above the
// threshold; the others are open. Then open points are evaluated, those with the highest bounds first, some
// at a time, until no bound is above the threshold: the best reward so far, and the slack. A point is left
// after a network if what it took, and bounds of the others, say that it is not above the threshold. A run
// that was broken off, also by SIGKILL, goes the same way again, and takes what is in the journal.
class Proof {
 public:
  enum class Mode { create, resume };

  // Holds the folder's lock. ConfigError, without a trace in the folder, if the incumbent is infeasible, if
  // another run holds the lock, or if the folder's question does not go with the mode or this one. `designs`:
  // of the question's scoring; has to live longer.
  Proof(const std::string& folder, const Question& question, const designs::DesignEvaluator& designs,
        Mode mode);
  ~Proof();

  // Call it once. The certificate is that of the folder; it is not proved() if the run was stopped; nothing
  // if it was stopped before the groups were sorted. ConfigError if the incumbent is infeasible, or a file
  // cannot be written.
  std::optional<Certificate> run(const ProofOptions& options);

 private:
  class Scorers;

  double threshold() const { return best_reward_ * (1 + question_.slack); }
  bool sort_groups(  // or it was stopped
      const ProofOptions& options);
  void look_at_incumbent();
  void evaluate_open(const ProofOptions& options);
  // Those with these numbers, up to `end` of open_; whether all have been.
  bool evaluate(std::size_t begin, std::size_t end, const ProofOptions& options);
  PointRecord record_of(const optimizers::Point& point, double threshold);  // known, or evaluated
  PointRecord evaluated(const optimizers::Point& point, double threshold);
  void take(const PointRecord& record);
  void tell(const ProofOptions& options) const;
  Certificate certificate();

  std::string folder_;
  const Question question_;
  const optimizers::SearchSpace allowed_;
  const Groups groups_;
  std::unique_ptr<Scorers> scorers_;
  std::optional<files::FolderLock> lock_;
  std::unique_ptr<Journal> journal_;

  std::vector<Groups::Scan> scans_;               // by group
  std::vector<OpenPoint> open_;                   // by what they may be worth, falling
  std::size_t next_ = 0;                          // of open_, the first that has not been evaluated
  std::map<std::uint64_t, PointRecord> records_;  // by number of the point
  double best_reward_ = 0;
};

// The question of a folder. ConfigError.
Question read_question(const std::string& folder);

}  // namespace apollo::prove
