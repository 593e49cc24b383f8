#include "simulator/systemc/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace apollo::simulator::systemc {

namespace {

constexpr char kDone = 'd', kFailed = 'f';  // first byte of the answer

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error("SystemC engine: " + what); }

void write_all(int fd, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const ssize_t n = write(fd, bytes.data() + sent, bytes.size() - sent);
    if (n < 0 && errno != EINTR) _exit(1);
    if (n > 0) sent += static_cast<std::size_t>(n);
  }
}

std::string read_all(int fd) {
  std::string bytes;
  char block[65536];
  for (;;) {
    const ssize_t n = read(fd, block, sizeof block);
    if (n == 0 || (n < 0 && errno != EINTR)) return bytes;
    if (n > 0) bytes.append(block, static_cast<std::size_t>(n));
  }
}

[[noreturn]] void run_child(int fd, const std::function<std::string()>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);  // do not outlive the parent
  std::string answer;
  try {
    answer = kDone + work();
  } catch (const std::exception& e) {
    answer = kFailed + std::string(e.what());
  }
  write_all(fd, answer);
  _exit(0);  // no destructor or exit handler of the parent's runs here
}

}  // namespace

std::string run_in_child(const std::function<std::string()>& work) {
  // The end of file is seen only if no other child holds this pipe's writing end: none is forked while it is
  // open here.
  static std::mutex one_fork_at_a_time;
  int ends[2];
  pid_t child = -1;
  {
    const std::lock_guard<std::mutex> lock(one_fork_at_a_time);
    if (pipe2(ends, O_CLOEXEC) != 0) fail(std::string("pipe: ") + std::strerror(errno));
    child = fork();
    if (child == 0) run_child(ends[1], work);
    const int error = errno;
    close(ends[1]);
    if (child < 0) {
      close(ends[0]);
      fail(std::string("fork: ") + std::strerror(error));
    }
  }
  std::string answer = read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status))
    fail(std::string("its child process died of signal ") + strsignal(WTERMSIG(status)));
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    fail("its child process left with exit status " + std::to_string(WEXITSTATUS(status)));
  if (answer.empty()) fail("its child process sent nothing");
  const char kind = answer[0];
  answer.erase(0, 1);
  if (kind != kDone) fail(answer);
  return answer;
}

}  // namespace apollo::simulator::systemc
