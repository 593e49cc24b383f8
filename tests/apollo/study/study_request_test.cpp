#include "apollo/study/study_request.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::study {
namespace {

using apollo::testing::error_of;
using nlohmann::json;

const json kRequestSpace = {{"parameters", {{{"name", "pes_x"}, {"values", {1, 2}}}}}};

StudyRequest request_of(const json& arguments) {
  return parse_study_request(files::JsonObject(arguments, "call"));
}

json with(json arguments, const json& more) {
  arguments.update(more);
  return arguments;
}

const json kLeast = {{"space", kRequestSpace}, {"workloads", {"mobilenet_v2"}}, {"trials", 2}};

TEST(StudyRequest, HasTheDefaultsOfASpec) {
  const StudyRequest request = request_of(kLeast);
  const StudySpec defaults{request.spec.space};
  EXPECT_EQ(request.networks.size(), 1U);
  EXPECT_EQ(request.spec.trials, 2);
  EXPECT_EQ(request.spec.optimizer, defaults.optimizer);
  EXPECT_EQ(request.spec.seed, defaults.seed);
  EXPECT_EQ(request.spec.proposals, defaults.proposals);
  EXPECT_EQ(request.spec.lag, 0);
  EXPECT_EQ(request.spec.area_mode, AreaMode::blackbox);
}

TEST(StudyRequest, IsOfANamedSpaceToo) {
  EXPECT_EQ(request_of(with(kLeast, {{"space", "apollo"}})).spec.space.dimensions(), 10);
}

TEST(StudyRequest, IsOfAProgramWithoutNetworks) {
  const StudyRequest request = request_of(
      {{"space", kRequestSpace}, {"trials", 2}, {"evaluator", "exec:true"}, {"on_failure", "stop"}});
  ASSERT_TRUE(request.spec.exec_scoring());
  EXPECT_EQ(request.spec.exec_scoring()->command, "true");
  EXPECT_EQ(to_text(request.spec.exec_scoring()->on_failure), "stop");
  EXPECT_TRUE(request.networks.empty());
}

TEST(StudyRequest, NamesWhatIsWrong) {
  for (const auto& [more, said] :
       std::vector<std::pair<json, std::string>>{{{{"trials", 0}}, "trials is 0"},
                                                 {{{"optimizer", "radnom"}}, "did you mean random"},
                                                 {{{"options", {{"x", 1}}}}, "x"},
                                                 {{{"seed", -1}}, "seed is -1"},
                                                 {{{"lag", -1}}, "lag is -1"},
                                                 {{{"area_mode", "known"}}, "area_mode is \"known\""},
                                                 {{{"constraints", {{"area_mm2", 0}}}}, "area_mm2 is 0"},
                                                 {{{"more", 1}}, "more"},
                                                 {{{"space", 5}}, "space"},
                                                 {{{"evaluator", "exec:true"}}, "workloads"}}) {
    const std::string message = error_of([&, &more = more] { request_of(with(kLeast, more)); });
    EXPECT_NE(message.find(said), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace apollo::study
