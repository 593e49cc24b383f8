#pragma once
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "optimizers/search_space.h"

namespace apollo::study {

// What the names and texts in the conditions of a space stand for, as numbers.
struct Vocabulary {
  // Of the space's parameters and what else is `known`: {name: number or text}. A parameter comes before what
  // is known by its name.
  Vocabulary(const optimizers::SearchSpace& space, const nlohmann::json& known);

  std::map<std::string, double> texts;      // each has a number that no parameter has as a value
  std::map<std::string, double> known;      // names that are no parameters
  std::vector<std::vector<double>> values;  // by parameter and index of its value
  std::vector<std::string> names;           // all, parameters first
};

// One condition (conditions.h), read. For one thread at a time.
class Condition {
 public:
  // The others have to outlive it. ConfigError that names `file` if it cannot be read, or names something
  // unknown.
  Condition(const std::string& text, const optimizers::SearchSpace& space, const Vocabulary& vocabulary,
            const std::string& file);
  ~Condition();

  // Those that it depends on, ascending.
  const std::vector<std::size_t>& parameters() const { return parameters_; }

  // Whether a point of the space's product keeps it; false if it divides by zero there.
  bool is_kept(const optimizers::Point& point);
  // Likewise, but ConfigError if it divides by zero.
  bool is_kept_and_defined(const optimizers::Point& point);

 private:
  void use(const optimizers::Point& point);
  std::string without_texts() const;
  [[noreturn]] void fail(const std::string& what) const;
  [[noreturn]] void fail_to_name(const std::string& name) const;

  std::string text_, file_;
  const optimizers::SearchSpace& space_;
  const Vocabulary& vocabulary_;
  std::vector<double> inputs_;  // by parameter: what the parser reads
  std::vector<std::size_t> parameters_;
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace apollo::study
