#include "apollo/compiler/plan/relief.h"

#include <gtest/gtest.h>

#include "apollo/compiler/plan/op_mapping.h"
#include "apollo/compiler/plan/residency.h"
#include "tests/apollo/compiler/plan/chain.h"

namespace apollo::compiler::plan {
namespace {

using testing::chain;
using testing::cost;
using testing::Planning;

constexpr int kSize = 16, kChannels = 64, kKernel = 3;
constexpr std::int64_t kActivations = std::int64_t{kSize} * kSize * kChannels;  // bytes of a buffer

// One PE whose PE memory has so many bytes beside two buffers, and whose core memory holds a sixteenth of a
// layer's weights.
machine::Accelerator one_pe(std::int64_t bytes_left) {
  machine::Accelerator a;
  a.configuration.pes_x = a.configuration.pes_y = 1;
  a.configuration.pe_memory_bytes = 2 * kActivations + bytes_left;
  a.configuration.core_memory_bytes = std::int64_t{kKernel} * kKernel * kChannels * kChannels / 16;
  return a;
}

void map_all_on_chip(Planning* p) {
  start_buffers(p->problem(), &p->draft);
  p->draft.plan.ops.resize(p->network.ops.size());
  for (int op = 0; op < static_cast<int>(p->network.ops.size()); ++op)
    ASSERT_FALSE(map_op(p->problem(), op, &p->scratch, &p->draft)) << op;
}

int held_buffers(const Draft& draft) {
  int held = 0;
  for (const auto& buffer : draft.plan.buffers) held += buffer.on_chip;
  return held;
}

TEST(Relief, ABufferLeavesWhereItsRoomIsWorthMoreThanItsTraffic) {
  // The middle layer reads one buffer in place and writes the other. 1 KiB for partial sums is room for 256
  // of its 16384 results, so that its weights, which core memory does not hold, come 64 times: 64 x 36 KiB of
  // DRAM traffic. A buffer in DRAM costs 2 x 16 KiB.
  Planning p(chain(kSize, {kChannels, kChannels, kChannels}, kKernel), one_pe(1024));
  map_all_on_chip(&p);
  const double before = cost(p.draft);
  const int held = held_buffers(p.draft);
  relieve(p.problem(), &p.scratch, &p.draft);
  EXPECT_LT(held_buffers(p.draft), held);
  EXPECT_LT(cost(p.draft), before);
  for (std::size_t b = 0; b < p.draft.plan.buffers.size(); ++b)
    EXPECT_TRUE(p.draft.plan.buffers[b].on_chip || p.draft.plan.buffers[b].in_dram) << b;
}

TEST(Relief, NothingLeavesWhereThereIsRoom) {
  Planning p(chain(kSize, {kChannels, kChannels, kChannels}, kKernel), one_pe(1 << 20));
  map_all_on_chip(&p);
  const double before = cost(p.draft);
  const int held = held_buffers(p.draft);
  relieve(p.problem(), &p.scratch, &p.draft);
  EXPECT_EQ(held_buffers(p.draft), held);
  EXPECT_EQ(cost(p.draft), before);
}

}  // namespace
}  // namespace apollo::compiler::plan
