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
    // Or "binary:logistic": targets 0 and 1, predicts the probability of 1.
    std::string objective = "reg:squarederror";
    int trees = 50;               // >= 1
    int depth = 5;                // of a tree, >= 1
    double learning_rate = 0.15;  // in (0, 1]
    double subsample = 1;         // share of rows and of columns that a tree sees, in (0, 1]
    int seed = 0;                 // of the draws of rows and columns, >= 0
  };

  // Trains on a row per observation. Requires a row; no value is NaN, which would count as missing.
  // std::runtime_error with the library's message if it rejects the settings.
  BoostedTrees(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets, const Settings& settings);
  ~BoostedTrees();
  BoostedTrees(BoostedTrees&& other) noexcept;  // `other` may then only be destroyed
  BoostedTrees(const BoostedTrees&) = delete;
  BoostedTrees& operator=(const BoostedTrees&) = delete;
  BoostedTrees& operator=(BoostedTrees&&) = delete;

  // Per row, in the targets' unit or as a probability. Requires as many columns as in training.
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
