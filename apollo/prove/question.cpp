#include "apollo/prove/question.h"

#include "apollo/designs/reward_bound.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_object.h"

namespace apollo::prove {

using nlohmann::json;
using nlohmann::ordered_json;
using optimizers::Parameter;
using optimizers::Point;
using optimizers::SearchSpace;

namespace {

// Of study.json, what a proof has of its own.
constexpr const char* kSearchKeys[] = {"area_mode", "optimizer", "options", "seed", "trials", "proposals"};

}  // namespace

void check(const Question& question, const std::string& file) {
  const auto points = question.study.space.size();
  if (!points || *points > kMostPoints)
    throw files::ConfigError(file + ": has " + (points ? std::to_string(*points) : "over 2^64") +
                             " points; must have at most " + std::to_string(kMostPoints) + " for a proof");
  const designs::Criteria criteria = criteria_of(*question.study.own_scoring(), file);
  const std::string unbounded = designs::unbounded_objective(criteria);
  if (!unbounded.empty())
    throw files::ConfigError(file + ": objective is \"" + unbounded +
                             "\"; must be one that cycles and area decide, of which there is a bound");
}

ordered_json to_json(const Question& question) {
  ordered_json result = ordered_json::parse(to_json_text(question.study));
  for (const char* key : kSearchKeys) result.erase(key);
  result["slack"] = question.slack;
  if (question.incumbent)
    result["incumbent"] = study::configuration_of(question.study.space, *question.incumbent);
  return result;
}

Question parse_question(const json& given, const std::string& file) {
  json study = given;
  files::JsonObject root(given, file);
  Question question{study::StudySpec{SearchSpace({{"", Parameter::Kind::ordinal, {0}, {}}})}};
  question.slack = root.number("slack", 0, kMostSlack);
  const bool has_incumbent = root.has("incumbent");
  study.erase("slack");
  study.erase("incumbent");
  const json search = json::parse(to_json_text(question.study));
  for (const char* key : kSearchKeys) {
    if (study.contains(key)) root.fail(key, "left out");
    study[key] = search.at(key);
  }
  question.study = study::parse_study_spec(study.dump(), file);
  if (!question.study.own_scoring()) root.fail("evaluation", "apollo's own");
  if (has_incumbent) question.incumbent = point_of(question.study.space, given.at("incumbent"), file);
  check(question, file);
  return question;
}

Point point_of(const SearchSpace& space, const json& values, const std::string& file) {
  if (!values.is_object() || values.size() != space.parameters().size())
    throw files::ConfigError(file + ": " + files::printable(values.dump(), 60) +
                             " is no point of the space; must have a value of each parameter");
  Point point;
  for (const Parameter& parameter : space.parameters()) {
    const auto value = values.find(parameter.name);
    int index = 0;
    while (index < parameter.size() && value != values.end() && study::value_of(parameter, index) != *value)
      ++index;
    if (value == values.end() || index == parameter.size())
      throw files::ConfigError(file + ": " + parameter.name + " is " +
                               (value == values.end() ? "missing" : files::printable(value->dump(), 60)) +
                               "; must be one of the values that the space has of it");
    point.push_back(index);
  }
  return point;
}

}  // namespace apollo::prove
