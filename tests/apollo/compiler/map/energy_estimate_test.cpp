#include "apollo/compiler/map/energy_estimate.h"

#include <gtest/gtest.h>

#include "apollo/compiler/map/estimate.h"
#include "tests/apollo/compiler/small_op.h"

namespace apollo::compiler::map {
namespace {

using program::Dim;

class EnergyEstimate : public ::testing::Test {
 protected:
  EnergyEstimate() {
    accelerator_.configuration = {1, 1, 1 << 20, 1, 1 << 20, 4, 2048, 512, 512, 10.0};
    context_.input_buffer_channels = op_.C;
    context_.output_buffer_channels = op_.K;
    context_.free = {1 << 20, 1 << 20, 1 << 20, 1 << 20};
    mapping_.lanes_k = 4;
    prices_.of_energy = true;
  }

  double cost() const { return estimate(op_, context_, accelerator_, mapping_, prices_)->cost; }

  // 4 x 4 outputs of 8 channels from 4, 3 x 3: two vectors of 4 lanes for each position, 9 steps each.
  const program::Op op_ = testing::convolution(4, 3, 4, 8);
  const int vectors_ = 4 * 4 * 2, steps_ = 9;
  machine::Accelerator accelerator_;
  OpContext context_;
  program::Mapping mapping_ = testing::one_tile(op_);
  Prices prices_;
};

TEST_F(EnergyEstimate, OfMacsIsThatOfTheirNumber) {
  prices_.picojoules.multiplication = 3;
  EXPECT_DOUBLE_EQ(cost(), 3.0 * 4 * 4 * 8 * 4 * 9);
}

TEST_F(EnergyEstimate, OfOperandsIsThatOfTheBytesOfEachStep) {
  prices_.picojoules.core_read_byte = 1;
  EXPECT_DOUBLE_EQ(cost(), vectors_ * steps_ * 4 * 4) << "4 lanes of 4 ways have weights of their own";
  prices_.picojoules = {};
  prices_.picojoules.pe_read_byte = 1;
  // The output bus reads what is stored.
  EXPECT_DOUBLE_EQ(cost(), vectors_ * steps_ * 4 + 4 * 4 * 8) << "all lanes have the same 4 inputs";
}

TEST_F(EnergyEstimate, OfPartialSumsIsThatOfTheirTrips) {
  accelerator_.constants.mac_ways = 2;
  prices_.picojoules.pe_write_byte = 1;
  const double in_one = cost();
  mapping_.tile_c = 2;
  EXPECT_DOUBLE_EQ(cost() - in_one, vectors_ * 4 * 4) << "4 sums of 4 bytes, written once more";
}

TEST_F(EnergyEstimate, OfDramIsThatOfItsBytes) {
  prices_.picojoules.dram_byte = 1;
  const double input = 6 * 6 * 4, output = 4 * 4 * 8, weights = 9 * 4 * 8 + 4 * 8;
  EXPECT_GE(cost(), input + output + weights);
  EXPECT_LE(cost(), input + output + weights + accelerator_.constants.dram_burst_bytes);
}

TEST_F(EnergyEstimate, OfShortRunsIsThatOfWholeBursts) {
  accelerator_.constants.dram_burst_bytes = 4;
  prices_.picojoules.dram_byte = 1;
  const double whole = cost();
  mapping_.tile_k = 5;  // runs of 5 and of 3 channels, 8 and 4 bytes; weights of two tiles, half a burst each
  EXPECT_DOUBLE_EQ(cost() - whole, 4 * 4 * (8 + 4 - 8) + 0.5 * 4);
}

TEST_F(EnergyEstimate, OfWeightsForManyPesIsThatOfEachCopy) {
  prices_.picojoules.core_write_byte = 1;
  const double one = cost();
  accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
  mapping_.rows = Dim::y;
  mapping_.columns = Dim::x;
  EXPECT_DOUBLE_EQ(cost(), 4 * one);
  mapping_.rows = mapping_.columns = Dim::k;
  mapping_.lanes_k = 2;
  EXPECT_DOUBLE_EQ(cost(), one) << "a quarter for each";
}

TEST_F(EnergyEstimate, KnowsHowManyCoresShareWeights) {
  accelerator_.configuration.pes_x = accelerator_.configuration.pes_y = 2;
  accelerator_.configuration.cores_per_pe = 2;
  const EnergyModel energies(op_, context_, accelerator_, prices_.picojoules);
  const auto copies = [&](Dim rows, Dim columns, Dim cores) {
    mapping_.rows = rows;
    mapping_.columns = columns;
    mapping_.cores = cores;
    return energies.copies_of_weights(program::Tiling(op_, mapping_, accelerator_));
  };
  EXPECT_EQ(copies(Dim::y, Dim::x, Dim::k), 4);
  EXPECT_EQ(copies(Dim::y, Dim::k, Dim::x), 4);
  EXPECT_EQ(copies(Dim::k, Dim::k, Dim::k), 1);
}

TEST_F(EnergyEstimate, IsBoundedByThatOfTheSplit) {
  prices_.picojoules.multiplication = prices_.picojoules.core_read_byte = prices_.picojoules.dram_byte = 1;
  const EnergyModel energies(op_, context_, accelerator_, prices_.picojoules);
  const double bound = energies.least(program::Tiling(op_, mapping_, accelerator_), 0);
  EXPECT_GE(cost(), bound);
  mapping_.tile_y = mapping_.tile_c = 1;
  EXPECT_GE(cost(), bound);
}

TEST_F(EnergyEstimate, OfTimeIsThePriceOfACycle) {
  prices_.picojoules.cycle = 2;
  EXPECT_DOUBLE_EQ(cost(), 2 * estimate(op_, context_, accelerator_, mapping_)->cycles);
}

}  // namespace
}  // namespace apollo::compiler::map
