// The VCD trace.
#include <gtest/gtest.h>

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

// Time at which the signal that ends in `name` takes the value `bits` for the first time, or -1.
std::int64_t first_time(const std::string& vcd, const std::string& name, const std::string& bits) {
  std::istringstream lines(vcd);
  std::string line, id;
  std::int64_t time = 0;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string word, kind, width, symbol, signal;
    words >> word;
    if (word == "$var" && words >> kind >> width >> symbol >> signal &&
        signal.compare(0, name.size(), name) == 0)
      id = symbol;
    if (!word.empty() && word[0] == '#') time = std::stoll(word.substr(1));
    if (!id.empty() && line == bits + id) return time;
    if (!id.empty() && line == "b" + bits + " " + id) return time;
  }
  return -1;
}

TEST(SystemcTrace, ShowsWhenAPeIsBusyInCycles) {
  const machine::Accelerator a = tiny_accelerator();
  const std::string vcd = traced(TinyProgram(a).compute(), testing::TempDir() + "pe.vcd");
  EXPECT_NE(vcd.find("$timescale"), std::string::npos);
  EXPECT_EQ(first_time(vcd, "busy", "1"), a.constants.instruction_fetch_cycles + 1) << vcd.substr(0, 4000);
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
