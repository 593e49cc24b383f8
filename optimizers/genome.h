#pragma once
#include <vector>

#include "optimizers/draw.h"
#include "optimizers/search_space.h"

// Operators of evolutionary search over points: a genome is a point, a gene the value index of one parameter.
namespace apollo::optimizers {

struct Individual {
  Point point;
  double fitness = 0;  // higher is better
};

// The fittest of `size` (>= 1) individuals drawn with replacement (Goldberg and Deb 1991, tournament
// selection). Requires a population that is not empty.
const Individual& tournament(Generator& generator, const std::vector<Individual>& population, int size);

// `first`, with each gene taken from `second`, which is as long, with probability `rate` (Syswerda 1989,
// uniform crossover).
Point crossover(Generator& generator, const Point& first, const Point& second, double rate);

// Gives each gene of a point of the space's product with probability `rate` another value, uniform over the
// others. A parameter with a single value keeps it.
void mutate(Generator& generator, const SearchSpace& space, double rate, Point& point);

// Gives one gene, drawn uniformly, another value: of an ordinal parameter one at most `radius` (>= 1) indices
// away, of a categorical one any. No change if no parameter has two values.
void step(Generator& generator, const SearchSpace& space, int radius, Point& point);

}  // namespace apollo::optimizers
