#include "apollo/transfer/cycle_model.h"

#include <algorithm>
#include <cmath>

namespace apollo::transfer {

using Eigen::Index;
using optimizers::BoostedTrees;

namespace {

// Chosen once for some thousand samples, not tuned: deep enough for a product of three or four features.
constexpr int kRegressions = 5, kTrees = 150, kDepth = 6;
constexpr double kRate = 0.1, kRowShare = 0.8;
constexpr double kDeviations = 1;

double log2_of(double x) { return std::log2(std::max(x, 1.0)); }

Eigen::MatrixXd matrix(const std::vector<Features::Row>& rows) {
  Eigen::MatrixXd result(static_cast<Index>(rows.size()), Features::kCount);
  for (std::size_t i = 0; i < rows.size(); ++i) result.row(static_cast<Index>(i)) = rows[i].features;
  return result;
}

}  // namespace

Features::Features(const workloads::Network& network) : bound_(network) {
  double activations = 0, largest = 0;
  for (const workloads::Tensor& tensor : network.tensors) {
    const auto elements = static_cast<double>(tensor.shape.elements());
    activations += elements;
    largest = std::max(largest, elements);
  }
  weights_ = log2_of(static_cast<double>(network.parameters()));
  activations_ = log2_of(activations);
  largest_ = log2_of(largest);
  macs_ = log2_of(static_cast<double>(network.macs()));
  layers_ = log2_of(static_cast<double>(network.layers.size()));
}

Features::Row Features::of(const machine::Accelerator& a) {
  Row row{Eigen::RowVectorXd(kCount), 1};
  Index next = 0;
  const auto add = [&](double x) { row.features[next++] = x; };
  const machine::Configuration& c = a.configuration;
  for (const auto& parameter : machine::kParameters) add(std::log2(parameter.get(c)));
  const double pe_memories = log2_of(static_cast<double>(c.pe_memory_bytes) * a.pes());
  const double core_memories = log2_of(static_cast<double>(c.core_memory_bytes) * a.pes() * c.cores_per_pe);
  add(log2_of(static_cast<double>(a.macs_per_cycle())));
  add(pe_memories);
  add(core_memories);
  add(weights_ - core_memories);
  add(weights_ - pe_memories);
  add(largest_ - pe_memories);
  for (const double of_network : {weights_, activations_, largest_, macs_, layers_}) add(of_network);
  const compiler::bound::Bound bound = bound_.of(a);
  row.bound = std::max<std::int64_t>(bound.cycles(), 1);
  const auto cycles = static_cast<double>(row.bound);
  add(log2_of(cycles));
  for (const std::int64_t part : {bound.array, bound.dram, bound.buses, bound.path})
    add(static_cast<double>(part) / cycles);
  return row;
}

CycleModel::CycleModel(const std::vector<Sample>& samples) {
  std::vector<Features::Row> all, mapped;
  std::vector<double> ratios;
  Eigen::VectorXd labels(static_cast<Index>(samples.size()));
  for (const Sample& sample : samples) {
    labels[static_cast<Index>(all.size())] = sample.is_mapped ? 1 : 0;
    all.push_back(sample.row);
    if (!sample.is_mapped) continue;
    mapped.push_back(sample.row);
    ratios.push_back(
        std::log(std::max(1.0, static_cast<double>(sample.cycles) / static_cast<double>(sample.row.bound))));
  }
  BoostedTrees::Settings settings;
  settings.trees = kTrees;
  settings.depth = kDepth;
  settings.learning_rate = kRate;
  settings.subsample = kRowShare;
  const Eigen::MatrixXd inputs = matrix(mapped);
  const Eigen::VectorXd targets =
      Eigen::Map<const Eigen::VectorXd>(ratios.data(), static_cast<Index>(ratios.size()));
  for (settings.seed = 1; settings.seed <= kRegressions; ++settings.seed)
    ratios_.emplace_back(inputs, targets, settings);
  if (mapped.size() == all.size()) return;
  settings.objective = "binary:logistic";
  mapped_.emplace_back(matrix(all), labels, settings);
}

CycleModel::Prediction CycleModel::predict(const std::vector<Features::Row>& rows) const {
  const Eigen::MatrixXd inputs = matrix(rows);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(inputs.rows()), squares = sum;
  for (const BoostedTrees& trees : ratios_) {
    const Eigen::ArrayXd ratio = trees.predict(inputs).array().max(0);
    sum += ratio;
    squares += ratio.square();
  }
  const Eigen::ArrayXd mean = sum / kRegressions;
  const Eigen::ArrayXd deviation = (squares / kRegressions - mean.square()).max(0).sqrt();
  Prediction result{(mean + kDeviations * deviation).exp(), Eigen::VectorXd::Ones(inputs.rows())};
  for (Index i = 0; i < inputs.rows(); ++i)
    result.cycles[i] *= static_cast<double>(rows[static_cast<std::size_t>(i)].bound);
  if (!mapped_.empty()) result.mapped = mapped_.front().predict(inputs);
  return result;
}

}  // namespace apollo::transfer
