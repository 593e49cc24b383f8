#include "optimizers/pointwise_search.h"

#include <gtest/gtest.h>

#include "tests/optimizers/spaces.h"

namespace apollo::optimizers {
namespace {

// Goes through a line from its start; notes what it learns, and whether the point was marked before.
class Walk : public PointwiseSearch {
 public:
  explicit Walk(int length) : PointwiseSearch(testing::ordinal_space({length}), 1) {}

  std::vector<Point> learned;
  bool all_were_seen = true;

 private:
  std::optional<Point> next() override {
    while (next_ < space().parameters()[0].size()) {
      Point point = {next_++};
      if (unseen().propose(point)) return point;
    }
    return unseen().take(generator());
  }
  void learn(const Trial& trial) override {
    learned.push_back(trial.point);
    all_were_seen = all_were_seen && !unseen().is_new(trial.point);
  }

  int next_ = 0;
};

TEST(PointwiseSearch, FillsABatchWithWhatSingleAsksWouldGive) {
  Walk batch(10), single(10);
  const std::vector<Point> points = batch.ask(4);
  ASSERT_EQ(points.size(), 4U);
  for (const Point& point : points) EXPECT_EQ(single.ask(1), std::vector<Point>{point});
}

TEST(PointwiseSearch, EndsABatchWhereThereIsNothingLeft) {
  Walk walk(3);
  EXPECT_EQ(walk.ask(16).size(), 3U);
  EXPECT_TRUE(walk.ask(16).empty());
}

TEST(PointwiseSearch, LearnsTrialsInOrderAndDoesNotProposeTheirPoints) {
  Walk walk(4);
  walk.tell({testing::usable({1}, 1), testing::unusable({0})});
  EXPECT_EQ(walk.learned, (std::vector<Point>{{1}, {0}}));
  EXPECT_TRUE(walk.all_were_seen);
  EXPECT_EQ(walk.ask(16), (std::vector<Point>{{2}, {3}}));
}

}  // namespace
}  // namespace apollo::optimizers
