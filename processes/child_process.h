#pragma once
#include <functional>
#include <string>

namespace apollo::processes {

// A function that runs in a forked child process. fork copies only the calling thread, and a lock that
// another thread holds stays locked in the child: the process must have no other threads when one is started.
class ChildProcess {
 public:
  // Starts `work`. `name` begins the message of a failure. std::system_error if there can be no
  // child.
  ChildProcess(const std::string& name, const std::function<std::string()>& work);
  // Kills it if it has not ended.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  // To be polled: readable when receive() does not block.
  int descriptor() const { return descriptor_; }
  // Takes the next bytes that it sends. False once it has sent all.
  bool receive();
  // Waits for its end and returns what `work` returned. What `work` threw, and a signal or exit that ended it
  // early, is a std::runtime_error; a ConfigError stays one, and a std::system_error becomes one. Call it
  // once.
  std::string result();

 private:
  void fail(const std::string& what) const;
  int wait();

  std::string name_, answer_;
  int descriptor_ = -1;
  int id_ = -1;  // -1: none that has not been waited for
};

}  // namespace apollo::processes
