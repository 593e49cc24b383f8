#include "processes/child_process.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "files/config_error.h"
#include "tests/files/error_of.h"
#include "tests/processes/children.h"

namespace apollo::processes {
namespace {

std::string failure_of(const std::function<std::string()>& work) {
  try {
    ChildProcess("test", work).result();
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "no failure";
}

TEST(ChildProcess, ReturnsWhatItsWorkReturns) {
  const std::string long_answer(1 << 20, '\0');
  EXPECT_EQ(ChildProcess("test", [&] { return long_answer; }).result(), long_answer);
  EXPECT_EQ(ChildProcess("test", [] { return std::string(); }).result(), "");
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, SeveralRunAtTheSameTime) {
  ChildProcess a("a", [] { return std::string(1 << 20, 'a'); });
  ChildProcess b("b", [] { return std::string("b"); });
  EXPECT_EQ(b.result(), "b");
  EXPECT_EQ(a.result().size(), 1u << 20);
}

TEST(ChildProcess, ExceptionArrivesWithItsText) {
  EXPECT_EQ(failure_of([]() -> std::string { throw std::logic_error("lost a flit"); }), "test: lost a flit");
}

TEST(ChildProcess, AUsersErrorStaysOneAndAnErrorOfTheSystemBecomesOne) {
  const auto config_error_of = [](const std::function<std::string()>& work) {
    return testing::config_error([&] { ChildProcess("test", work).result(); });
  };
  EXPECT_EQ(config_error_of([]() -> std::string { throw files::ConfigError("no such file"); }),
            "test: no such file");
  EXPECT_EQ(config_error_of(
                []() -> std::string { throw std::system_error(EMFILE, std::generic_category(), "pipe"); }),
            "test: pipe: Too many open files");
}

TEST(ChildProcess, CrashNamesTheSignal) {
  EXPECT_EQ(failure_of([]() -> std::string {
              signal(SIGSEGV, SIG_DFL);  // a sanitizer would turn it into an exit
              raise(SIGSEGV);
              return "";
            }),
            "test: died of signal Segmentation fault");
}

TEST(ChildProcess, EarlyExitNamesTheStatus) {
  EXPECT_EQ(failure_of([]() -> std::string { _exit(7); }), "test: left with exit status 7");
  EXPECT_EQ(failure_of([]() -> std::string { _exit(0); }), "test: sent nothing");
}

TEST(ChildProcess, CanBePolled) {
  ChildProcess child("test", [] { return std::string("done"); });
  pollfd ready{child.descriptor(), POLLIN, 0};
  EXPECT_EQ(poll(&ready, 1, -1), 1);
  while (child.receive()) {
  }
  EXPECT_EQ(child.result(), "done");
}

TEST(ChildProcess, DestructionEndsIt) {
  {
    ChildProcess child("test", []() -> std::string { return std::to_string(pause()); });
  }
  EXPECT_FALSE(has_children());
}

TEST(ChildProcess, DoesNotOutliveItsParent) {
  int ends[2];  // every process of the family holds the writing end until it ends
  ASSERT_EQ(pipe(ends), 0);
  {
    ChildProcess parent("parent", []() -> std::string {
      ChildProcess child("child", []() -> std::string { return std::to_string(pause()); });
      raise(SIGKILL);
      return "";
    });
    EXPECT_THROW(parent.result(), std::runtime_error);
  }
  close(ends[1]);
  pollfd end{ends[0], POLLIN, 0};
  EXPECT_EQ(poll(&end, 1, 60'000), 1) << "the grandchild lives on";
  close(ends[0]);
}

}  // namespace
}  // namespace apollo::processes
