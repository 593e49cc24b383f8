#include "tests/optimizers/front_problems.h"

#include <cmath>

#include "optimizers/draw.h"
#include "tests/optimizers/spaces.h"

namespace apollo::optimizers::testing {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kReferenceAmount = 1.1;  // of every objective

double objective(double amount) { return 1 / (1 + amount); }

// Best values of the parameters that have one, none of them at the edge.
Point best_values(std::uint64_t seed, int count, int values) {
  Generator generator(seed);
  Point best;
  for (int i = 0; i < count; ++i) best.push_back(1 + draw_index(generator, values - 2));
  return best;
}

// 0 at the best value, 1 at the end of the list that is farther away.
double distance(int value, int best, int values) {
  return std::abs(value - best) / static_cast<double>(std::max(best, values - 1 - best));
}

// `shape`: f2 / g of f1 / g.
FrontProblem zdt_problem(const std::string& name, std::uint64_t seed, double (*shape)(double)) {
  constexpr int kFirst = 64, kOther = 16, kOthers = 9;
  const Point best = best_values(seed, kOthers, kOther);
  std::vector<int> sizes(kOthers + 1, kOther);
  sizes[0] = kFirst;
  const auto values = [=](const Point& point) -> std::optional<Values> {
    double g = 1;
    for (int i = 0; i < kOthers; ++i) {
      const auto at = static_cast<std::size_t>(i);
      g += 9.0 / kOthers * distance(point[at + 1], best[at], kOther);
    }
    const double f1 = point[0] / (kFirst - 1.0);
    return Values{objective(f1), objective(g * shape(f1 / g))};
  };
  FrontProblem problem{name, ordinal_space(sizes), values, {}, Values(2, objective(kReferenceAmount))};
  for (int first = 0; first < kFirst; ++first) {
    Point point = {first};
    point.insert(point.end(), best.begin(), best.end());
    problem.front.push_back(*values(point));
  }
  return problem;
}

}  // namespace

FrontProblem zdt1_problem(std::uint64_t seed) {
  return zdt_problem("ZDT1", seed, [](double f) { return 1 - std::sqrt(f); });
}

FrontProblem zdt2_problem(std::uint64_t seed) {
  return zdt_problem("ZDT2", seed, [](double f) { return 1 - f * f; });
}

FrontProblem dtlz2_problem(std::uint64_t seed) {
  constexpr int kValues = 16, kOthers = 4;
  const Point best = best_values(seed, kOthers, kValues);
  const auto values = [=](const Point& point) -> std::optional<Values> {
    double radius = 1;
    for (std::size_t i = 0; i < kOthers; ++i)
      radius += 0.25 * std::pow(distance(point[i + 2], best[i], kValues), 2);
    const double a = 0.5 * kPi * point[0] / (kValues - 1), b = 0.5 * kPi * point[1] / (kValues - 1);
    return Values{objective(radius * std::cos(a) * std::cos(b)),
                  objective(radius * std::cos(a) * std::sin(b)), objective(radius * std::sin(a))};
  };
  FrontProblem problem{"DTLZ2, 3 objectives",
                       ordinal_space(std::vector<int>(kOthers + 2, kValues)),
                       values,
                       {},
                       Values(3, objective(kReferenceAmount))};
  for (int a = 0; a < kValues; ++a) {
    for (int b = 0; b < kValues; ++b) {
      Point point = {a, b};
      point.insert(point.end(), best.begin(), best.end());
      problem.front.push_back(*values(point));
    }
  }
  return problem;
}

std::vector<FrontProblem> front_problems() {
  return {zdt1_problem(1), zdt2_problem(2), budget_front_problem(3, 10)};
}

}  // namespace apollo::optimizers::testing
