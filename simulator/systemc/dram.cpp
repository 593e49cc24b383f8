#include "simulator/systemc/dram.h"

#include <algorithm>

namespace apollo::systemc {

Dram::Dram(sc_core::sc_module_name name, const machine::Accelerator& accelerator,
           const DramCounters& counters)
    : sc_module(name),
      credit_per_cycle_(accelerator.dram_mbps()),
      credit_per_byte_(accelerator.constants.clock_mhz),
      latency_(accelerator.constants.dram_latency_cycles),
      counters_(counters) {}

void Dram::end_of_elaboration() {
  SC_METHOD(run);
  sensitive << clock->tick();
}

void Dram::run() {
  if (!current_.issue.instruction) {
    busy_ = false;
    layer_ = 0;
    if (requests->empty()) return next_trigger(requests->written());
    const DramRequest& next = requests->front();
    const std::int64_t first = std::max(next.issued + (next.store ? 1 : latency_), free_from_);
    if (clock->cycle() < first) {
      clock->expect(first);
      return next_trigger(cycles(first - clock->cycle()));
    }
    current_ = requests->pop();
    credit_ = carried_ = delivered_ = 0;
    busy_ = true;
    layer_ = traced_layer(current_.issue.instruction);
  }
  carry();
  clock->request();
}

void Dram::carry() {
  const program::Instruction& i = *current_.issue.instruction;
  ++counters_.busy;
  credit_ += credit_per_cycle_;
  const std::int64_t carried = std::min(credit_ / credit_per_byte_, i.dram_bytes);
  (current_.store ? counters_.write_bytes : counters_.read_bytes) += carried - carried_;
  carried_ = carried;
  const std::int64_t delivered =
      std::min(carried, i.bytes);  // the stream first, then what fills up its bursts
  if (delivered > delivered_) client->transfer(current_, delivered_, delivered);
  delivered_ = delivered;
  if (credit_ < i.dram_bytes * credit_per_byte_) return;
  client->done(current_);
  current_ = {};
  free_from_ = clock->cycle() + 1;
}

void Dram::trace(sc_core::sc_trace_file* file) const {
  sc_core::sc_trace(file, busy_, std::string(name()) + ".busy");
  sc_core::sc_trace(file, layer_, std::string(name()) + ".layer");
  sc_core::sc_trace(file, credit_, std::string(name()) + ".credit");
}

}  // namespace apollo::systemc
