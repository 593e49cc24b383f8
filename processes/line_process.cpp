#include "processes/line_process.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <thread>

#include "files/config_error.h"

namespace apollo::processes {
namespace {

using Clock = LineProcess::Clock;
using std::chrono::milliseconds;

[[noreturn]] void fail(int error) {
  throw files::ConfigError(std::string("the evaluator cannot be started: ") + std::strerror(error));
}

// No other program that is started meanwhile inherits an end.
void make_pipe(Descriptor& to_read, Descriptor& to_write) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) fail(errno);
  to_read.reset(ends[0]);
  to_write.reset(ends[1]);
}

// poll() tells nothing of a program that has ended while another process holds its output.
constexpr milliseconds kEndInterval(20);

// Whether the descriptor is ready, or at its end, within the time.
bool is_ready_within(milliseconds time, int descriptor, short events) {
  pollfd asked{descriptor, events, 0};
  return poll(&asked, 1, static_cast<int>(time.count())) > 0;
}

// write() that reports a reader that is gone as EPIPE, without a SIGPIPE: the signal goes to the thread that
// writes, which takes it back.
ssize_t write_without_signal(int descriptor, const char* bytes, std::size_t count) {
  sigset_t pipe_signal, before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t written = write(descriptor, bytes, count);
  const int error = errno;
  if (written < 0 && error == EPIPE && sigismember(&before, SIGPIPE) == 0) {
    const timespec at_once = {};
    sigtimedwait(&pipe_signal, nullptr, &at_once);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return written;
}

}  // namespace

void Descriptor::reset(int descriptor) {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = descriptor;
}

// posix_spawn and not Boost.Process, whose pipes (1.74) every other child inherits: a program would not see
// the end of its input.
LineProcess::LineProcess(const std::string& command) {
  Descriptor its_input, its_output;
  make_pipe(its_input, input_);
  make_pipe(output_, its_output);
  fcntl(input_.get(), F_SETFL, O_NONBLOCK);
  fcntl(output_.get(), F_SETFL, O_NONBLOCK);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, its_input.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&files, its_output.get(), STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // a new group
  std::string shell = "sh", option = "-c", text = command;
  char* const arguments[] = {shell.data(), option.data(), text.data(), nullptr};
  const int error = posix_spawn(&id_, "/bin/sh", &files, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) fail(error);
}

LineProcess::~LineProcess() {
  if (id_ > 0) kill_and_wait();
}

int LineProcess::kill_and_wait() {
  kill(-id_, SIGKILL);
  int status = 0;
  while (waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  return status;
}

LineProcess::Status LineProcess::send(const std::string& bytes, Clock::time_point deadline) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    if (const Status status = wait_for(input_.get(), POLLOUT, deadline); status != Status::answered)
      return status;
    const ssize_t n = write_without_signal(input_.get(), bytes.data() + sent, bytes.size() - sent);
    if (n > 0) sent += static_cast<std::size_t>(n);
    if (n < 0 && errno != EAGAIN && errno != EINTR) return Status::ended;
  }
  return Status::answered;
}

LineProcess::Status LineProcess::wait_for(int descriptor, short events, Clock::time_point deadline) const {
  for (;;) {
    const bool ended = has_ended(Clock::now());  // before the look, which then finds all that it has written
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    const auto time = ended ? milliseconds(0) : std::clamp(left, milliseconds(0), kEndInterval);
    if (is_ready_within(time, descriptor, events)) return Status::answered;
    if (ended) return Status::ended;
    if (left.count() <= 0) return Status::timed_out;
  }
}

LineProcess::Reply LineProcess::ask(const std::string& line, Clock::time_point deadline) {
  Status status = send(line + "\n", deadline);
  std::size_t end = std::string::npos;
  while (status == Status::answered) {
    const std::size_t searched = received_.size();
    status = wait_for(output_.get(), POLLIN, deadline);
    if (status != Status::answered) break;
    char block[65536];
    const ssize_t n = read(output_.get(), block, sizeof block);
    if (n > 0) received_.append(block, static_cast<std::size_t>(n));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) status = Status::ended;
    end = received_.find('\n', searched);
    if (std::min(end, received_.size()) > kLongestLine) status = Status::too_long;
    if (end != std::string::npos) break;
  }
  Reply reply{status, received_.substr(0, std::min(end, kLongestLine))};
  received_.erase(0, end == std::string::npos ? end : end + 1);
  return reply;
}

bool LineProcess::is_ready() const {
  return received_.empty() && !is_ready_within(milliseconds(0), output_.get(), POLLIN) &&
         !has_ended(Clock::now());
}

bool LineProcess::has_ended(Clock::time_point deadline) const {
  for (;;) {
    siginfo_t info = {};  // its id stays 0 while the program runs
    const bool asked = waitid(P_PID, static_cast<id_t>(id_), &info, WEXITED | WNOHANG | WNOWAIT) == 0;
    if (asked && info.si_pid == id_) return true;
    if (Clock::now() >= deadline) return false;
    std::this_thread::sleep_for(milliseconds(1));
  }
}

LineProcess::End LineProcess::end() {
  const bool ended = has_ended(Clock::now() + std::chrono::seconds(1));
  const int status = kill_and_wait();
  if (!ended) return {-1, "it closed its output"};
  if (WIFSIGNALED(status)) return {-1, std::string("signal ") + strsignal(WTERMSIG(status))};
  const int exit_status = WEXITSTATUS(status);
  std::string text = "exit status " + std::to_string(exit_status);
  // What a shell makes of a signal that ended its command.
  if (exit_status > 128 && exit_status < 128 + NSIG)
    text += std::string(", signal ") + strsignal(exit_status - 128);
  return {exit_status, text};
}

}  // namespace apollo::processes
