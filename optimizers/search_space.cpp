#include "optimizers/search_space.h"

#include <cassert>
#include <limits>
#include <set>
#include <stdexcept>
#include <utility>

#include "optimizers/draw.h"

namespace apollo::optimizers {
namespace {

std::optional<std::uint64_t> product_of_sizes(const std::vector<Parameter>& parameters) {
  std::uint64_t product = 1;
  for (const Parameter& parameter : parameters) {
    const auto size = static_cast<std::uint64_t>(parameter.size());
    if (product > std::numeric_limits<std::uint64_t>::max() / size) return std::nullopt;
    product *= size;
  }
  return product;
}

}  // namespace

bool Parameter::operator==(const Parameter& o) const {
  return name == o.name && kind == o.kind && numbers == o.numbers && texts == o.texts;
}

// FNV-1a over the indices (Fowler, Noll and Vo), whose low bits are spread.
std::size_t PointHash::operator()(const Point& point) const {
  constexpr std::uint64_t kOffsetBasis = 14695981039346656037ULL, kPrime = 1099511628211ULL;
  std::uint64_t hash = kOffsetBasis;
  for (const int index : point) hash = (hash ^ static_cast<std::uint64_t>(index)) * kPrime;
  return static_cast<std::size_t>(spread_bits(hash));
}

SearchSpace::SearchSpace(std::vector<Parameter> parameters, std::vector<std::string> conditions)
    : parameters_(std::move(parameters)), conditions_(std::move(conditions)) {
  if (parameters_.empty()) throw std::invalid_argument("a search space needs at least one parameter");
  std::set<std::string> names;
  for (const Parameter& parameter : parameters_) {
    if (parameter.numbers.empty() == parameter.texts.empty()) {
      throw std::invalid_argument("parameter " + parameter.name + " needs either numbers or texts as values");
    }
    if (!names.insert(parameter.name).second) {
      throw std::invalid_argument("parameter " + parameter.name + " occurs twice");
    }
  }
  size_ = product_of_sizes(parameters_);
}

SearchSpace SearchSpace::restricted_to(std::function<bool(const Point&)> allowed) const {
  SearchSpace result = *this;
  result.allowed_ = [before = allowed_, allowed = std::move(allowed)](const Point& point) {
    return (!before || before(point)) && allowed(point);
  };
  return result;
}

bool SearchSpace::contains(const Point& point) const {
  if (point.size() != parameters_.size()) return false;
  for (std::size_t i = 0; i < point.size(); ++i) {
    if (point[i] < 0 || point[i] >= parameters_[i].size()) return false;
  }
  return allows(point);
}

Point SearchSpace::at(std::uint64_t number) const {
  assert(size_ && number < *size_);
  Point point(parameters_.size());
  for (std::size_t i = point.size(); i-- > 0;) {
    const auto size = static_cast<std::uint64_t>(parameters_[i].size());
    point[i] = static_cast<int>(number % size);
    number /= size;
  }
  return point;
}

}  // namespace apollo::optimizers
