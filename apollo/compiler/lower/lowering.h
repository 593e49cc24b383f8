#pragma once
#include <vector>

#include "simulator/program/op.h"
#include "workloads/network.h"

// Lowers a network's layers to the ops that the PE array executes, and fuses what fuses.
namespace apollo::compiler::lower {

struct LoweredBuffer {
  program::Buffer buffer;
  int tensor = -1;              // the network tensor that fills it, or -1
  int part_of = -1;             // the network tensor of which it has a part, or -1
  bool network_input = false;   // or a constant of the network: in DRAM before the inference
  bool network_output = false;  // must be in DRAM after it
};

struct LoweredNetwork {
  std::vector<program::Op> ops;        // in execution order
  std::vector<LoweredBuffer> buffers;  // every view of an op refers to one
  std::vector<program::View> views;    // by tensor; buffer -1 for tensors that fusion removed
  std::vector<int> parts_of;  // by op: of a network that was cut (slices.h), the op that it is a part of
};

// Ops that use the same weights, by op: the number of their group, or -1 if no other op uses an op's weights.
std::vector<int> weight_groups(const LoweredNetwork& network);

// What happens to each layer type: docs/compiler.md. Activations fuse into the op that makes their input;
// additions and multiplications fuse into the op that makes the later of their operands, subtractions and
// divisions into the one that makes the first if that is the later; all only if nobody else needs the
// intermediate tensor. Concatenation inputs are produced in place and slices are read in place where their
// quantization allows it, otherwise copied. The network must be validated.
LoweredNetwork lower(const workloads::Network& network);

}  // namespace apollo::compiler::lower
