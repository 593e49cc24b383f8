#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "apollo/compiler/bound/network_bound.h"

// What no program that the compiler writes takes less than. More than what no program can do without
// (network_bound.h), as these programs do one op after the other.
namespace apollo::compiler::bound {

// Bounds of a network on any number of designs, of which it remembers what NetworkBound does. One thread at a
// time. The largest of
// - DRAM and buses of NetworkBound;
// - stretches: of ops between two starts that no chain goes over (chains.h), one after the other, each by
//   what takes longest: the array, at least for each op, also if a chain does it part by part; the weights
//   that cores do not hold before, over the parameter bus, or from PE memories while the array stands still;
//   DRAM, for weights that no memory holds. So those that step after step of a recurrent layer uses come
//   again and again;
// - flow: the weights of ops i to j come from DRAM while the array works on them, but for those that memories
//   hold before. So for all i <= j: what the ops before i take, then DRAM for those weights less all
//   memories, then what the ops after j take.
//
// Why the flow is certain. Before the last array instruction of ops before i ends, none of them has work
// left; after the first one of ops behind j starts, all of theirs is still to do. Between the two every
// weight of ops i to j is used, or before the first and again between them, as each part of a chain uses all
// weights of its ops: unless a chain has ops before i and behind j, for which these are too far apart
// (kLongestChain), or i or j is an end of the network. Ops that a part may leave out, for their results are
// parts of a buffer, and those that may be in a chain with them, do not count. Memories hold no more weights
// than they have bytes, nor the network more than goes through it meanwhile; of weights that several ops use
// each stretch uses all.
class ProgramBound {
 public:
  explicit ProgramBound(const workloads::Network& network);  // validated; keeps no reference

  std::int64_t cycles(const machine::Accelerator& accelerator);

 private:
  ProgramBound(const workloads::Network& network, const lower::LoweredNetwork& lowered);

  void time_ops(const machine::Accelerator& accelerator);
  double flow(const Ends& ends, const machine::Accelerator& accelerator) const;

  NetworkBound whole_;
  Order order_;
  std::vector<double> weights_;          // by op, of the ops before it, bytes; last of all
  std::vector<std::size_t> starts_;      // certain_starts()
  std::vector<double> stretch_weights_;  // bytes, between two of them
  std::vector<double> before_, behind_;  // by op, of time_ops(): cycles of those before it, and from it on
};

}  // namespace apollo::compiler::bound
