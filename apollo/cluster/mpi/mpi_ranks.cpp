// The ranks of an MPI program, by Boost.MPI.
#include <boost/mpi/communicator.hpp>
#include <boost/mpi/environment.hpp>
#include <utility>

#include "apollo/cluster/ranks.h"

namespace apollo::cluster {
namespace {

constexpr int kTag = 0, kStatusOfLost = 2;

class MpiRanks : public Ranks {
 public:
  MpiRanks() : environment_(std::in_place, boost::mpi::threading::serialized) {}

  int rank() const override { return world_.rank(); }
  int size() const override { return world_.size(); }

  void send(int rank, const std::string& bytes) override {
    world_.send(rank, kTag, bytes.data(), static_cast<int>(bytes.size()));
  }

  std::optional<Message> receive() override {
    const auto status = world_.iprobe(boost::mpi::any_source, kTag);
    if (!status) return std::nullopt;
    Message message{status->source(), std::string(static_cast<std::size_t>(*status->count<char>()), '\0')};
    world_.recv(message.rank, kTag, message.bytes.data(), static_cast<int>(message.bytes.size()));
    return message;
  }

  void lose() override { has_lost_ = true; }
  void finish() override {
    if (has_lost_) boost::mpi::environment::abort(kStatusOfLost);
    environment_.reset();
  }

 private:
  std::optional<boost::mpi::environment> environment_;
  boost::mpi::communicator world_;
  bool has_lost_ = false;
};

}  // namespace
}  // namespace apollo::cluster

// The one of this process; lives as long as it.
extern "C" __attribute__((visibility("default"))) apollo::cluster::Ranks* apollo_mpi_ranks() {
  static auto* const ranks = new apollo::cluster::MpiRanks;  // never destroyed: MPI may be gone by then
  return ranks;
}
