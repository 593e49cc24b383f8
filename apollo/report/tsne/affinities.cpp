#include "apollo/report/tsne/affinities.h"

#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <utility>

namespace apollo::tsne {
namespace {

// Doubling or halving from 1 / mean squared distance, then bisection. Distances count from the nearest, which
// changes no probability and keeps the sum at 1 or more.
void fill_probabilities(Eigen::ArrayXd distances, double perplexity, Eigen::Ref<Eigen::ArrayXd> p) {
  distances -= distances.minCoeff();
  const double mean = distances.mean();
  if (mean > 0) distances /= mean;
  double low = 0, high = 0, precision = 1;  // high = 0: none known
  for (int step = 0; step < 100; ++step) {
    p = (-precision * distances).exp();
    const double sum = p.sum();
    const double entropy = std::log(sum) + precision * (p * distances).sum() / sum;
    p /= sum;
    const double excess = entropy - std::log(perplexity);
    if (std::abs(excess) <= 1e-5) return;
    (excess > 0 ? low : high) = precision;
    precision = high == 0 ? 2 * precision : (low + high) / 2;
  }
}

}  // namespace

std::vector<double> conditional_affinities(const Neighbours& neighbours, double perplexity) {
  std::vector<double> result(neighbours.index.size());
  if (neighbours.count == 0) return result;
  for (std::size_t at = 0; at < result.size(); at += static_cast<std::size_t>(neighbours.count)) {
    fill_probabilities(
        Eigen::Map<const Eigen::ArrayXd>(neighbours.squared_distance.data() + at, neighbours.count),
        perplexity, Eigen::Map<Eigen::ArrayXd>(result.data() + at, neighbours.count));
  }
  return result;
}

Affinities symmetric_affinities(const Neighbours& neighbours, const std::vector<double>& conditional) {
  const std::size_t k = static_cast<std::size_t>(neighbours.count);
  const std::size_t n = k == 0 ? 0 : neighbours.index.size() / k;
  // p(j|i) and p(i|j) side by side: row i holds each j of either, some twice.
  std::vector<std::size_t> begin(n + 1, 0);
  for (const int j : neighbours.index) ++begin[static_cast<std::size_t>(j) + 1];
  for (std::size_t i = 0; i < n; ++i) begin[i + 1] += begin[i] + k;
  std::vector<std::pair<int, double>> entries(begin[n]);
  std::vector<std::size_t> next(begin.begin(), begin.end() - 1);
  for (std::size_t at = 0; at < neighbours.index.size(); ++at) {
    const std::size_t i = at / k, j = static_cast<std::size_t>(neighbours.index[at]);
    entries[next[i]++] = {static_cast<int>(j), conditional[at]};
    entries[next[j]++] = {static_cast<int>(i), conditional[at]};
  }

  Affinities result;
  result.begin.push_back(0);
  for (std::size_t i = 0; i < n; ++i) {
    const auto first = entries.begin() + static_cast<std::ptrdiff_t>(begin[i]);
    const auto last = entries.begin() + static_cast<std::ptrdiff_t>(begin[i + 1]);
    std::sort(first, last);
    for (auto entry = first; entry != last; ++entry) {
      double sum = entry->second;
      if (entry + 1 != last && entry[1].first == entry->first) sum += (++entry)->second;
      result.column.push_back(entry->first);
      result.value.push_back(static_cast<float>(sum / (2.0 * static_cast<double>(n))));
    }
    result.begin.push_back(result.column.size());
  }
  return result;
}

}  // namespace apollo::tsne
