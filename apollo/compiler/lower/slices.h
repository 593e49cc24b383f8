#pragma once
#include <optional>
#include <vector>

#include "apollo/compiler/lower/lowering.h"

// Ops that run one part of their output at a time, one op after the other, so that what they hand on never
// exists as a whole.
namespace apollo::compiler::lower {

// The part of an op that makes a box of its output (in coordinates of the output's view), in the same
// buffers. Nothing if there is no such op: weights serve whole output channels, row kernels take all
// channels, and neither cells nor rearrangements are cut.
std::optional<program::Op> slice(const program::Op& op, const program::Box& output);

// Whether these ops, of those that read a buffer as activations, need every element of it: then their parts
// do together, and a chain leaves nothing out that the network says is computed.
bool read_wholly(const LoweredNetwork& network, int buffer, const std::vector<int>& readers);

inline constexpr int kLongestChain = 16;  // ops

// Consecutive ops, all but the last of which write buffers that nobody else uses.
struct Chain {
  int first = 0, last = 0;          // ops
  std::vector<int> inner;           // these buffers
  std::vector<program::Box> parts;  // of the last one's output, in the order in which they run

  bool operator==(const Chain& o) const { return first == o.first && last == o.last && parts == o.parts; }
};

// The ops of a chain for one of its parts, in order; those that add nothing to it are left out. Each says by
// `of` which op it is a part of. Inner buffers are numbered as in the network; `needed`: the box of each that
// the part has. Nothing if an op cannot be cut so.
struct PartOfChain {
  struct PartOfOp {
    int of = 0;
    program::Op op;
  };
  std::vector<PartOfOp> ops;
  std::vector<program::Box> needed;  // by position in Chain::inner
};
std::optional<PartOfChain> part_of_chain(const LoweredNetwork& network, const Chain& chain,
                                         const program::Box& part);

// The network with these chains, which do not overlap and are in order, part by part. Its ops say what they
// are parts of (LoweredNetwork::parts_of).
LoweredNetwork cut(const LoweredNetwork& network, const std::vector<Chain>& chains);

// By op of a network, cut or not: which part of the same op it should be mapped like: the second one, which
// is no edge where there are more. The op itself if it is the only part.
std::vector<int> model_parts(const LoweredNetwork& network);

}  // namespace apollo::compiler::lower
