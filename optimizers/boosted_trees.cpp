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

// `type` as in XGBoosterPredictFromDMatrix: 0 predictions, 2 contributions. The values are the booster's.
const float* predict_from(void* booster, void* matrix, int type) {
  const std::string config =
      R"({"type": )" + std::to_string(type) +
      R"(, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false})";
  const bst_ulong* shape = nullptr;
  bst_ulong dimensions = 0;
  const float* values = nullptr;
  check(XGBoosterPredictFromDMatrix(booster, matrix, config.c_str(), &shape, &dimensions, &values));
  return values;
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
  return Eigen::VectorXf::Map(predict_from(booster_, matrix.get(), 0), inputs.rows()).cast<double>();
}

Eigen::MatrixXd BoostedTrees::contributions(const Eigen::MatrixXd& inputs) const {
  const Matrix matrix = make_matrix(inputs);
  // The last column is the mean prediction.
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const float* values = predict_from(booster_, matrix.get(), 2);
  return RowMajor::Map(values, inputs.rows(), inputs.cols() + 1).leftCols(inputs.cols()).cast<double>();
}

}  // namespace apollo::optimizers
