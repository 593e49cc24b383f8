#pragma once
#include <vector>

#include "apollo/compiler/decisions/holds.h"
#include "apollo/compiler/decisions/lifetimes.h"

namespace apollo::compiler::emit {

// When transfers are written. Early: weights, and some inputs, as soon as their units have time and memories
// room, stores behind later loads. Timely: with their tile, kLookahead before it, so that programs fold into
// loops. Even: likewise, and rings of staging and core memories are handed out in blocks of one size during
// an op, whose addresses go round alike; that folds best, and they hold less.
enum class Transfers { early, timely, even };

// Where weights wait that come early.
struct Parking {
  std::vector<decisions::Lifetime> activations;  // beside which they lie
  std::int64_t end = 0;                          // of every PE memory, for them
  std::int64_t chunk_bytes = 0;                  // of a load, at most; whole entries and bursts
  int last_op = 0;                               // they come until it has ended

  std::int64_t staging_bytes() const { return decisions::kParkingChunks * chunk_bytes; }
};

// Where everything lies for which instructions are written. Refers to what it is made of.
struct Layout {
  const lower::LoweredNetwork& network;
  const machine::Accelerator& accelerator;
  const std::vector<decisions::BufferDecision>& buffers;  // by buffer index of the network
  const std::vector<std::int64_t>& hold_addresses;        // likewise, of their holds in every PE memory
  std::int64_t pinned_bytes = 0;                          // of every core memory, from address 0
  Transfers transfers = Transfers::early;
  std::int64_t kept_weights_address = 0;  // of all PE memories together, from program::Program's on
  const Parking* parking = nullptr;       // null: no weights wait in PE memories

  const program::Buffer& buffer(int index) const { return network.buffers[index].buffer; }
};

// An op whose instructions are to be written. Refers to `nest` and `decision`.
struct PlacedOp {
  int index = 0;  // in the network
  const program::LoopNest* nest = nullptr;
  const decisions::OpDecision* decision = nullptr;
  bool input_in_place = false, operand2_in_place = false, output_in_place = false;
  bool exchanges = false;  // other PEs hold some of its results too

  bool has_operand2() const { return nest->op.operand2.buffer >= 0; }
};

// What is in place, and what is exchanged, where `buffers` (by buffer index) are held. `exchange` lends its
// memory.
PlacedOp placed_op(int index, const program::LoopNest& nest, const decisions::OpDecision& decision,
                   const std::vector<decisions::BufferDecision>& buffers,
                   decisions::ExchangeEstimate* exchange);

}  // namespace apollo::compiler::emit
