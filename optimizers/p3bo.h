#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "optimizers/credits.h"
#include "optimizers/draw.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"

namespace apollo::optimizers {

struct MemberClass;

// Population-based black-box optimization (Angermueller et al. 2020, "Population-Based Black-Box Optimization
// for Biological Sequence Design"): an ensemble of optimizers that learn from each other's trials. Each point
// of a batch comes from a member drawn with the probability that its credit gives it (credits.h).
//
// Adaptive-P3BO (ibid.): every `generation` trials the members with the least credit give way to children of
// better members of their class (member_class.h), whose hyper-parameters are crossed over and mutated and
// which inherit credit.
class P3boSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  // `options` must be complete (options.h) and in range.
  P3boSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  void tell(const std::vector<Trial>& trials) override;
  void expect(const std::shared_ptr<Expectation>& expectation) override;
  std::vector<std::string> proposers() const override { return proposers_; }

 private:
  std::vector<Point> propose(int count, const std::vector<Point>& pending) override;

  struct Member {
    const MemberClass* type;
    Point genome;
    std::unique_ptr<Optimizer> optimizer;
  };

  Member make_member(const MemberClass& type, Point genome);
  std::vector<int> draw_members(int count);
  void next_generation();
  // Replaces a member by a child of the members in `better`, if there are any of its class.
  void replace(std::size_t loser, const std::vector<std::size_t>& better);

  SearchSpace space_;
  Generator generator_;
  Credits credits_;
  double model_share_;  // of what its credit gives a member with a model
  double survivors_, mutation_rate_;
  int generation_trials_;
  std::vector<Member> members_;
  Owners owners_;                       // of the points of the last ask, and of those still pending then
  std::vector<std::string> proposers_;  // of the points of the last ask, in their order
  std::vector<Trial> told_;
  std::shared_ptr<Expectation> expectation_;  // may be null
  int generation_age_ = 0;                    // trials
};

}  // namespace apollo::optimizers
