#pragma once
#include "apollo/compiler/plan/draft.h"

// What stays on chip.
namespace apollo::compiler::plan {

// All activations between layers on chip if the options say so, everything else in DRAM; and since when and
// until when each buffer is needed.
void start_buffers(const Problem& problem, Draft* draft);

// Whether a buffer is made on the chip and read as activations there; and whether it has a copy in DRAM even
// so.
bool may_stay_on_chip(const Problem& problem, int buffer);
bool in_dram_anyway(const Problem& problem, int buffer);

// The hold of a buffer that is on chip, after a reader changed its spread.
void refresh_hold(const Problem& problem, int buffer, Draft* draft);

// Bytes through DRAM that a buffer on chip saves: written once, read by each of its readers.
double saved_traffic(const Problem& problem, int buffer);

// Bytes through DRAM of all buffers that may stay on chip and do not.
double evicted_traffic(const Problem& problem, const decisions::Plan& plan);

// Bytes of the largest PE memory that buffers on chip take during an op.
std::int64_t held_during(int op, const decisions::Plan& plan);
// Likewise with its slots and partial sums.
std::int64_t bytes_during(int op, const decisions::Plan& plan);

// Whether a buffer is on chip during an op, and takes PE memory there.
inline bool is_held(const decisions::BufferDecision& buffer, int op) {
  return buffer.on_chip && buffer.first <= op && op <= buffer.last && buffer.hold_bytes > 0;
}

// Sends a buffer that is on chip to DRAM.
void evict(const Problem& problem, int buffer, Draft* draft);

// Sends one of the buffers that are on chip during `op` to DRAM: the one that takes most PE memory for the
// DRAM traffic that it saves. Whether there was one.
bool evict_during(const Problem& problem, int op, Draft* draft);

}  // namespace apollo::compiler::plan
