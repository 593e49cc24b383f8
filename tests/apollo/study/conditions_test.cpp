#include "apollo/study/conditions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "optimizers/draw.h"
#include "optimizers/registry.h"
#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using nlohmann::json;
using optimizers::draw_index;
using optimizers::Generator;
using optimizers::Parameter;
using optimizers::Point;
using optimizers::SearchSpace;

const json kKnown = {{"ways", 4}, {"node", "7nm"}, {"zero", 0}};

SearchSpace space_with(std::vector<std::string> conditions) {
  return SearchSpace({{"a", Parameter::Kind::ordinal, {1, 2, 3, 8}, {}},
                      {"b", Parameter::Kind::ordinal, {0, 0.5, 4}, {}},
                      {"mode", Parameter::Kind::categorical, {}, {"slow", "fast"}}},
                     std::move(conditions));
}

double a_of(const Point& p) { return std::vector<double>{1, 2, 3, 8}[static_cast<std::size_t>(p[0])]; }
double b_of(const Point& p) { return std::vector<double>{0, 0.5, 4}[static_cast<std::size_t>(p[1])]; }
bool is_fast(const Point& p) { return p[2] == 1; }

// The language, each expression beside the same in C++.
TEST(Conditions, MeanWhatTheyMeanInC) {
  const std::pair<std::string, std::function<bool(double, double, bool)>> rows[] = {
      {"a + b * 2 >= 5", [](double a, double b, bool) { return a + b * 2 >= 5; }},
      {"(a + b) * 2 < 9", [](double a, double b, bool) { return (a + b) * 2 < 9; }},
      {"a - b - 1 > 0", [](double a, double b, bool) { return a - b - 1 > 0; }},
      {"a*-1 <= -2", [](double a, double, bool) { return a * -1 <= -2; }},
      {"b / a == 0.5", [](double a, double b, bool) { return b / a == 0.5; }},
      {"a % 2 != 0", [](double a, double, bool) { return std::fmod(a, 2) != 0; }},
      {"a <= ways && b > 0", [](double a, double b, bool) { return a <= 4 && b > 0; }},
      {"a == 1 || b == 4 && a > 2", [](double a, double b, bool) { return a == 1 || (b == 4 && a > 2); }},
      {"!(a > 2) || !b", [](double a, double b, bool) { return !(a > 2) || b == 0; }},
      {"min(a, 3, ways) + max(a, b) > abs(b - 8)",
       [](double a, double b, bool) {
         return std::min({a, 3.0, 4.0}) + std::max(a, b) > std::fabs(b - 8);
       }},
      {"floor(a / 2) == ceil(b)", [](double a, double b, bool) { return std::floor(a / 2) == std::ceil(b); }},
      {"b", [](double, double b, bool) { return b != 0; }},
      {"a > 2 ? b / (a - 2) < 1 : b == 0",  // computes one of the two
       [](double a, double b, bool) { return a > 2 ? b / (a - 2) < 1 : b == 0; }},
      {"mode == \"fast\"", [](double, double, bool fast) { return fast; }},
      {"mode != \"fast\" && node == \"7nm\"", [](double, double, bool fast) { return !fast; }},
      {"mode==\"slow\"||a<1e0*3", [](double a, double, bool fast) { return !fast || a < 3; }},
  };
  for (const auto& [text, expected] : rows) {
    const SearchSpace space = space_with({text});
    const SearchSpace restricted = restricted_by_conditions(space, kKnown, "s.json");
    int kept = 0;
    for (std::uint64_t n = 0; n < *space.size(); ++n) {
      const Point point = space.at(n);
      const bool is_kept = expected(a_of(point), b_of(point), is_fast(point));
      EXPECT_EQ(restricted.allows(point), is_kept) << text << " at " << n;
      kept += is_kept ? 1 : 0;
    }
    ASSERT_GT(kept, 0) << text;
    const Remaining remaining = remaining_points(space, kKnown, "s.json");
    EXPECT_TRUE(remaining.is_exact);
    EXPECT_NEAR(remaining.share, kept / 24.0, 1e-12) << text;
  }
}

