#pragma once
#include <chrono>
#include <string>

namespace apollo::processes {

// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void reset(int descriptor);
  void close() { reset(-1); }
  int get() const { return descriptor_; }

 private:
  int descriptor_ = -1;  // -1: none
};

// A program of the user that answers lines on its standard input with lines on its standard output. It is a
// process group of its own, so that a terminal's Ctrl-C does not reach it; its standard error is this
// process's. It inherits nothing else that apollo opens, and it reads the end of its input when this process
// ends, however that ends. The program is the process that the command starts: when that has ended, it does
// not matter whether others, which it has left behind, still hold its input or output. For one thread at a
// time; several of these may be used on several threads.
class LineProcess {
 public:
  using Clock = std::chrono::steady_clock;

  enum class Status {
    answered,
    too_long,   // the line is longer than kLongestLine
    timed_out,  // the deadline has passed
    ended       // the program has ended or has closed its output; what it has written before counts
  };
  struct Reply {
    Status status;
    std::string line;  // without its end; what has arrived of it if it is not complete
  };
  static constexpr std::size_t kLongestLine = 1 << 20;  // bytes

  // Runs the command with /bin/sh -c. ConfigError if the system has no process or descriptor left.
  explicit LineProcess(const std::string& command);
  // Kills the group.
  ~LineProcess();
  LineProcess(const LineProcess&) = delete;
  LineProcess& operator=(const LineProcess&) = delete;

  // Sends the line (without its end) and waits for one line. After another status than `answered` the
  // program is of no use any more.
  Reply ask(const std::string& line, Clock::time_point deadline);

  // Whether it can be asked: it has not ended and has written nothing since its last answer.
  bool is_ready() const;

  // How it ended, for people: "exit status 3", "signal Killed", or that it is still there although its output
  // is closed. Waits a second for its end, then kills the group. Call it once, as the last.
  struct End {
    int exit_status = -1;  // -1 if it did not exit by itself
    std::string text;
  };
  End end();

  // Lets it read the end of its input.
  void close_input() { input_.close(); }
  // Waits for its end, at most until the deadline.
  bool has_ended(Clock::time_point deadline) const;

 private:
  Status send(const std::string& bytes, Clock::time_point deadline);  // `answered`: all sent
  // Until the descriptor is ready for the poll(2) events, or at its end (`answered`).
  Status wait_for(int descriptor, short events, Clock::time_point deadline) const;
  int kill_and_wait();

  int id_ = -1;                // -1: none that has not been waited for
  Descriptor input_, output_;  // this process's ends of the program's standard input and output
  std::string received_;       // after the last answer
};

}  // namespace apollo::processes
