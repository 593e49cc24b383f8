#include "processes/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "files/config_error.h"

namespace apollo::processes {

namespace {

constexpr char kDone = 'd', kRefused = 'r', kFailed = 'f';  // first byte of the answer

void write_all(int fd, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = write(fd, bytes.data() + sent, bytes.size() - sent);
    if (n < 0 && errno != EINTR) _exit(1);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
}

[[noreturn]] void run_child(pid_t parent, int fd, const std::function<std::string()>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);   // do not outlive the parent
  if (getppid() != parent) _exit(1);  // it has ended before that
  std::string answer;
  try {
    answer = kDone + work();
  } catch (const files::ConfigError& e) {
    answer = kRefused + std::string(e.what());
  } catch (const std::system_error& e) {
    answer = kRefused + std::string(e.what());
  } catch (const std::exception& e) {
    answer = kFailed + std::string(e.what());
  }
  write_all(fd, answer);
  _exit(0);  // no destructor or exit handler of the parent's runs here
}

}  // namespace

ChildProcess::ChildProcess(const std::string& name, const std::function<std::string()>& work) : name_(name) {
  int ends[2];
  const auto fail_starting = [&](int error, const std::string& call) {
    throw std::system_error(error, std::generic_category(), name_ + ": " + call);
  };
  if (pipe2(ends, O_CLOEXEC) != 0) fail_starting(errno, "pipe");
  const pid_t parent = getpid();
  id_ = fork();
  if (id_ == 0) run_child(parent, ends[1], work);
  const int error = errno;
  close(ends[1]);  // so that the end of file is seen when the child ends
  descriptor_ = ends[0];
  if (id_ > 0) return;
  close(descriptor_);
  fail_starting(error, "fork");
}

ChildProcess::~ChildProcess() {
  if (id_ > 0) {
    kill(id_, SIGKILL);
    wait();
  }
  close(descriptor_);
}

bool ChildProcess::receive() {
  char block[65536];
  const ssize_t n = read(descriptor_, block, sizeof block);
  if (n > 0) answer_.append(block, static_cast<std::size_t>(n));
  return n > 0 || (n < 0 && errno == EINTR);
}

std::string ChildProcess::result() {
  while (receive()) {
  }
  const int status = wait();
  if (WIFSIGNALED(status)) fail(std::string("died of signal ") + strsignal(WTERMSIG(status)));
  if (WEXITSTATUS(status) != 0) fail("left with exit status " + std::to_string(WEXITSTATUS(status)));
  if (answer_.empty()) fail("sent nothing");
  if (answer_[0] == kRefused) throw files::ConfigError(name_ + ": " + answer_.substr(1));
  if (answer_[0] != kDone) fail(answer_.substr(1));
  return answer_.substr(1);
}

void ChildProcess::fail(const std::string& what) const { throw std::runtime_error(name_ + ": " + what); }

int ChildProcess::wait() {
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  return status;
}

}  // namespace apollo::processes