TEST(Conditions, HoldInTheirOrderSoThatOneGuardsTheNext) {
  const SearchSpace guarded = space_with({"b > 0", "a / b > 3"});
  EXPECT_NO_THROW(remaining_points(guarded, kKnown, "s.json"));
  expect_contains(config_error([] { remaining_points(space_with({"a / b > 3"}), kKnown, "s.json"); }),
                  "s.json: require has \"a / b > 3\", which divides by zero where a is 1, b is 0");
}

TEST(Conditions, ThatDivideByZeroAreNotKeptThere) {
  const SearchSpace space = restricted_by_conditions(space_with({"a / b > 3"}), kKnown, "s.json");
  EXPECT_FALSE(space.allows({3, 0, 0}));
  EXPECT_TRUE(space.allows({3, 1, 0}));
}

TEST(Conditions, WithoutAnyLeaveTheSpaceAsItIs) {
  EXPECT_FALSE(restricted_by_conditions(space_with({}), kKnown, "s.json").is_restricted());
  EXPECT_EQ(remaining_points(space_with({}), kKnown, "s.json").share, 1);
}

// What conditions without a common parameter leave is a product; of too many combinations it is estimated.
TEST(RemainingPoints, IsExactOverManyPointsAndEstimatedOverManyConnectedOnes) {
  std::vector<Parameter> parameters;
  for (const char* name : {"p", "q", "r", "s", "t"}) {
    std::vector<double> values;
    for (int i = 0; i < 100; ++i) values.push_back(i);
    parameters.push_back({name, Parameter::Kind::ordinal, values, {}});
  }
  const Remaining product =
      remaining_points(SearchSpace(parameters, {"p < q", "r < 10", "s + t >= 0"}), {}, "s.json");
  EXPECT_TRUE(product.is_exact);
  EXPECT_NEAR(product.share, 99 * 50 / 1e4 * 0.1, 1e-12);
  const Remaining sampled =
      remaining_points(SearchSpace(parameters, {"p < q && r < s && t < 50"}), {}, "s.json");
  EXPECT_FALSE(sampled.is_exact);
  const double share = 0.495 * 0.495 * 0.5;
  EXPECT_NEAR(sampled.share, share, 5 * std::sqrt(share / (1 << 16)));
}

TEST(Conditions, ThatAreWrongAreNamedWithWhatIsAllowed) {
  const auto error_of = [](const std::string& text) {
    const std::string error = config_error([&] { remaining_points(space_with({text}), kKnown, "s.json"); });
    EXPECT_EQ(error.substr(0, 16), "s.json: require ") << text;
    EXPECT_EQ(error.find('\n'), std::string::npos);
    return error;
  };
  expect_contains(error_of("wys > 3"),
                  "names wys (did you mean ways?); must name parameters of the space or");
  expect_contains(error_of("a > wys"), "names wys (did you mean ways?)");
  expect_contains(error_of("a / zero > 1"), "divides by zero");
  expect_contains(error_of("1 / 0"), "divides by zero");
  expect_contains(error_of("a % (b - b) > 1"), "divides by zero where a is 1, b is 0");
  for (const char* broken : {"a >", "a > (b", "a b", "= 3", "a = 3", "a > 1)", "sin(a)", "a ^ 2", "\"",
                             "a, b", "()", "min()", "a >> 2", "a.b", "\x01", "a 'x'"}) {
    const std::string error = error_of(broken);
    EXPECT_NE(error.find("; must "), std::string::npos) << broken;
  }
  expect_contains(error_of("mode == \"fats\""), "compares with \"fats\" (did you mean fast?)");
  expect_contains(error_of("a > 8"), "leaves no point");
  expect_contains(error_of("zero"), "leaves no point");
  const std::string of_program =
      config_error([] { remaining_points(space_with({"ways > 3"}), json::object(), "s.json"); });
  EXPECT_EQ(of_program.substr(of_program.find("; must")), "; must name parameters of the space");
}

// Random spaces, each with conditions as texts and as functions of the values by parameter.
struct Problem {
  SearchSpace space;
  std::vector<std::function<bool(const std::vector<double>&)>> conditions;

  bool keeps(const Point& point) const {
    std::vector<double> values;
    for (std::size_t p = 0; p < point.size(); ++p) {
      const Parameter& parameter = space.parameters()[p];
      values.push_back(parameter.numbers.empty() ? point[p]
                                                 : parameter.numbers[static_cast<std::size_t>(point[p])]);
    }
    return std::all_of(conditions.begin(), conditions.end(), [&](const auto& c) { return c(values); });
  }
};

