#include "tests/optimizers/accelerator_problem.h"

#include <algorithm>

namespace apollo::optimizers::testing {
namespace {

// The highest throughput_per_area of the space, by enumeration: compare_strategies --enumerate.
constexpr double kHighest = 10.789590715825982;

constexpr double kMib = 1024 * 1024;
constexpr double kAreaLimit = 6.8, kFixedArea = 2, kAreaPerMib = 0.5;

struct LayerShape {
  double channels_in, channels_out, pixels, taps;
};
// An early, a middle and a late layer of a convolutional network.
constexpr LayerShape kLayers[] = {{32, 64, 112 * 112, 9}, {128, 256, 28 * 28, 1}, {512, 1000, 7 * 7, 1}};

}  // namespace

SearchSpace accelerator_space() {
  const auto powers = [](double first, int count) {
    std::vector<double> values;
    for (int i = 0; i < count; ++i, first *= 2) values.push_back(first);
    return values;
  };
  const std::vector<double> counts = {1, 2, 4, 6, 8, 10, 12, 14, 16, 32};
  const std::vector<std::vector<double>> lists = {
      counts,       counts,          powers(256 * 1024, 7), counts,         powers(4096, 11),
      powers(4, 7), powers(8192, 4), powers(2048, 5),       powers(256, 7), {5, 10, 16, 20, 25, 30}};
  std::vector<Parameter> parameters;
  for (const auto& list : lists) {
    parameters.push_back({"p" + std::to_string(parameters.size()), Parameter::Kind::ordinal, list, {}});
  }
  return SearchSpace(parameters);
}

std::optional<double> throughput_per_area(const std::array<double, 10>& values) {
  const auto [pes_x, pes_y, pe_memory, cores, core_memory, lanes, instructions, parameters, activations,
              dram] = values;
  const double pes = pes_x * pes_y;
  const double memory =
      pes * (pe_memory + cores * core_memory) + 16 * instructions + 64 * (parameters + activations);
  const double area = kAreaPerMib * memory / kMib + pes * (0.004 + cores * (0.003 + lanes * 4 * 0.0002)) +
                      0.02 * dram + kFixedArea;
  if (area > kAreaLimit) return std::nullopt;

  double log_throughput = 0;
  for (const LayerShape& layer : kLayers) {
    // Output channels over PE rows and lanes, pixels over PE columns and cores, 4 MACs along the input
    // channels.
    const double macs = std::ceil(layer.channels_out / (pes_y * lanes)) *
                        std::ceil(layer.pixels / (pes_x * cores)) *
                        std::ceil(layer.channels_in * layer.taps / 4);
    const double weights = layer.channels_in * layer.channels_out * layer.taps;
    const double inputs = layer.channels_in * layer.pixels, outputs = layer.channels_out * layer.pixels;
    // Weights that do not stay in the core memories come again for each piece of the input.
    const bool weights_stay = weights / pes_y <= cores * core_memory;
    const double pieces = std::ceil(inputs / pes_x / (0.5 * pe_memory));
    const bool outputs_stay = outputs / pes <= 0.5 * pe_memory;
    const double bytes = inputs + (outputs_stay ? 0 : outputs) + weights * (weights_stay ? 1 : pieces);
    const double tiles = pieces * std::ceil(weights / pes_y / (cores * core_memory));
    if (tiles * 64 > instructions) return std::nullopt;
    const double bus = inputs / (32 * activations / (activations + 1024)) +
                       weights / (32 * parameters / (parameters + 8192));
    const double cycles = std::max({macs, bytes / dram, bus}) + 200 * tiles + 500;
    log_throughput -= std::log(cycles) / std::size(kLayers);
  }
  return 1e6 * std::exp(log_throughput) / area;
}

Problem accelerator_problem() {
  const SearchSpace space = accelerator_space();
  const auto reward = [space](const Point& point) -> std::optional<double> {
    std::array<double, 10> values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = space.parameters()[i].numbers[static_cast<std::size_t>(point[i])];
    }
    return throughput_per_area(values);
  };
  return {"accelerator", space, reward, kHighest};
}

}  // namespace apollo::optimizers::testing
