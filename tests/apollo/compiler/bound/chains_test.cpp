#include "apollo/compiler/bound/chains.h"

#include <gtest/gtest.h>

#include "apollo/compiler/lower/slices.h"
#include "workloads/network_builder.h"
#include "workloads/zoo/builtin.h"

namespace apollo::compiler::bound {
namespace {

using workloads::Layer;
using workloads::LayerType;
using workloads::NetworkBuilder;

int convolution(NetworkBuilder& b, int input, int channels) {
  Layer layer = layer_of(LayerType::convolution, {input});
  layer.channels = channels;
  return b.add(layer);
}

TEST(CertainStarts, AreWhereNoChainMayBegin) {
  // Op 0 is added to op `n`, so that no chain of up to 16 ops has both; the others may all be in chains.
  for (const int between : {5, 15, 16, 20}) {
    NetworkBuilder b("skip");
    const int first = convolution(b, b.input("x", {4, 4, 8}), 8);
    int tensor = first;
    for (int i = 0; i < between; ++i) tensor = convolution(b, tensor, 8);
    const int sum = b.add(layer_of(LayerType::add, {tensor, first}));
    const lower::LoweredNetwork network = lower::lower(b.finish({convolution(b, sum, 8)}));
    const std::size_t ops = network.ops.size();  // the addition fuses
    ASSERT_EQ(ops, static_cast<std::size_t>(between) + 2);
    const std::vector<std::size_t> starts = certain_starts(network);
    const bool apart = between >= lower::kLongestChain;
    EXPECT_EQ(starts, apart ? (std::vector<std::size_t>{0, 1, ops}) : (std::vector<std::size_t>{0, ops}))
        << between;
  }
}

TEST(CertainStarts, AreThoseOfStepsOfARecurrentLayer) {
  const lower::LoweredNetwork network = lower::lower(zoo::builtin_network("crnn"));
  const std::vector<std::size_t> starts = certain_starts(network);
  const std::vector<std::int64_t> weights = stretch_weights(network, starts);
  ASSERT_EQ(weights.size() + 1, starts.size());
  int recurrent = 0;  // ops with weights that another one has, too, each in a stretch of its own
  std::int64_t all = 0;
  for (std::size_t k = 0; k + 1 < starts.size(); ++k) {
    ASSERT_LT(starts[k], starts[k + 1]);
    all += weights[k];
    for (std::size_t i = starts[k]; i < starts[k + 1]; ++i)
      recurrent += network.ops[i].name.find("recurrent_gates") != std::string::npos ? 1 : 0;
  }
  EXPECT_GT(recurrent, 40);
  std::int64_t once = 0;
  for (const std::int64_t bytes : last_weights(network)) once += bytes;
  EXPECT_GT(all, 2 * once);
}

TEST(LastWeights, AreOfEachSetTheLastUse) {
  const lower::LoweredNetwork network = lower::lower(zoo::builtin_network("mobilenet_v2"));
  const std::vector<std::int64_t> bytes = last_weights(network);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const program::Op& op = network.ops[i];
    EXPECT_EQ(bytes[i], op.parameter_layer < 0 ? 0 : op.weight_bytes(op.G, op.K, op.C, true)) << op.name;
  }
}

TEST(CutsOf, KnowsWhatTheLastOpOfAChainMayHave) {
  NetworkBuilder b("strips");
  Layer pool = layer_of(LayerType::global_average_pool, {convolution(b, b.input("x", {6, 6, 8}), 8)});
  const lower::LoweredNetwork network = lower::lower(b.finish({b.add(pool)}));
  ASSERT_EQ(network.ops.size(), 2U);
  EXPECT_TRUE(cuts_of(network, 0).rows);  // as the last op of a chain itself
  EXPECT_FALSE(cuts_of(network, 0).columns);
  EXPECT_FALSE(cuts_of(network, 0).groups);  // it has weights
  EXPECT_FALSE(cuts_of(network, 1).rows);    // it makes one position
}

}  // namespace
}  // namespace apollo::compiler::bound
