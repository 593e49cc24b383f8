#include <gtest/gtest.h>

#include "apollo/compiler/compiler.h"
#include "simulator/machine/random_accelerator.h"
#include "tests/workloads/small_network.h"
#include "workloads/random/layer.h"
#include "workloads/zoo/builtin.h"

// What a compiler has compiled before changes nothing but the time.
namespace apollo::compiler {
namespace {

using machine::Accelerator;
using program::Instruction;
using program::Program;
using workloads::Network;

// Every field of an instruction.
std::vector<std::int64_t> fields(const Instruction& i) {
  std::vector<std::int64_t> out{static_cast<int>(i.opcode),
                                static_cast<int>(i.operand),
                                i.op,
                                i.tile.y,
                                i.tile.x,
                                i.tile.g,
                                i.tile.k,
                                i.tile.c,
                                i.stream_begin,
                                i.bytes,
                                i.dram_bytes,
                                i.staging_address,
                                i.memory_address,
                                i.psum_in,
                                i.psum_out,
                                i.input_address,
                                i.operand2_address,
                                i.output_address,
                                i.psum_address,
                                i.weight_address};
  out.insert(out.end(), i.wait.begin(), i.wait.end());
  return out;
}

void expect_same(const std::vector<Instruction>& a, const std::vector<Instruction>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) ASSERT_EQ(fields(a[i]), fields(b[i])) << "instruction " << i;
}

void expect_same(const Program& a, const Program& b) {
  expect_same(a.preload, b.preload);
  expect_same(a.instructions, b.instructions);
  EXPECT_EQ(a.dram_bytes, b.dram_bytes);
  ASSERT_EQ(a.ops.size(), b.ops.size());
  for (std::size_t i = 0; i < a.ops.size(); ++i) {
    EXPECT_TRUE(a.ops[i].nest.tiling.mapping == b.ops[i].nest.tiling.mapping) << a.ops[i].op().name;
    EXPECT_EQ(a.ops[i].input_in_place, b.ops[i].input_in_place);
    EXPECT_EQ(a.ops[i].operand2_in_place, b.ops[i].operand2_in_place);
    EXPECT_EQ(a.ops[i].output_in_place, b.ops[i].output_in_place);
    EXPECT_EQ(a.ops[i].pinned_tiles, b.ops[i].pinned_tiles);
    EXPECT_EQ(a.ops[i].kept_tiles, b.ops[i].kept_tiles);
    EXPECT_EQ(a.ops[i].local, b.ops[i].local);
    EXPECT_EQ(a.ops[i].weights_dram_address, b.ops[i].weights_dram_address);
  }
  ASSERT_EQ(a.buffers.size(), b.buffers.size());
  for (std::size_t i = 0; i < a.buffers.size(); ++i) {
    EXPECT_EQ(a.buffers[i].on_chip, b.buffers[i].on_chip);
    EXPECT_EQ(a.buffers[i].in_dram, b.buffers[i].in_dram);
    EXPECT_EQ(a.buffers[i].dram_address, b.buffers[i].dram_address);
    EXPECT_TRUE(a.buffers[i].hold == b.buffers[i].hold);
    EXPECT_EQ(a.buffers[i].pe_address, b.buffers[i].pe_address);
  }
}

// As a compiler compiles that has done nothing before.
void expect_as_fresh(Compiler* compiler, const Network& network, const Accelerator& accelerator) {
  Compiler fresh(network);
  const auto expected = fresh.compile(accelerator), found = compiler->compile(accelerator);
  ASSERT_EQ(found.index(), expected.index());
  if (const auto* infeasible = std::get_if<machine::Infeasible>(&expected)) {
    EXPECT_EQ(describe(std::get<machine::Infeasible>(found)), describe(*infeasible));
    return;
  }
  EXPECT_EQ(difference(std::get<machine::Counters>(found), std::get<machine::Counters>(expected)), "");
  expect_same(compiler->program(), fresh.program());
}

Accelerator with_other_constants(Accelerator a) {
  a.constants.compute_startup_cycles += 5;
  a.constants.dram_burst_bytes = 32;
  return a;
}

Network network(const std::string& name) {
  if (name == "small") return workloads::small_network();
  if (name == "mobilenet_v2") return zoo::builtin_network(name);
  return workloads::random::layer(name, 3);
}

class History : public ::testing::TestWithParam<const char*> {
 protected:
  const Network network_ = network(GetParam());
};

TEST_P(History, ChangesNoProgram) {
  constexpr int kBefore = 50, kCompared = 8;
  Compiler compiler(network_);
  for (int seed = 0; seed < kBefore; ++seed) compiler.compile(machine::random_accelerator(seed));
  for (int seed = kBefore - kCompared / 2; seed < kBefore + kCompared / 2; ++seed)
    expect_as_fresh(&compiler, network_, machine::random_accelerator(seed));
  // Other constants: nothing of what is remembered holds.
  for (int seed = 0; seed < 3; ++seed)
    expect_as_fresh(&compiler, network_, with_other_constants(machine::random_accelerator(seed)));
  for (int seed = 0; seed < 3; ++seed)
    expect_as_fresh(&compiler, network_, machine::random_accelerator(seed));
}

TEST_P(History, OfNeighbouringDesignsChangesNoProgram) {
  Compiler compiler(network_);
  for (int seed = 0; seed < 3; ++seed) {
    const Accelerator a = machine::random_accelerator(seed);
    expect_as_fresh(&compiler, network_, a);
    Accelerator other = a;
    other.configuration.pe_memory_bytes *= 4;
    expect_as_fresh(&compiler, network_, other);
    other.configuration.core_memory_bytes *= 16;
    expect_as_fresh(&compiler, network_, other);
    other.configuration.dram_bandwidth_gbps *= 2;
    expect_as_fresh(&compiler, network_, other);
    other.configuration.instruction_memory_entries = 64;
    expect_as_fresh(&compiler, network_, other);
    other.configuration.activation_memory_entries /= 4;
    expect_as_fresh(&compiler, network_, other);
    expect_as_fresh(&compiler, network_, a);
  }
}

INSTANTIATE_TEST_SUITE_P(OfACompiler, History,
                         ::testing::Values("small", "mobilenet_v2", "grouped", "matmul", "lstm", "gru",
                                           "concatenation", "layer_norm", "resize"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace apollo::compiler
