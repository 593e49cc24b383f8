#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

#include "apollo/cluster/ranks.h"

namespace apollo::testing {

// The messages between the threads of a test that are ranks.
struct Mailboxes {
  explicit Mailboxes(int ranks) : of_rank(static_cast<std::size_t>(ranks)) {}

  std::mutex mutex;
  std::vector<std::deque<cluster::Message>> of_rank;
};

class MemoryRanks : public cluster::Ranks {
 public:
  MemoryRanks(Mailboxes& mailboxes, int rank) : mailboxes_(mailboxes), rank_(rank) {}

  int rank() const override { return rank_; }
  int size() const override { return static_cast<int>(mailboxes_.of_rank.size()); }
  void send(int rank, const std::string& bytes) override {
    const std::lock_guard<std::mutex> guard(mailboxes_.mutex);
    mailboxes_.of_rank[static_cast<std::size_t>(rank)].push_back({rank_, bytes});
  }
  std::optional<cluster::Message> receive() override {
    const std::lock_guard<std::mutex> guard(mailboxes_.mutex);
    auto& own = mailboxes_.of_rank[static_cast<std::size_t>(rank_)];
    if (own.empty()) return std::nullopt;
    const cluster::Message message = own.front();
    own.pop_front();
    return message;
  }
  void finish() override {}
  void lose() override {}

 private:
  Mailboxes& mailboxes_;
  const int rank_;
};

}  // namespace apollo::testing
