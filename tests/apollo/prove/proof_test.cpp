#include "apollo/prove/proof.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "apollo/prove/check.h"
#include "files/json_file.h"
#include "tests/apollo/prove/small_question.h"
#include "tests/files/error_of.h"
#include "tests/files/scratch.h"

namespace apollo::prove {
namespace {

using namespace testing;

Certificate proof_of(const SmallQuestion& small, const std::string& folder, int jobs = 1) {
  Proof proof(folder, small.question, small.designs(), Proof::Mode::create);
  ProofOptions options;
  options.jobs = jobs;
  return *proof.run(options);
}

std::string certificate_text(const std::string& folder) {
  return files::read_text_file(folder + "/certificate.jsonl");
}

TEST(Proof, FindsTheBestOfExhaustiveEvaluation) {
  std::uint64_t evaluated = 0, points = 0, partial = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const Scratch scratch;
    SmallQuestion small(random_space(seed), 2);
    const std::vector<double> rewards = small.all_rewards();
    const double best = *std::max_element(rewards.begin(), rewards.end());
    const Certificate certificate = proof_of(small, scratch / "proof");
    EXPECT_TRUE(certificate.proved());
    EXPECT_EQ(certificate.best_reward(), best);
    EXPECT_EQ(certificate.most, best);
    EXPECT_EQ(certificate.best.has_value(), best > 0);
    EXPECT_EQ(certificate.counts.points(), rewards.size());
    EXPECT_EQ(certificate.counts.open, 0U);
    EXPECT_TRUE(check_certificate(read_certificate(scratch / "proof" + "/certificate.jsonl"), small.designs(),
                                  "certificate", {}));
    evaluated += certificate.counts.evaluated;
    partial += certificate.counts.partial;
    points += rewards.size();
  }
  EXPECT_LT(evaluated + partial, points / 3);
  EXPECT_GT(partial, 0U);
}

TEST(Proof, DependsNeitherOnJobsNorOnAnIncumbentThatIsGiven) {
  const Scratch scratch;
  SmallQuestion small(wide_space());
  const Certificate one = proof_of(small, scratch / "one", 1), two = proof_of(small, scratch / "two", 2);
  EXPECT_EQ(certificate_text(scratch / "one"), certificate_text(scratch / "two"));
  small.question.incumbent = one.points[*one.best].point;
  const Certificate known = proof_of(small, scratch / "known");
  EXPECT_EQ(known.best_reward(), one.best_reward());
  EXPECT_LE(known.counts.evaluated, one.counts.evaluated);
}

TEST(Proof, GoesOnWhereItWasStopped) {
  const Scratch scratch;
  const SmallQuestion small(wide_space());
  const std::string whole = scratch / "whole", parts = scratch / "parts";
  const Certificate unbroken = proof_of(small, whole);
  ASSERT_GT(unbroken.points.size(), 64U);
  int runs = 0;
  for (bool proved = false; !proved; ++runs) {
    ASSERT_LT(runs, 100);
    std::atomic<bool> stop{false};
    ProofOptions options;
    options.stop = &stop;
    options.observer = [&](const ProofProgress& p) {
      if (p.groups < p.all_groups) return;
      // One batch further than the run before it.
      stop = stop || p.evaluated >= static_cast<std::uint64_t>(32 * (runs + 1));
    };
    Proof proof(parts, small.question, small.designs(), Proof::Mode::resume);
    const auto certificate = proof.run(options);
    ASSERT_TRUE(certificate);
    proved = certificate->proved();
    if (!proved) {
      EXPECT_GT(certificate->most, certificate->best_reward());
    }
    EXPECT_GE(certificate->most, unbroken.best_reward());
    EXPECT_TRUE(check_certificate(*certificate, small.designs(), "certificate", {}));
  }
  EXPECT_GT(runs, 2);
  EXPECT_EQ(certificate_text(parts), certificate_text(whole));
}

TEST(Proof, StopsEarlierWithSlack) {
  const Scratch scratch;
  SmallQuestion small(wide_space());
  const Certificate exact = proof_of(small, scratch / "exact");
  small.question.slack = 0.2;
  const Certificate rough = proof_of(small, scratch / "rough");
  EXPECT_TRUE(rough.proved());
  EXPECT_GE(rough.most, exact.best_reward());
  EXPECT_GE(rough.best_reward() * 1.2, exact.best_reward());
  EXPECT_LT(rough.points.size(), exact.points.size());
  EXPECT_TRUE(check_certificate(rough, small.designs(), "certificate", {}));
}

TEST(Proof, SaysThatNothingIsFeasible) {
  const Scratch scratch;
  const SmallQuestion small(random_space(2), 0.1);
  const Certificate certificate = proof_of(small, scratch / "proof");
  EXPECT_FALSE(certificate.best);
  EXPECT_TRUE(certificate.proved());
  EXPECT_EQ(certificate.counts.area, certificate.counts.points());
  EXPECT_FALSE(std::filesystem::exists(scratch / "proof" + "/best.json"));
}

TEST(Proof, KeepsAFolderToItsQuestion) {
  const Scratch scratch;
  const SmallQuestion small(random_space(1)), other(random_space(2));
  proof_of(small, scratch / "proof");
  const auto open = [&](const SmallQuestion& q, Proof::Mode mode) {
    return config_error([&] { Proof(scratch / "proof", q.question, q.designs(), mode); });
  };
  expect_contains(open(small, Proof::Mode::create), "holds a proof already");
  expect_contains(open(other, Proof::Mode::resume), "another question");
  EXPECT_EQ(open(small, Proof::Mode::resume), "");
  expect_contains(config_error([&] { read_question(scratch / "none"); }), "holds no proof");
}

TEST(Proof, RefusesAnIncumbentThatIsInfeasible) {
  const Scratch scratch;
  SmallQuestion small(random_space(1));
  small.question.incumbent = optimizers::Point(small.question.study.space.parameters().size(), 0);
  small.question.study.constraints.area_mm2 = 0.01;
  expect_contains(
      config_error([&] { Proof(scratch / "proof", small.question, small.designs(), Proof::Mode::create); }),
      "the incumbent cannot run the networks (area)");
  EXPECT_FALSE(std::filesystem::exists(scratch / "proof"));
}

}  // namespace
}  // namespace apollo::prove
