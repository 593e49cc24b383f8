#include "simulator/systemc/network_bus.h"

#include <algorithm>
#include <cassert>

namespace apollo::systemc {

NetworkBus::NetworkBus(sc_core::sc_module_name name, machine::Unit unit, const program::Program& program,
                       machine::UnitCounters& counters, std::int64_t& flits, bool functional)
    : ExecutionUnit(name, unit, program, counters),
      flit_bytes_(unit == machine::Unit::parameter_bus
                      ? program.accelerator.constants.parameter_entry_bytes
                      : program.accelerator.constants.activation_entry_bytes),
      latency_(program.accelerator.network_latency()),
      functional_(functional),
      flits_(flits) {}

void NetworkBus::cycle() {
  if (!current_.instruction && may_start()) {
    current_ = take();
    offset_ = 0;
    assert(current_.instruction->bytes > 0);
  }
  show(current_.instruction);
  if (current_.instruction) inject();
  receive();
  if (current_.instruction || !in_flight_.empty())
    clock->request();
  else
    rest();
}

void NetworkBus::inject() {
  ++counters_.busy;
  ++flits_;
  const std::int64_t left = current_.instruction->bytes - offset_;
  const int bytes = static_cast<int>(std::min<std::int64_t>(left, flit_bytes_));
  InFlight entry{
      {current_.instruction, current_.index, offset_, bytes, left == bytes}, clock->cycle() + latency_, {}};
  if (functional_) entry.payload.resize(bytes);
  source->fetch(entry.flit, functional_ ? entry.payload.data() : nullptr);
  offset_ += bytes;
  if (entry.flit.last) {
    current_ = {};
    free_from_ = clock->cycle() + 1;
  }
  in_flight_.push_back(std::move(entry));
}

void NetworkBus::receive() {
  while (!in_flight_.empty() && in_flight_.front().arrival == clock->cycle()) {
    const InFlight& entry = in_flight_.front();
    sink->deliver(entry.flit, functional_ ? entry.payload.data() : nullptr);
    if (entry.flit.last) complete(entry.flit.index);
    in_flight_.pop_front();
  }
}

}  // namespace apollo::systemc
