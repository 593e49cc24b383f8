#include <gtest/gtest.h>

#include <random>

#include "apollo/compiler/compiler.h"
#include "workloads/zoo/builtin.h"

// A design with more of one parameter can do all that the same design with less can.
namespace apollo::compiler {
namespace {

using machine::Accelerator;
using machine::Configuration;

Configuration random_configuration(std::mt19937* numbers) {
  const auto one_of = [&](std::initializer_list<int> values) {
    return values.begin()[(*numbers)() % values.size()];
  };
  Configuration c;
  c.pes_x = one_of({1, 2, 4, 8, 14});
  c.pes_y = one_of({1, 2, 4, 8, 14});
  c.pe_memory_bytes = std::int64_t{one_of({256, 512, 1024, 4096})} << 10;
  c.cores_per_pe = one_of({1, 2, 4, 8});
  c.core_memory_bytes = std::int64_t{one_of({8, 32, 128, 512})} << 10;
  c.compute_lanes = one_of({8, 16, 32, 64, 128});
  c.parameter_memory_entries = one_of({4096, 8192, 16384});
  c.activation_memory_entries = one_of({1024, 2048, 4096});
  c.instruction_memory_entries = 1 << 20;
  c.dram_bandwidth_gbps = one_of({5, 10, 15});
  return c;
}

// Over 40 random designs: how many are over 2 % slower than with half as much of the parameter, and the most
// that one is.
struct Slower {
  int designs = 0;
  double most = 0;
};
template <typename Member>
Slower slower_with_twice(Member Configuration::*parameter) {
  constexpr int kDesigns = 40;
  constexpr double kSlower = 1.02;
  Compiler compiler(zoo::load_network("mobilenet_v2"));
  const auto cycles = [&](const Accelerator& a) -> double {
    const auto compiled = compiler.compile(a);
    const auto* counters = std::get_if<machine::Counters>(&compiled);
    return counters ? static_cast<double>(counters->cycles) : 0;
  };
  std::mt19937 numbers(7);
  Slower slower;
  for (int i = 0; i < kDesigns; ++i) {
    Accelerator a;
    a.configuration = random_configuration(&numbers);
    const double less = cycles(a);
    a.configuration.*parameter *= 2;
    const double more = cycles(a);
    EXPECT_TRUE(less == 0 || more > 0) << "more memory is no less feasible";
    if (less == 0) continue;
    slower.most = std::max(slower.most, more / less);
    slower.designs += more > kSlower * less;
  }
  return slower;
}

// At most one of them, and by no more than 5 %; there should be none.
template <typename Member>
void expect_hardly_slower_with_twice(Member Configuration::*parameter) {
  const Slower slower = slower_with_twice(parameter);
  EXPECT_LE(slower.designs, 1);
  EXPECT_LE(slower.most, 1.05);
}

TEST(Monotone, Lanes) { expect_hardly_slower_with_twice(&Configuration::compute_lanes); }
TEST(Monotone, Cores) { expect_hardly_slower_with_twice(&Configuration::cores_per_pe); }
TEST(Monotone, CoreMemory) { expect_hardly_slower_with_twice(&Configuration::core_memory_bytes); }
TEST(Monotone, PeMemory) { expect_hardly_slower_with_twice(&Configuration::pe_memory_bytes); }
TEST(Monotone, ParameterMemory) { expect_hardly_slower_with_twice(&Configuration::parameter_memory_entries); }
TEST(Monotone, ActivationMemory) {
  expect_hardly_slower_with_twice(&Configuration::activation_memory_entries);
}
TEST(Monotone, DramBandwidth) { expect_hardly_slower_with_twice(&Configuration::dram_bandwidth_gbps); }

}  // namespace
}  // namespace apollo::compiler
