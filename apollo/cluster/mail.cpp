#include "apollo/cluster/mail.h"

#include "apollo/cluster/pause.h"

namespace apollo::cluster {

Mail::Mail(Ranks& ranks, std::function<void(const Message&)> received)
    : ranks_(ranks), received_(std::move(received)), thread_([this] { run(); }) {}

Mail::~Mail() {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    is_ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Mail::send(int rank, std::string bytes) {
  {
    const std::lock_guard<std::mutex> guard(mutex_);
    outgoing_.emplace_back(rank, std::move(bytes));
  }
  changed_.notify_all();
}

void Mail::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!is_ending_ || !outgoing_.empty()) {
    const auto letters = std::exchange(outgoing_, {});
    lock.unlock();
    for (const auto& [rank, bytes] : letters) ranks_.send(rank, bytes);
    while (const auto message = ranks_.receive()) received_(*message);
    lock.lock();
    if (outgoing_.empty() && !is_ending_) changed_.wait_for(lock, kPauseOfRank0);
  }
}

}  // namespace apollo::cluster
