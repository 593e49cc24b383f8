// The VCD trace.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>

#include "simulator/systemc/systemc_engine.h"
#include "tests/simulator/systemc/tiny_program.h"

namespace apollo::systemc {
namespace {

std::string traced(const TinyProgram& p, const std::string& path) {
  simulator::SimulationOptions options;
  options.vcd_path = path;
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  systemc::simulate(p.program, options);
  EXPECT_EQ(testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr(), "");
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::remove(path.c_str());
  return text.str();
}

// Time at which a signal, named with its module, takes the value `bits` for the first time, or -1.
std::int64_t first_time(const std::string& vcd, const std::string& name, const std::string& bits) {
  std::istringstream lines(vcd);
  std::string line, id, module;
  std::int64_t time = 0;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word, kind, width, symbol, signal;
    words >> word;
    if (word == "$scope") words >> kind >> module;
    if (word == "$var" && words >> kind >> width >> symbol >> signal && module + "." + signal == name)
      id = symbol;
    if (!word.empty() && word[0] == '#') time = std::stoll(word.substr(1));
    if (!id.empty() && line == bits + id) return time;
    if (!id.empty() && line == "b" + bits + " " + id) return time;
    if (!id.empty() && line == "s" + bits + " " + id) return time;
  }
  return -1;
}

// The picosecond nearest to the beginning of a cycle.
std::int64_t picoseconds(std::int64_t cycle, int mhz) {
  return std::llround(1e6 * static_cast<double>(cycle) / mhz);
}

TEST(SystemcTrace, ShowsWhenAPeIsBusyInPicosecondsAtTheClock) {
  for (const int mhz : {800, 700, 1600}) {
    machine::Accelerator a = tiny_accelerator();
    a.constants.clock_mhz = mhz;
    const std::string vcd = traced(TinyProgram(a).compute(), testing::TempDir() + "pe.vcd");
    EXPECT_NE(vcd.find("$timescale 1 ps $end"), std::string::npos);
    EXPECT_EQ(first_time(vcd, "pe_0_0.busy", "1"), picoseconds(a.constants.instruction_fetch_cycles + 1, mhz))
        << vcd.substr(0, 4000);
  }
}

TEST(SystemcTrace, SaysInWordsWhatAUnitDoesAndForWhichLayer) {
  const machine::Accelerator a = tiny_accelerator();
  const std::string vcd = traced(TinyProgram(a).compute(), testing::TempDir() + "words.vcd");
  const std::int64_t start = picoseconds(a.constants.instruction_fetch_cycles + 1, a.constants.clock_mhz);
  EXPECT_EQ(first_time(vcd, "array.activity", "busy"), start);
  EXPECT_EQ(first_time(vcd, "array.layer", "pointwise"), start);
  EXPECT_EQ(first_time(vcd, "chip.phase", "inference"), 0);
}

TEST(SystemcTrace, HasUnitsQueuesCounterAndDram) {
  const std::string vcd =
      traced(TinyProgram(tiny_accelerator()).compute(), testing::TempDir() + "trace_without_extension");
  for (const char* name : {"activity", "depth", "program_counter", "credit"})
    EXPECT_NE(vcd.find(name), std::string::npos) << name;
}

TEST(SystemcTrace, FileThatCannotBeWrittenIsNamed) {
  simulator::SimulationOptions options;
  options.vcd_path = testing::TempDir() + "no_such_folder/t.vcd";
  try {
    systemc::simulate(TinyProgram(tiny_accelerator()).compute().program, options);
    FAIL() << "accepted";
  } catch (const std::runtime_error& e) {
    EXPECT_NE(std::string(e.what()).find(options.vcd_path + ": cannot be written"), std::string::npos)
        << e.what();
  }
}

}  // namespace
}  // namespace apollo::systemc
