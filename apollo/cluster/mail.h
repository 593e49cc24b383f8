#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "apollo/cluster/ranks.h"

namespace apollo::cluster {

// Sends and receives the messages of many threads in one of its own, which alone uses the ranks while this
// lives. It looks for messages and sleeps, in turn.
class Mail {
 public:
  // `received` is called in that thread.
  Mail(Ranks& ranks, std::function<void(const Message&)> received);
  // Sends what there is to send.
  ~Mail();
  Mail(const Mail&) = delete;
  Mail& operator=(const Mail&) = delete;

  // Thread-safe; does not wait.
  void send(int rank, std::string bytes);

 private:
  void run();

  Ranks& ranks_;
  const std::function<void(const Message&)> received_;
  std::mutex mutex_;  // of all that follows
  std::condition_variable changed_;
  std::deque<std::pair<int, std::string>> outgoing_;
  bool is_ending_ = false;
  std::thread thread_;
};

}  // namespace apollo::cluster