// Sizes like those of a chip: "size0" ..., of 2 to 6 powers of two; the last parameter is a node.
Problem random_problem(Generator& generator) {
  std::vector<Parameter> parameters;
  const int sizes = 2 + draw_index(generator, 3);
  for (int p = 0; p < sizes; ++p) {
    Parameter parameter{"size" + std::to_string(p), Parameter::Kind::ordinal, {}, {}};
    const int first = draw_index(generator, 4), count = 2 + draw_index(generator, 5);
    for (int i = 0; i < count; ++i) parameter.numbers.push_back(std::ldexp(1, first + i));
    parameters.push_back(parameter);
  }
  parameters.push_back({"technology", Parameter::Kind::categorical, {}, {"7nm", "16nm", "28nm"}});
  std::vector<std::string> texts;
  std::vector<std::function<bool(const std::vector<double>&)>> functions;
  for (int count = 1 + draw_index(generator, 3); count > 0; --count) {
    const auto i = static_cast<std::size_t>(draw_index(generator, sizes)),
               j = static_cast<std::size_t>(draw_index(generator, sizes));
    const std::string a = parameters[i].name, b = parameters[j].name;
    const double factor = std::ldexp(1, draw_index(generator, 5) - 2);
    const std::string number = json(factor).dump();
    switch (draw_index(generator, 4)) {
      case 0:
        texts.push_back(a + " <= " + number + " * " + b + " * ways");
        functions.push_back([=](const auto& v) { return v[i] <= factor * v[j] * 4; });
        break;
      case 1:
        texts.push_back(a + " % " + b + " == 0 || " + a + " >= ways");
        functions.push_back([=](const auto& v) { return std::fmod(v[i], v[j]) == 0 || v[i] >= 4; });
        break;
      case 2:
        texts.push_back("technology != \"28nm\" || " + a + " + " + b + " < 100");
        functions.push_back([=](const auto& v) { return v.back() != 2 || v[i] + v[j] < 100; });
        break;
      default:
        texts.push_back("max(" + a + ", " + b + ") / min(" + a + ", " + b + ") <= 16 * " + number);
        functions.push_back(
            [=](const auto& v) { return std::max(v[i], v[j]) / std::min(v[i], v[j]) <= 16 * factor; });
    }
  }
  return {SearchSpace(parameters, texts), functions};
}

TEST(Conditions, OfRandomSpacesAreKeptByEveryProposalOfEveryStrategy) {
  constexpr int kSpaces = 200, kTrials = 40, kBatch = 8;
  Generator generator(17);
  for (int s = 0; s < kSpaces;) {
    const Problem problem = random_problem(generator);
    std::size_t allowed = 0;
    for (std::uint64_t n = 0; n < *problem.space.size(); ++n)
      allowed += problem.keeps(problem.space.at(n)) ? 1 : 0;
    if (allowed == 0 || allowed == *problem.space.size()) continue;
    ++s;
    const Remaining remaining = remaining_points(problem.space, kKnown, "s.json");
    EXPECT_NEAR(remaining.share * static_cast<double>(*problem.space.size()), static_cast<double>(allowed),
                1e-6);
    const SearchSpace space = restricted_by_conditions(problem.space, kKnown, "s.json");
    for (const optimizers::Strategy& strategy : optimizers::strategies()) {
      optimizers::OptionValues options;  // so that it learns early
      if (strategy.name == "evolutionary") options["population"] = 8;
      const auto optimizer =
          optimizers::make_optimizer(strategy.name, space, static_cast<std::uint64_t>(s), options);
      std::size_t proposed = 0;
      while (proposed < kTrials) {
        std::vector<optimizers::Trial> trials;
        for (const Point& point : optimizer->ask(kBatch)) {
          ASSERT_TRUE(problem.keeps(point)) << strategy.name << " in space " << s;
          double reward = 1;
          for (const int index : point) reward += index;
          trials.push_back({static_cast<std::int64_t>(proposed++), point, reward < 12, reward, "test"});
        }
        if (trials.empty()) break;
        optimizer->tell(trials);
      }
      EXPECT_GE(proposed, std::min<std::size_t>(kTrials, allowed)) << strategy.name << " in space " << s;
    }
  }
}

}  // namespace
}  // namespace apollo::study
