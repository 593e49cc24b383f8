#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/optimizer.h"
#include "optimizers/options.h"

namespace apollo::optimizers {

struct MemberClass;

// Population-based black-box optimization (Angermueller et al. 2020, "Population-Based Black-Box Optimization
// for Biological Sequence Design"): an ensemble of optimizers that learn from each other's trials. Each point
// of a batch comes from a member drawn with probability softmax(credit / temperature); credit is the relative
// improvement of the best reward by a member's points, decaying over the trials and scaled by the highest of
// a member. The first usable trial, and one over a best reward of 0, for which no relative improvement is
// defined, count as the largest that counts; until there is one, all members have equal shares.
//
// Adaptive-P3BO (ibid.): every `generation` trials the members with the least credit give way to children of
// better members of their class (member_class.h), whose hyper-parameters are crossed over and mutated and
// which inherit credit.
class P3boSearch : public Optimizer {
 public:
  static std::vector<Option> options();

  P3boSearch(const SearchSpace& space, std::uint64_t seed, const OptionValues& options);
  std::vector<Point> ask(int count) override;
  void tell(const std::vector<Trial>& trials) override;
  std::vector<std::string> proposers() const override { return proposers_; }

 private:
  struct Member {
    const MemberClass* type;
    Point genome;
    std::unique_ptr<Optimizer> optimizer;
    double credit = 0;
  };

  Member make_member(const MemberClass& type, Point genome);
  std::vector<double> shares() const;
  void assign_credit(const std::vector<Trial>& trials);
  void next_generation();

  SearchSpace space_;
  Generator generator_;
  double half_life_, temperature_, survivors_, mutation_rate_;
  int generation_trials_;
  std::vector<Member> members_;
  std::unordered_map<Point, std::size_t, PointHash> owners_;  // of the points of the last ask
  std::vector<std::string> proposers_;                        // likewise, in their order
  std::vector<Trial> told_;
  int generation_age_ = 0;
  bool any_usable_ = false;
  double best_ = 0;  // reward; 0 while nothing is usable
};

}  // namespace apollo::optimizers
