#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace apollo::optimizers {

// A dimension of the space: a name and a list of values.
struct Parameter {
  enum class Kind {
    ordinal,     // neighbours in the list are alike
    categorical  // no order
  };

  std::string name;  // unique in a space
  Kind kind = Kind::ordinal;
  // The values: exactly one of the two lists is filled.
  std::vector<double> numbers;
  std::vector<std::string> texts;

  // Number of values.
  int size() const { return static_cast<int>(numbers.empty() ? texts.size() : numbers.size()); }
  bool operator==(const Parameter& o) const;
};

// One index into the value list per parameter, in the space's order.
using Point = std::vector<int>;

// The same on every machine.
struct PointHash {
  std::size_t operator()(const Point& point) const;
};
using PointSet = std::unordered_set<Point, PointHash>;

// The points that may be proposed: the product of the parameters' value lists, or what a known constraint
// leaves of it. Immutable; copies are independent.
class SearchSpace {
 public:
  // `conditions` between parameters are texts that the space only keeps: who can read them makes of them what
  // restricted_to() takes. std::invalid_argument if there is no parameter, a parameter has no values or both
  // kinds of values, or a name occurs twice.
  explicit SearchSpace(std::vector<Parameter> parameters, std::vector<std::string> conditions = {});

  // The same without the points that `allowed` refuses. It is asked for points of the product, often; the
  // same point always gets the same answer.
  SearchSpace restricted_to(std::function<bool(const Point&)> allowed) const;

  const std::vector<Parameter>& parameters() const { return parameters_; }
  const std::vector<std::string>& conditions() const { return conditions_; }
  int dimensions() const { return static_cast<int>(parameters_.size()); }
  // The exact number of points of the product; nothing if it exceeds 64 bits.
  std::optional<std::uint64_t> size() const { return size_; }
  bool is_restricted() const { return allowed_ != nullptr; }
  // Whether a point of the product belongs to the space.
  bool allows(const Point& point) const { return !allowed_ || allowed_(point); }
  // Whether any vector of indices is a point of the space.
  bool contains(const Point& point) const;
  // The point of the product with this number, the last parameter counting fastest. Requires number < size().
  Point at(std::uint64_t number) const;
  // The same parameters and conditions, whatever else restricts the points.
  bool operator==(const SearchSpace& o) const {
    return parameters_ == o.parameters_ && conditions_ == o.conditions_;
  }

 private:
  std::vector<Parameter> parameters_;
  std::vector<std::string> conditions_;
  std::optional<std::uint64_t> size_;
  std::function<bool(const Point&)> allowed_;
};

}  // namespace apollo::optimizers
