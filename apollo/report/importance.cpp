#include "apollo/report/importance.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include "optimizers/boosted_trees.h"
#include "optimizers/draw.h"

namespace apollo::report {
namespace {

using optimizers::Parameter;

constexpr std::size_t kLeastDesigns = 50, kMostModelledDesigns = 20000;
constexpr std::ptrdiff_t kLeastOfALabel = 10;
constexpr int kHeldOut = 5;                    // one of so many designs
constexpr Eigen::Index kMostExplained = 2000;  // SHAP values cost more than predictions
constexpr std::size_t kMostValues = 64, kMostColumns = 1000;

struct Observation {
  const optimizers::Point* point;
  double budget;  // its place among the area budgets of the runs, 0 .. 1
  double target;
};
using Observations = std::vector<Observation>;

double area_budget(const Run& run) {
  return run.spec.constraints.area_mm2.value_or(std::numeric_limits<double>::infinity());
}

// Each design once, of feasibility once per budget, in ascending order.
Observations observations(const Runs& runs, bool of_feasibility) {
  std::set<double> budgets;
  for (const Run& run : runs.runs) budgets.insert(of_feasibility ? area_budget(run) : 0);
  const double last = std::max<double>(1, static_cast<double>(budgets.size()) - 1);
  Observations all;
  for (const Run& run : runs.runs) {
    const auto place = std::distance(budgets.begin(), budgets.lower_bound(area_budget(run)));
    const double budget = of_feasibility ? static_cast<double>(place) / last : 0;
    for (const Trial& trial : run.trials) {
      if (of_feasibility) all.push_back({&trial.point, budget, trial.feasible ? 1.0 : 0.0});
      if (!of_feasibility && trial.feasible) all.push_back({&trial.point, budget, trial.reward});
    }
  }
  std::sort(all.begin(), all.end(), [](const Observation& a, const Observation& b) {
    return std::tie(*a.point, a.budget, a.target) < std::tie(*b.point, b.budget, b.target);
  });
  const auto same = [](const Observation& a, const Observation& b) {
    return *a.point == *b.point && a.budget == b.budget;
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  return all;
}

// Mean 0 and deviation 1. Requires different targets.
void standardise(Observations& all) {
  Eigen::ArrayXd targets(static_cast<Eigen::Index>(all.size()));
  for (std::size_t i = 0; i < all.size(); ++i) targets[static_cast<Eigen::Index>(i)] = all[i].target;
  targets /= targets.abs().maxCoeff();  // so that no square overflows, or vanishes
  targets -= targets.mean();
  targets /= std::sqrt(targets.square().mean());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].target = targets[static_cast<Eigen::Index>(i)];
}

struct Split {
  Observations training, test;
  std::size_t designs = 0;
};

// In a random order of the designs, those of one design together; of each sum of targets of a design the
// first is held out, and every fifth from there, if they are labels.
Split split(const Observations& all, bool labels) {
  std::vector<Observations> designs;
  for (const Observation& observation : all) {
    if (designs.empty() || *designs.back().front().point != *observation.point) designs.emplace_back();
    designs.back().push_back(observation);
  }
  optimizers::Generator generator(1);
  optimizers::draw_order(generator, designs);
  Split result;
  std::map<double, int> seen;
  for (const Observations& design : designs) {
    if (result.training.size() + result.test.size() + design.size() > kMostModelledDesigns) break;
    double sum = 0;
    for (const Observation& observation : design) sum += labels ? observation.target : 0;
    Observations& part = seen[sum]++ % kHeldOut == 0 ? result.test : result.training;
    part.insert(part.end(), design.begin(), design.end());
    ++result.designs;
  }
  return result;
}

// What the model is told of a design: a parameter's index, or whether it is a certain one.
struct Column {
  std::size_t parameter;
  int value;  // -1: the index
};

std::vector<Column> columns(const optimizers::SearchSpace& space, const Observations& all) {
  const std::vector<Parameter>& parameters = space.parameters();
  const std::size_t most = std::min(kMostValues, kMostColumns / parameters.size());
  std::vector<Column> result;
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    std::set<int> values;
    if (parameters[p].kind == Parameter::Kind::categorical) {
      for (const Observation& observation : all) values.insert((*observation.point)[p]);
    }
    if (values.size() > most || values.empty()) values = {-1};
    for (const int value : values) result.push_back({p, value});
  }
  return result;
}

struct Sample {
  Eigen::MatrixXd rows;  // the columns, then the budget
  Eigen::VectorXd targets;

  Sample(const std::vector<Column>& columns, const Observations& observations)
      : rows(observations.size(), columns.size() + 1), targets(observations.size()) {
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
      const Observation& observation = observations[static_cast<std::size_t>(i)];
      for (std::size_t c = 0; c < columns.size(); ++c) {
        const int index = (*observation.point)[columns[c].parameter], value = columns[c].value;
        rows(i, static_cast<Eigen::Index>(c)) = value < 0 ? index : index == value ? 1 : 0;
      }
      rows(i, rows.cols() - 1) = observation.budget;
      targets[i] = observation.target;
    }
  }

  bool varies() const { return targets.size() > 0 && targets.minCoeff() < targets.maxCoeff(); }
  std::ptrdiff_t count(double target) const { return (targets.array() == target).count(); }
};

void add(Dataset& data, const Runs& runs, bool of_feasibility) {
  const optimizers::SearchSpace& space = runs.runs[0].spec.space;
  Observations all = observations(runs, of_feasibility);
  const auto [lowest, highest] = std::minmax_element(
      all.begin(), all.end(), [](const Observation& a, const Observation& b) { return a.target < b.target; });
  if (all.empty() || lowest->target == highest->target) return;
  if (!of_feasibility) standardise(all);
  const Split parts = split(all, of_feasibility);
  const std::vector<Column> inputs = columns(space, all);
  const Sample training(inputs, parts.training), test(inputs, parts.test);
  if (parts.designs < kLeastDesigns || !training.varies() || !test.varies()) return;
  for (const double label : {0.0, 1.0}) {
    if (of_feasibility && training.count(label) + test.count(label) < kLeastOfALabel) return;
  }

  optimizers::BoostedTrees::Settings settings;
  settings.objective = of_feasibility ? "binary:logistic" : "reg:squarederror";
  settings.trees = 100;
  const optimizers::BoostedTrees model(training.rows, training.targets, settings);
  const double spread = (test.targets.array() - test.targets.mean()).square().sum();
  const double quality = 1 - (test.targets - model.predict(test.rows)).squaredNorm() / spread;
  const Eigen::VectorXd mean =
      model.contributions(test.rows.topRows(std::min(test.rows.rows(), kMostExplained)))
          .cwiseAbs()
          .colwise()
          .mean()
          .transpose();
  const double total = mean.head(mean.size() - 1).sum();
  if (total == 0) return;
  std::vector<double> shares(space.parameters().size(), 0);
  for (std::size_t c = 0; c < inputs.size(); ++c)
    shares[inputs[c].parameter] += mean[static_cast<Eigen::Index>(c)] / total;
  for (std::size_t p = 0; p < shares.size(); ++p) {
    data.add({space.parameters()[p].name, of_feasibility ? "feasibility" : "reward", shares[p], quality});
  }
}

}  // namespace

Dataset importance(const Runs& runs) {
  Dataset data({"parameter", "about", "importance", "quality"});
  for (const bool of_feasibility : {false, true}) add(data, runs, of_feasibility);
  return data;
}

}  // namespace apollo::report
