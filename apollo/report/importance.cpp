#include "apollo/report/importance.h"

#include <algorithm>
#include <functional>

#include "apollo/report/design_rows.h"
#include "optimizers/boosted_trees.h"
#include "optimizers/draw.h"

namespace apollo::report {
namespace {

constexpr std::size_t least_designs = 50, most_designs = 20000;
constexpr std::size_t held_out = 5;           // one of so many designs
constexpr std::size_t most_explained = 2000;  // SHAP values cost more than predictions

struct Design {
  const optimizers::Point* point;
  double target;
};

// Distinct designs of all runs, a random choice if there are too many.
std::vector<Design> designs(const Runs& runs, const std::function<bool(const Trial&)>& wanted,
                            const std::function<double(const Trial&)>& target) {
  std::vector<Design> result;
  optimizers::PointSet seen;
  for (const Run& run : runs.runs) {
    for (const Trial& trial : run.trials) {
      if (wanted(trial) && seen.insert(trial.point).second) result.push_back({&trial.point, target(trial)});
    }
  }
  optimizers::Generator generator(1);
  optimizers::draw_order(generator, result);
  if (result.size() > most_designs) result.resize(most_designs);
  return result;
}

struct Sample {
  Eigen::MatrixXd rows;
  Eigen::VectorXd targets;
};

Sample sample_of(const optimizers::SearchSpace& space, const Design* begin, const Design* end) {
  std::vector<optimizers::Point> points;
  Sample sample;
  sample.targets.resize(end - begin);
  for (const Design* design = begin; design != end; ++design) {
    sample.targets[design - begin] = design->target;
    points.push_back(*design->point);
  }
  sample.rows = design_rows(space, points);
  return sample;
}

void add(Dataset& data, const optimizers::SearchSpace& space, const std::string& about,
         const std::string& objective, const std::vector<Design>& all) {
  if (all.size() < least_designs) return;
  const auto [lowest, highest] = std::minmax_element(
      all.begin(), all.end(), [](const Design& a, const Design& b) { return a.target < b.target; });
  if (lowest->target == highest->target) return;
  const Design *first = all.data(), *last = first + all.size(), *seen = first + all.size() / held_out;
  const Sample test = sample_of(space, first, seen), training = sample_of(space, seen, last);
  optimizers::BoostedTrees::Settings settings;
  settings.objective = objective;
  settings.trees = 100;
  const optimizers::BoostedTrees model(training.rows, training.targets, settings);

  const double spread = (test.targets.array() - test.targets.mean()).square().sum();
  const double error = (test.targets - model.predict(test.rows)).squaredNorm();
  const double quality = spread > 0 ? 1 - error / spread : 0;
  const auto explained = std::min<Eigen::Index>(test.rows.rows(), most_explained);
  const Eigen::VectorXd mean =
      model.contributions(test.rows.topRows(explained)).cwiseAbs().colwise().mean().transpose();
  const double total = std::max(mean.sum(), 1e-300);
  Eigen::Index column = 0;
  for (const optimizers::Parameter& parameter : space.parameters()) {
    const Eigen::Index columns =
        parameter.kind == optimizers::Parameter::Kind::categorical ? parameter.size() : 1;
    data.add({parameter.name, about, mean.segment(column, columns).sum() / total, quality});
    column += columns;
  }
}

}  // namespace

Dataset importance(const Runs& runs) {
  Dataset data({"parameter", "about", "importance", "quality"});
  const optimizers::SearchSpace& space = runs.runs[0].spec.space;
  const auto is_feasible = [](const Trial& trial) { return trial.feasible; };
  add(data, space, "reward", "reg:squarederror",
      designs(runs, is_feasible, [](const Trial& trial) { return trial.reward; }));
  add(data, space, "feasibility", "binary:logistic",
      designs(
          runs, [](const Trial&) { return true; }, is_feasible));
  return data;
}

}  // namespace apollo::report
