#include "processes/line_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <memory>
#include <thread>
#include <vector>

#include "tests/files/scratch.h"

namespace apollo::processes {
namespace {

using namespace testing;
using Status = LineProcess::Status;

LineProcess::Clock::time_point in_ms(int ms) {
  return LineProcess::Clock::now() + std::chrono::milliseconds(ms);
}

constexpr int kLongMs = 60'000;

LineProcess::Reply ask(LineProcess& process, const std::string& line, int ms = kLongMs) {
  return process.ask(line, in_ms(ms));
}

// Whether the process with the id that the file holds is gone; waits for that for some seconds.
bool is_gone(const std::string& file) {
  const int id = std::stoi(read_file(file));
  for (int i = 0; i < 5000; ++i) {
    // A process that has ended stays a zombie until its parent, perhaps the system's first process, asks.
    const std::string state = read_file("/proc/" + std::to_string(id) + "/stat");
    if (state.empty() || state.find(") Z") != std::string::npos) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST(LineProcess, AnswersLineByLine) {
  LineProcess process("while read -r line; do echo \"<$line>\"; done");
  for (const std::string line : {"one", "", "three words here"}) {
    const auto reply = ask(process, line);
    EXPECT_EQ(reply.status, Status::answered);
    EXPECT_EQ(reply.line, "<" + line + ">");
    EXPECT_TRUE(process.is_ready());
  }
}

TEST(LineProcess, CarriesLinesThatFillThePipes) {
  LineProcess process("while read -r line; do echo \"$line\"; done");
  const std::string line(LineProcess::kLongestLine, 'x');
  const auto reply = ask(process, line);
  EXPECT_EQ(reply.status, Status::answered);
  EXPECT_TRUE(reply.line == line);
  EXPECT_EQ(ask(process, "y").line, "y");
  const auto longer = ask(process, line + "x");
  EXPECT_EQ(longer.status, Status::too_long);
  EXPECT_TRUE(longer.line == line);
}

TEST(LineProcess, GivesUpOnEndlessOutputWithoutALine) {
  LineProcess process("tr '\\0' x < /dev/zero");
  EXPECT_EQ(ask(process, "").status, Status::too_long);
}

TEST(LineProcess, TimesOutWithWhatHasArrived) {
  LineProcess process("read line; printf part; sleep 1000");
  const auto reply = ask(process, "", 300);
  EXPECT_EQ(reply.status, Status::timed_out);
  EXPECT_EQ(reply.line, "part");
}

TEST(LineProcess, TimesOutWhenItsInputIsNotRead) {
  LineProcess process("sleep 1000");
  EXPECT_EQ(ask(process, std::string(1 << 20, 'x'), 50).status, Status::timed_out);
}

TEST(LineProcess, SaysHowItEnded) {
  const auto end_of = [](const std::string& command) {
    LineProcess process(command);
    EXPECT_EQ(ask(process, "request").status, Status::ended) << command;
    return process.end();
  };
  EXPECT_EQ(end_of("exit 3").text, "exit status 3");
  EXPECT_EQ(end_of("exit 3").exit_status, 3);
  EXPECT_EQ(end_of("read line; exit 0").text, "exit status 0");
  EXPECT_EQ(end_of("kill -SEGV $$").text, "signal Segmentation fault");
  EXPECT_EQ(end_of("sh -c 'kill -SEGV $$'; exit $?").text, "exit status 139, signal Segmentation fault");
  EXPECT_EQ(end_of("exec >&-; sleep 1000").text, "it closed its output");
  EXPECT_EQ(end_of("no_such_command_at_all 2>/dev/null").exit_status, 127);
}

TEST(LineProcess, ThatHasEndedOrTalksUnaskedIsNotReady) {
  LineProcess ended("exit 0"), talking("read line; echo 1; echo 2; sleep 1000"),
      talking_later("read line; echo 1; read line");
  EXPECT_TRUE(ended.has_ended(in_ms(kLongMs)));
  EXPECT_FALSE(ended.is_ready());
  EXPECT_EQ(ask(talking, "").line, "1");
  for (int i = 0; i < kLongMs && talking.is_ready(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  EXPECT_FALSE(talking.is_ready());
  EXPECT_EQ(ask(talking_later, "").line, "1");
  EXPECT_TRUE(talking_later.is_ready());
  talking_later.close_input();
  EXPECT_TRUE(talking_later.has_ended(in_ms(kLongMs)));
  EXPECT_FALSE(talking_later.is_ready());
}

TEST(LineProcess, IsKilledWithItsGroup) {
  const Scratch scratch;
  {
    LineProcess process("sleep 1000 & echo $! > '" + (scratch / "child") + "'; echo $$ > '" +
                        (scratch / "shell") +
                        "'; trap '' TERM INT HUP; while :; do read line; echo answer; done");
    EXPECT_EQ(ask(process, "").line, "answer");
    EXPECT_EQ(kill(std::stoi(read_file(scratch / "child")), 0), 0);
  }
  EXPECT_TRUE(is_gone(scratch / "child"));
  EXPECT_TRUE(is_gone(scratch / "shell"));
}

TEST(LineProcess, WhoseReaderIsGoneRaisesNoSignal) {
  LineProcess process("exec <&-; sleep 0.2");
  EXPECT_EQ(ask(process, std::string(1 << 20, 'x')).status, Status::ended);
  EXPECT_EQ(process.end().text, "exit status 0");
}

// Another process's copy of a pipe would keep this one from reading the end of its input.
TEST(LineProcess, InheritsNothingFromOthersThatAreStartedAtTheSameTime) {
  const std::string command = "read line; ls -m /proc/$$/fd; read line";
  const std::string alone = ask(*std::make_unique<LineProcess>(command), "").line;
  expect_contains(alone, "0, 1, ");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 20; ++j) {
        LineProcess process(command);
        EXPECT_EQ(ask(process, "").line, alone);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(LineProcess, IsNotInTheGroupOfThisProcess) {
  LineProcess process("read line; cut -d' ' -f5 /proc/$$/stat");
  EXPECT_NE(std::stoi(ask(process, "").line), static_cast<int>(getpgrp()));
}

}  // namespace
}  // namespace apollo::processes
