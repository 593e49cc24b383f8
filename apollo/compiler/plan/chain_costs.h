#pragma once
#include <vector>

#include "apollo/compiler/lower/slices.h"
#include "apollo/compiler/plan/problem.h"

namespace apollo::compiler::plan {

// Of an op in a program: cycles that the array computes, and that it waits before.
struct OpTime {
  double busy = 0, waits = 0;
};

// What ops cost beside the computation that each takes once, alone or as a chain that runs part by part,
// where activations that are alive at once have a room of so many bytes. Where prices are of energy: what
// goes through DRAM or is computed twice, and weights that go to the cores again. Where they are cycles: what
// the array waits for DRAM or computes twice.
class ChainCosts {
 public:
  // `times`: by op, of a program of the network as it is; only where prices are cycles.
  ChainCosts(const Problem& problem, std::int64_t room, const std::vector<OpTime>& times);

  double alone(int op) const { return alone_[op]; }
  double of(const lower::Chain& chain) const;  // infinite if it cannot be cut or has no room
  // Of any parts, but for what it costs to begin with each op of so many parts.
  double least(const lower::Chain& chain) const;
  double startup(const lower::Chain& chain, std::size_t parts) const;
  // The buffers that ops write of which the last one is at the end of a chain, but its own; none if somebody
  // else uses one, or nobody all of it.
  std::vector<int> inner(int first, int last) const;

 private:
  // A buffer that may stay on chip, while it is alive.
  struct Life {
    int buffer, first, last;  // ops that touch it first and last
    std::int64_t bytes;
    double traffic;  // through DRAM, per op of its life
    bool read_wholly;
  };

  // A buffer that is alive during some ops.
  struct Alive {
    int buffer;
    double traffic;  // through DRAM, of these ops
    std::int64_t bytes;
  };
  // Those of least traffic per byte first.
  static void sort_by_density(std::vector<Alive>* alive);

  // Null if it may not stay on chip.
  const Life* life_of(int buffer) const { return life_of_[buffer] < 0 ? nullptr : &lives_[life_of_[buffer]]; }
  double busy(const lower::Chain& chain) const;
  double dram_cycles(double bytes) const;
  double dram_price(double bytes) const;
  double certain_bytes(const program::Op& op) const;
  double evicted(int op, const std::vector<int>& inner, std::int64_t room) const;  // during one op
  double evicted(int first, int last, const std::vector<int>& inner, std::int64_t room) const;
  static double cheapest(const std::vector<Alive>& alive, const std::vector<int>& inner, std::int64_t room);
  std::int64_t most_alive(const lower::Chain& chain, const lower::PartOfChain& part) const;
  double energy(const lower::Chain& chain, const lower::PartOfChain& part, double evicted_bytes) const;
  double cycles(const lower::Chain& chain, const lower::PartOfChain& part, std::int64_t room) const;

  const Problem& problem_;
  const lower::LoweredNetwork& network_;
  const std::int64_t room_;
  const std::vector<OpTime>& times_;
  std::vector<Life> lives_;
  std::vector<int> life_of_;               // by buffer: its position; -1: none
  std::vector<std::vector<Alive>> alive_;  // by op
  std::vector<double> alone_;              // likewise
};

}  // namespace apollo::compiler::plan
