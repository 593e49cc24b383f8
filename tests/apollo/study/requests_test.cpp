#include "apollo/study/requests.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "apollo/study/outcome_json.h"
#include "processes/line_process.h"
#include "simulator/machine/baselines.h"
#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using namespace testing;
using nlohmann::json;

// The reward is pes_x of the design that was asked for.
Outcome score(const designs::Design& design) {
  Outcome outcome;
  outcome.feasible = true;
  outcome.reward = design.accelerator.configuration.pes_x;
  return outcome;
}

struct Answers {
  std::vector<json> lines;
  bool all_good = false;
};

Answers answers_to(const std::string& requests) {
  std::istringstream in(requests);
  std::ostringstream out;
  Answers answers;
  answers.all_good = answer_requests(in, out, {machine::edge_baseline(), {}}, score);
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) answers.lines.push_back(json::parse(line));
  return answers;
}

std::string error_of_request(const std::string& request) {
  const Answers answers = answers_to(request + "\n");
  EXPECT_FALSE(answers.all_good) << request;
  EXPECT_EQ(answers.lines.size(), 1U) << request;
  return answers.lines.empty() ? "" : answers.lines[0].value("error", "");
}

TEST(Requests, AreAnsweredOneByOneWithTheirIds) {
  const Answers answers = answers_to(R"({"id": 1, "configuration": {"pes_x": 2}}
{"configuration": {"pes_x": 7}, "id": "b"}
)");
  EXPECT_TRUE(answers.all_good);
  ASSERT_EQ(answers.lines.size(), 2U);
  machine::Accelerator two = machine::edge_baseline();
  two.configuration.pes_x = 2;
  json expected = to_json(score({two, {}}));
  expected["id"] = 1;
  EXPECT_EQ(answers.lines[0], expected);
  EXPECT_EQ(answers.lines[1].at("id"), "b");
  EXPECT_EQ(answers.lines[1].at("reward"), 7);
}

TEST(Requests, HaveTheBaselinesValuesWhereTheySayNothing) {
  const Answers answers = answers_to("{\"id\": 1, \"configuration\": {}}\n");
  EXPECT_TRUE(answers.all_good);
  EXPECT_EQ(answers.lines.at(0).at("reward"), machine::edge_baseline().configuration.pes_x);
}

TEST(Requests, MayEndWithoutANewline) {
  EXPECT_EQ(answers_to(R"({"id": 1, "configuration": {"pes_x": 3}})").lines.at(0).at("reward"), 3);
  EXPECT_TRUE(answers_to("").lines.empty());
}

TEST(Requests, ThatAreBadAreAnsweredByAnErrorAndTheNextAsEver) {
  const Answers answers = answers_to(R"({"id": 1, "configuration": {"pes_x": 0}}
{"id": 2, "configuration": {"pes_x": 5}}
)");
  EXPECT_FALSE(answers.all_good);
  ASSERT_EQ(answers.lines.size(), 2U);
  EXPECT_EQ(answers.lines[0].at("id"), 1);
  expect_contains(answers.lines[0].at("error"), "pes_x");
  EXPECT_FALSE(answers.lines[0].contains("reward"));
  EXPECT_EQ(answers.lines[1].at("reward"), 5);
}

TEST(Requests, ErrorsNameWhatIsWrong) {
  expect_contains(error_of_request("no JSON"), "request");
  expect_contains(error_of_request(R"({"configuration": {}})"), "id");
  expect_contains(error_of_request(R"({"id": 1.5, "configuration": {}})"), "an integer or a text");
  expect_contains(error_of_request(R"({"id": 1})"), "configuration");
  expect_contains(error_of_request(R"({"id": 1, "configuration": 3})"), "configuration");
  expect_contains(error_of_request(R"({"id": 1, "configuration": {"pes_z": 1}})"), "pes_z");
  expect_contains(error_of_request(R"({"id": 1, "configuration": {}, "constraints": 1})"), "constraints");
}

TEST(Requests, ThatAreTooLongAreRefusedAndTheirRestPassedOver) {
  const std::size_t longest = processes::LineProcess::kLongestLine;
  const Answers answers =
      answers_to(std::string(3 * longest, ' ') + "\n" + R"({"id": 1, "configuration": {"pes_x": 4}})" + "\n");
  EXPECT_FALSE(answers.all_good);
  ASSERT_EQ(answers.lines.size(), 2U);
  expect_contains(answers.lines[0].at("error"), std::to_string(longest));
  EXPECT_EQ(answers.lines[1].at("reward"), 4);
}

TEST(Requests, AnAnswerThatCannotBeWrittenIsAnError) {
  std::istringstream in("{\"id\": 1, \"configuration\": {}}\n");
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  expect_contains(error_of([&] {
                    answer_requests(in, out, {machine::edge_baseline(), {}}, score);
                  }),
                  "standard output");
}

}  // namespace
}  // namespace apollo::study
