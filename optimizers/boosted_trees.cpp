#include "optimizers/boosted_trees.h"

#include <xgboost/c_api.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

namespace apollo::optimizers {
namespace {

// The library fails only if it is used wrongly, or out of memory.
void check(int status) {
  if (status != 0) throw std::runtime_error(std::string("XGBoost: ") + XGBGetLastError());
}

struct FreeMatrix {
  void operator()(void* matrix) const { XGDMatrixFree(matrix); }
};
using Matrix = std::unique_ptr<void, FreeMatrix>;

Matrix make_matrix(const Eigen::MatrixXd& inputs) {
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const RowMajor rows = inputs.cast<float>();
  DMatrixHandle handle = nullptr;
  check(XGDMatrixCreateFromMat_omp(rows.data(), static_cast<bst_ulong>(rows.rows()),
                                   static_cast<bst_ulong>(rows.cols()),
                                   std::numeric_limits<float>::quiet_NaN(), &handle, 1));
  return Matrix(handle);
}

}  // namespace

BoostedTrees::BoostedTrees(const Eigen::MatrixXd& inputs, const Eigen::VectorXd& targets,
                           const Settings& settings)
    : BoostedTrees() {  // so that the destructor runs if training fails
  const Matrix matrix = make_matrix(inputs);
  const Eigen::VectorXf labels = targets.cast<float>();
  check(XGDMatrixSetFloatInfo(matrix.get(), "label", labels.data(), static_cast<bst_ulong>(labels.size())));
  const DMatrixHandle matrices[] = {matrix.get()};
  check(XGBoosterCreate(matrices, 1, &booster_));
  const std::pair<const char*, std::string> parameters[] = {
      {"objective", settings.objective},
      {"max_depth", std::to_string(settings.depth)},
      {"learning_rate", std::to_string(settings.learning_rate)},
      {"subsample", std::to_string(settings.subsample)},
      {"colsample_bytree", std::to_string(settings.subsample)},
      {"seed", std::to_string(settings.seed)},
      {"tree_method", "hist"},
      {"max_bin", "64"},  // value lists are short
      {"nthread", "1"},
      {"verbosity", "0"},
  };
  for (const auto& [name, value] : parameters) check(XGBoosterSetParam(booster_, name, value.c_str()));
  for (int tree = 0; tree < settings.trees; ++tree)
    check(XGBoosterUpdateOneIter(booster_, tree, matrix.get()));
}

BoostedTrees::~BoostedTrees() {
  if (booster_ != nullptr) XGBoosterFree(booster_);
}

BoostedTrees::BoostedTrees(BoostedTrees&& other) noexcept
    : booster_(std::exchange(other.booster_, nullptr)) {}

Eigen::VectorXd BoostedTrees::predict(const Eigen::MatrixXd& inputs) const {
  const Matrix matrix = make_matrix(inputs);
  const char* config =
      R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;
  check(XGBoosterPredictFromDMatrix(booster_, matrix.get(), config, &shape, &dimensions, &values));
  return Eigen::VectorXf::Map(values, inputs.rows()).cast<double>();
}

}  // namespace apollo::optimizers
