#include "apollo/compiler/map/member_hash.h"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "apollo/compiler/map/op_context.h"

namespace apollo::compiler::map {
namespace {

TEST(MemberHash, EveryMemberOfAnOpContextCounts) {
  const std::vector<std::function<void(OpContext*)>> changes{
      [](OpContext* c) { c->input_staged = false; },
      [](OpContext* c) { c->operand2_staged = true; },
      [](OpContext* c) { c->output_staged = false; },
      [](OpContext* c) { c->output_stored = false; },
      [](OpContext* c) { c->weights_pinned = true; },
      [](OpContext* c) { c->weights_kept = true; },
      [](OpContext* c) { c->exchange_bytes = 1; },
      [](OpContext* c) { c->input_buffer_channels = 1; },
      [](OpContext* c) { c->output_buffer_channels = 1; },
      [](OpContext* c) { c->free.core = 1; },
      [](OpContext* c) { c->free.parameter = 1; },
      [](OpContext* c) { c->free.activation = 1; },
      [](OpContext* c) { c->free.pe = 1; },
      [](OpContext* c) { c->cycles_per_entry = 1; }};
  EXPECT_EQ(changes.size(), std::tuple_size_v<decltype(OpContext().members())>);
  const OpContext plain;
  EXPECT_EQ(MemberHash()(plain), MemberHash()(OpContext()));
  for (std::size_t i = 0; i < changes.size(); ++i) {
    OpContext changed;
    changes[i](&changed);
    EXPECT_FALSE(changed == plain) << i;
    EXPECT_NE(MemberHash()(changed), MemberHash()(plain)) << i;
  }
}

}  // namespace
}  // namespace apollo::compiler::map
