// The process boundary around SystemC.
#include "simulator/systemc/child_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::simulator {
namespace {

std::string failure_of(const std::function<std::string()>& work) {
  try {
    systemc::run_in_child(work);
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "no failure";
}

TEST(SystemcChild, ReturnsWhatItsWorkReturns) {
  const std::string long_answer(1 << 20, '\0');
  EXPECT_EQ(systemc::run_in_child([&] { return long_answer; }), long_answer);
}

TEST(SystemcChild, ExceptionArrivesWithItsText) {
  EXPECT_NE(failure_of([]() -> std::string { throw std::logic_error("lost a flit"); }).find("lost a flit"),
            std::string::npos);
}

TEST(SystemcChild, CrashNamesTheSignal) {
  const std::string what = failure_of([]() -> std::string {
    signal(SIGSEGV, SIG_DFL);  // a sanitizer would turn it into an exit
    raise(SIGSEGV);
    return "";
  });
  EXPECT_NE(what.find("Segmentation fault"), std::string::npos) << what;
}

TEST(SystemcChild, EarlyExitNamesTheStatus) {
  const std::string what = failure_of([]() -> std::string { _exit(7); });
  EXPECT_NE(what.find("exit status 7"), std::string::npos) << what;
}

TEST(SystemcChild, SimulationsMayFollowEachOtherAndRunInParallel) {
  const TinyProgram p =
      TinyProgram(tiny_accelerator()).transfer(Opcode::load_activations, 640).compute({{Unit::dma, 1}});
  const std::int64_t alone = p.run().counters.cycles;
  std::array<std::int64_t, 4> cycles{};
  std::vector<std::thread> threads;
  for (auto& c : cycles) threads.emplace_back([&p, &c] { c = p.run().counters.cycles; });
  for (auto& t : threads) t.join();
  for (const std::int64_t c : cycles) EXPECT_EQ(c, alone);
}

TEST(SystemcChild, SimulationPrintsNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  TinyProgram(tiny_accelerator()).compute().run();
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace apollo::simulator
