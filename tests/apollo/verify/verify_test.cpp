#include "apollo/verify/verify.h"

#include <gtest/gtest.h>

#include "tests/files/error_of.h"

namespace apollo::verify {
namespace {

// Small random designs, all kinds of them.
Campaign small_campaign() {
  Campaign campaign;
  campaign.samples = 12;
  return campaign;
}

std::vector<Sample> samples_of(const Campaign& campaign, const std::atomic<bool>* stop = nullptr) {
  std::vector<Sample> samples;
  run(
      campaign, [&](const Sample& s) { samples.push_back(s); }, stop);
  return samples;
}

void expect_equal(const Sample& a, const Sample& b) {
  EXPECT_EQ(a.index, b.index);
  EXPECT_EQ(a.network, b.network);
  EXPECT_EQ(a.accelerator, b.accelerator);
  EXPECT_EQ(a.feasible, b.feasible);
  EXPECT_EQ(a.whole_network, b.whole_network);
  EXPECT_EQ(a.cycles, b.cycles);
  EXPECT_EQ(a.values, b.values);
  EXPECT_EQ(a.difference, b.difference);
}

TEST(Verify, ASampleSaysWhatWasDrawnAndComparesItsValues) {
  const Campaign campaign = small_campaign();
  const Design design = draw(campaign, 0);
  const Sample sample = run_sample(campaign, 0);
  EXPECT_EQ(sample.index, 0);
  EXPECT_EQ(sample.network, design.network.name);
  EXPECT_EQ(sample.accelerator, to_json_text(design.accelerator));
  EXPECT_EQ(sample.difference, "");
  ASSERT_TRUE(sample.feasible);
  EXPECT_GT(sample.cycles, 0);
  std::int64_t outputs = 0;
  for (const int t : design.network.outputs) outputs += design.network.tensors[t].shape.elements();
  EXPECT_GE(sample.values, outputs);
}

TEST(Verify, LargeNetworksAreNotComputed) {
  Campaign campaign = small_campaign();
  campaign.functional_macs = 0;
  const Sample sample = run_sample(campaign, 0);
  EXPECT_TRUE(sample.feasible);
  EXPECT_EQ(sample.values, 0);
}

TEST(Verify, ADesignWithoutAMappingIsNoDifference) {
  Campaign campaign = small_campaign();
  campaign.space = optimizers::SearchSpace(
      {{"instruction_memory_entries", optimizers::Parameter::Kind::ordinal, {1}, {}}});
  const Sample sample = run_sample(campaign, 0);
  EXPECT_FALSE(sample.feasible);
  EXPECT_EQ(sample.difference, "");
  EXPECT_EQ(sample.cycles, 0);
}

TEST(Verify, RunsAllSamplesInOrderWhateverTheJobs) {
  Campaign campaign = small_campaign();
  for (const int jobs : {1, 3}) {
    campaign.jobs = jobs;
    const auto samples = samples_of(campaign);
    ASSERT_EQ(samples.size(), 12U);
    for (std::size_t i = 0; i < samples.size(); ++i)
      expect_equal(samples[i], run_sample(campaign, static_cast<std::int64_t>(i)));
  }
}

TEST(Verify, RunsOneSampleAloneIfAskedTo) {
  Campaign campaign = small_campaign();
  campaign.only = 7;
  const auto samples = samples_of(campaign);
  ASSERT_EQ(samples.size(), 1U);
  expect_equal(samples[0], run_sample(campaign, 7));
}

TEST(Verify, StartsNothingOnceItIsToStop) {
  const std::atomic<bool> stop{true};
  EXPECT_TRUE(samples_of(small_campaign(), &stop).empty());
}

TEST(Verify, ACampaignWithoutDesignsIsAnErrorOfTheCall) {
  Campaign campaign = small_campaign();
  campaign.space = optimizers::SearchSpace({{"pes_x", optimizers::Parameter::Kind::ordinal, {1}, {}}});
  campaign.area_limit_mm2 = 1e-3;
  testing::expect_contains(testing::error_of([&] { samples_of(campaign); }), "area limit");
}

}  // namespace
}  // namespace apollo::verify
