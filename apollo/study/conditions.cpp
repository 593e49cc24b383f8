#include "apollo/study/conditions.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <vector>

#include "apollo/study/condition.h"
#include "files/config_error.h"
#include "optimizers/draw.h"

namespace apollo::study {
namespace {

using optimizers::Point;
using optimizers::SearchSpace;

constexpr double kMostListed = 1 << 18;  // combinations of values
constexpr int kSampled = 1 << 16;        // points, where there are more

// All conditions of a space.
class Conditions {
 public:
  Conditions(const SearchSpace& space, const nlohmann::json& known, const std::string& file)
      : space_(space), vocabulary_(space, known) {
    for (const std::string& text : space.conditions())
      list_.push_back(std::make_unique<Condition>(text, space_, vocabulary_, file));
  }

  const SearchSpace& space() const { return space_; }
  const std::vector<std::unique_ptr<Condition>>& list() const { return list_; }

  // Thread-safe.
  bool are_kept(const Point& point) {
    const std::lock_guard<std::mutex> guard(mutex_);
    return std::all_of(list_.begin(), list_.end(),
                       [&](const auto& condition) { return condition->is_kept(point); });
  }

 private:
  const SearchSpace space_;
  const Vocabulary vocabulary_;
  std::vector<std::unique_ptr<Condition>> list_;
  std::mutex mutex_;
};

// Conditions that no chain of common parameters connects with others, and these parameters.
struct Group {
  std::vector<std::size_t> parameters;
  std::vector<Condition*> conditions;  // in their order
};

std::vector<Group> groups_of(const Conditions& conditions) {
  const std::size_t parameters = conditions.space().parameters().size();
  std::vector<std::size_t> group_of(parameters);
  std::iota(group_of.begin(), group_of.end(), 0);
  for (const auto& condition : conditions.list()) {
    for (const std::size_t p : condition->parameters()) {
      const std::size_t from = group_of[p], to = group_of[condition->parameters()[0]];
      std::replace(group_of.begin(), group_of.end(), from, to);
    }
  }
  std::map<std::size_t, Group> groups;
  for (const auto& condition : conditions.list()) {
    const bool is_constant = condition->parameters().empty();
    groups[is_constant ? parameters : group_of[condition->parameters()[0]]].conditions.push_back(
        condition.get());
  }
  std::vector<Group> result;
  for (auto& [number, group] : groups) {
    for (std::size_t p = 0; p < parameters; ++p)
      if (group_of[p] == number) group.parameters.push_back(p);
    result.push_back(std::move(group));
  }
  return result;
}

// Of the combinations of the group's parameters.
Remaining remaining_of(const Group& group, const SearchSpace& space) {
  double combinations = 1;
  for (const std::size_t p : group.parameters) combinations *= space.parameters()[p].size();
  const bool is_exact = combinations <= kMostListed;
  const int count = is_exact ? static_cast<int>(combinations) : kSampled;
  optimizers::Generator generator(1);
  Point point(space.parameters().size(), 0);
  int kept = 0;
  for (int i = 0; i < count; ++i) {
    int rest = i;
    for (const std::size_t p : group.parameters) {
      const int size = space.parameters()[p].size();
      point[p] = is_exact ? rest % size : optimizers::draw_index(generator, size);
      rest /= size;
    }
    const bool is_kept =
        std::all_of(group.conditions.begin(), group.conditions.end(),
                    [&](Condition* condition) { return condition->is_kept_and_defined(point); });
    kept += is_kept ? 1 : 0;
  }
  return {static_cast<double>(kept) / count, is_exact};
}

}  // namespace

SearchSpace restricted_by_conditions(const SearchSpace& space, const nlohmann::json& known,
                                     const std::string& file) {
  if (space.conditions().empty()) return space;
  const auto conditions = std::make_shared<Conditions>(space, known, file);
  return space.restricted_to([conditions](const Point& point) { return conditions->are_kept(point); });
}

Remaining remaining_points(const SearchSpace& space, const nlohmann::json& known, const std::string& file) {
  const Conditions conditions(space, known, file);
  Remaining result;
  for (const Group& group : groups_of(conditions)) {
    const Remaining of_group = remaining_of(group, space);
    if (of_group.share == 0 && of_group.is_exact)
      throw files::ConfigError(file + ": require leaves no point of the space; must leave one");
    result.share *= of_group.share;
    result.is_exact = result.is_exact && of_group.is_exact;
  }
  return result;
}

}  // namespace apollo::study
