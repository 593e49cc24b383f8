#pragma once
#include <vector>

#include "apollo/report/tsne/neighbours.h"

namespace apollo::tsne {

// p(j|i) of each neighbour, in the order of the neighbours: exp(-b_i d_ij^2), normalised over the neighbours
// of i, with the b_i > 0 at which the entropy is log(perplexity), within 1e-5 nats (van der Maaten 2014,
// equations 2 and 6). Where no b_i gives it, as with more than `perplexity` rows equal to row i, the closest
// entropy there is.
std::vector<double> conditional_affinities(const Neighbours& neighbours, double perplexity);

// p_ij = (p(j|i) + p(i|j)) / 2n: a sparse symmetric matrix with zero diagonal whose sum is 1. Row i is at
// begin[i] .. begin[i + 1] - 1, its columns ascending.
struct Affinities {
  std::vector<std::size_t> begin;
  std::vector<int> column;
  std::vector<float> value;  // single precision: reading them bounds the speed of an iteration

  std::size_t size() const { return begin.size() - 1; }
};

Affinities symmetric_affinities(const Neighbours& neighbours, const std::vector<double>& conditional);

}  // namespace apollo::tsne
