#pragma once
#include <Eigen/Core>
#include <string>

namespace apollo::optimizers {

// Gradient-boosted regression trees (Chen and Guestrin 2016, "XGBoost: A Scalable Tree Boosting System")
// through the library's C interface, on one thread: the same data, settings and seed give the same
// predictions.
class BoostedTrees {
 public:
  struct Settings {
    std::string objective =
        "reg:squarederror";  // or "binary:logistic": targets 0 and 1, predicts a probability
    int trees = 50;
    int depth = 5;
    double learning_rate = 0.15;
    double subsample = 1;  // share of rows and of columns that a tree sees
    int seed = 0;
  };

  // Trains on a row per observation. Requires a row.
  BoostedTrees(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets, const Settings& settings);
  ~BoostedTrees();
  BoostedTrees(BoostedTrees&& other) noexcept;
  BoostedTrees(const BoostedTrees&) = delete;
  BoostedTrees& operator=(const BoostedTrees&) = delete;
  BoostedTrees& operator=(BoostedTrees&&) = delete;

  Eigen::VectorXd predict(const Eigen::MatrixXd& inputs) const;

  // SHAP values (Lundberg et al. 2020, "From local explanations to global understanding with explainable AI
  // for trees"): how much each input moves the prediction of each row away from the mean prediction, before
  // the logistic function if there is one. A row per row, a column per input.
  Eigen::MatrixXd contributions(const Eigen::MatrixXd& inputs) const;

 private:
  BoostedTrees() = default;

  void* booster_ = nullptr;
};

}  // namespace apollo::optimizers
