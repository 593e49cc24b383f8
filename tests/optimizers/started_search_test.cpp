#include "optimizers/started_search.h"

#include <gtest/gtest.h>

#include "optimizers/registry.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

using testing::unusable;
using testing::usable;

// Notes what it is told, and proposes points of a line, the lowest first.
class Noting : public Optimizer {
 public:
  struct Notes {
    std::vector<Trial> told;
    std::shared_ptr<Expectation> expectation;
    int asked = 0;
  };
  explicit Noting(Notes* notes) : notes_(notes) {}
  void tell(const std::vector<Trial>& trials) override {
    notes_->told.insert(notes_->told.end(), trials.begin(), trials.end());
  }
  void expect(const std::shared_ptr<Expectation>& expectation) override { notes_->expectation = expectation; }
  std::vector<std::string> proposers() const override { return {"noting"}; }

 private:
  std::vector<Point> propose(int count, const std::vector<Point>&) override {
    std::vector<Point> points;
    for (int i = 0; i < count; ++i) points.push_back({notes_->asked++});
    return points;
  }

  Notes* notes_;
};

class Nothing : public Expectation {
 public:
  Eigen::VectorXd of(const std::vector<Point>& points) override {
    return Eigen::VectorXd::Zero(static_cast<Eigen::Index>(points.size()));
  }
};

TEST(StartedSearch, ProposesTheStartInBatchesOfItsOwnAndThenWhatTheStrategyDoes) {
  Noting::Notes notes;
  StartedSearch search(std::make_unique<Noting>(&notes), {{}, {{50}, {51}, {52}}, nullptr});
  EXPECT_EQ(search.ask(2), (std::vector<Point>{{50}, {51}}));
  EXPECT_TRUE(search.proposers().empty());
  EXPECT_EQ(search.ask(2), (std::vector<Point>{{52}}));
  EXPECT_EQ(notes.asked, 0);
  search.tell({usable({50}, 1)});
  EXPECT_EQ(notes.told.size(), 1U);
  EXPECT_EQ(search.ask(2), (std::vector<Point>{{0}, {1}}));
  EXPECT_EQ(search.proposers(), std::vector<std::string>{"noting"});
}

TEST(StartedSearch, TellsWhatIsKnownTheBestLastButForWhatItProposes) {
  Noting::Notes notes;
  const auto expectation = std::make_shared<Nothing>();
  StartedSearch search(std::make_unique<Noting>(&notes),
                       {{usable({1}, 3), unusable({2}), usable({3}, 9), usable({4}, 2)}, {{3}}, expectation});
  std::vector<Point> told;
  for (const Trial& trial : notes.told) told.push_back(trial.point);
  EXPECT_EQ(told, (std::vector<Point>{{2}, {4}, {1}}));
  EXPECT_EQ(notes.expectation, expectation);
}

// Whatever is known, no strategy proposes a point of the start again, or one that is known.
TEST(StartedSearch, OfEveryStrategyProposesEachPointOnce) {
  const SearchSpace space = testing::ordinal_space({4, 4, 4});
  for (const Strategy& strategy : strategies()) {
    SCOPED_TRACE(strategy.name);
    std::vector<Trial> known;
    for (int i = 0; i < 12; ++i) known.push_back(usable(space.at(static_cast<std::uint64_t>(i)), i));
    StartedSearch search(make_optimizer(strategy.name, space, 1, {}),
                         {known, {space.at(3), space.at(40)}, std::make_shared<Nothing>()});
    PointSet proposed;
    for (std::vector<Point> points = search.ask(8); !points.empty(); points = search.ask(8)) {
      std::vector<Trial> trials;
      for (const Point& point : points) {
        EXPECT_TRUE(proposed.insert(point).second);
        trials.push_back(usable(point, point[0] + point[1]));
      }
      search.tell(trials);
    }
    EXPECT_EQ(proposed.size(), 64U - 12 + 1);
  }
}

}  // namespace
}  // namespace apollo::optimizers
