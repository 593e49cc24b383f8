#pragma once
#include <tuple>

#include "apollo/compiler/map/memories.h"

namespace apollo::compiler::map {

// What an op finds around it: with the op's shape and the accelerator, all that its mapping depends on.
struct OpContext {
  bool input_staged = true;  // comes from DRAM tile by tile; otherwise it is in the PE memories already
  bool operand2_staged = false;
  bool output_staged = true;  // results go to slots first; otherwise straight into the output buffer's hold
  bool output_stored = true;  // results go to DRAM
  bool weights_pinned = false;
  bool weights_kept = false;        // come from PE memories, over the output bus, not from DRAM
  std::int64_t exchange_bytes = 0;  // results that go to other PEs, over all tiles
  int input_buffer_channels = 0, output_buffer_channels = 0;  // for DRAM runs
  Memories free;
  double cycles_per_entry = 0;  // price of an entry of instruction memory, when that is short

  auto members() const {
    return std::make_tuple(input_staged, operand2_staged, output_staged, output_stored, weights_pinned,
                           weights_kept, exchange_bytes, input_buffer_channels, output_buffer_channels,
                           free.core, free.parameter, free.activation, free.pe, cycles_per_entry);
  }
  bool operator==(const OpContext& o) const { return members() == o.members(); }
};

}  // namespace apollo::compiler::map
