#include "apollo/compiler/compiler_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "workloads/network_builder.h"

namespace apollo::compiler {
namespace {

workloads::Network network(int channels) {
  workloads::NetworkBuilder b("n");
  workloads::Layer l = workloads::layer_of(workloads::LayerType::convolution, {b.input("x", {8, 8, 8})});
  l.channels = channels;
  return b.finish({b.add(l)});
}

TEST(CompilerPool, ALoanHasACompilerOfEachNetwork) {
  CompilerPool pool;
  CompilerPool::Loan loan(&pool, {network(8), network(64)});
  const auto small = std::get<machine::Counters>(loan[0].compile({}));
  const auto large = std::get<machine::Counters>(loan[1].compile({}));
  EXPECT_EQ(small.macs, 8 * 8 * 8 * 8);
  EXPECT_EQ(large.macs, 8 * 8 * 8 * 64);
}

TEST(CompilerPool, WhatIsReturnedIsLentAgain) {
  CompilerPool pool;
  const std::vector<workloads::Network> networks{network(8)};
  const Compiler* first;
  {
    CompilerPool::Loan loan(&pool, networks);
    first = &loan[0];
    CompilerPool::Loan other(&pool, networks);
    EXPECT_NE(&other[0], first) << "in use";
  }
  CompilerPool::Loan again(&pool, networks), further(&pool, networks);
  EXPECT_TRUE(&again[0] == first || &further[0] == first);
}

TEST(CompilerPool, ThreadsGetTheSameAnswers) {
  CompilerPool pool;
  const std::vector<workloads::Network> networks{network(48)};
  const std::int64_t cycles = std::get<machine::Counters>(Compiler(networks[0]).compile({})).cycles;
  std::atomic<int> equal{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      CompilerPool::Loan loan(&pool, networks);
      equal += std::get<machine::Counters>(loan[0].compile({})).cycles == cycles;
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(equal, 4);
}

}  // namespace
}  // namespace apollo::compiler
