#include "optimizers/genome.h"

#include <algorithm>
#include <cassert>

namespace apollo::optimizers {
namespace {

// Uniform over lowest .. highest without `excluded`, which is one of them; requires lowest < highest.
int draw_other(Generator& generator, int lowest, int highest, int excluded) {
  const int drawn = lowest + draw_index(generator, highest - lowest);
  return drawn < excluded ? drawn : drawn + 1;
}

}  // namespace

const Individual& tournament(Generator& generator, const std::vector<Individual>& population, int size) {
  assert(!population.empty() && size >= 1);
  const Individual* winner = nullptr;
  for (int i = 0; i < size; ++i) {
    const Individual& drawn = population[draw_below(generator, population.size())];
    if (winner == nullptr || drawn.fitness > winner->fitness) winner = &drawn;
  }
  return *winner;
}

Point crossover(Generator& generator, const Point& first, const Point& second, double rate) {
  Point child = first;
  for (std::size_t i = 0; i < child.size(); ++i) {
    if (draw_unit(generator) < rate) child[i] = second[i];
  }
  return child;
}

void mutate(Generator& generator, const SearchSpace& space, double rate, Point& point) {
  for (std::size_t i = 0; i < point.size(); ++i) {
    const int size = space.parameters()[i].size();
    if (size > 1 && draw_unit(generator) < rate) point[i] = draw_other(generator, 0, size - 1, point[i]);
  }
}

void step(Generator& generator, const SearchSpace& space, int radius, Point& point) {
  std::vector<std::size_t> genes;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (space.parameters()[i].size() > 1) genes.push_back(i);
  }
  if (genes.empty()) return;
  const std::size_t gene = genes[draw_below(generator, genes.size())];
  const Parameter& parameter = space.parameters()[gene];
  const int reach = parameter.kind == Parameter::Kind::ordinal ? radius : parameter.size();
  const int lowest = std::max(0, point[gene] - reach);
  const int highest = std::min(parameter.size() - 1, point[gene] + reach);
  point[gene] = draw_other(generator, lowest, highest, point[gene]);
}

}  // namespace apollo::optimizers
