#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <systemc>
#include <vector>

#include "simulator/program/program.h"

namespace apollo::systemc {

// What a bus moves in one cycle: `bytes` bytes from byte `offset` of an instruction's chunk on.
struct Flit {
  const program::Instruction* instruction = nullptr;
  std::uint32_t index = 0;  // of the instruction in the program
  std::int64_t offset = 0;
  int bytes = 0;
  bool last = false;  // of the instruction
};

// The two ends of a bus. Flits come in order. `payload` is null when data is off.
class FlitSource : virtual public sc_core::sc_interface {
 public:
  virtual void fetch(const Flit& flit, std::int8_t* payload) = 0;
};

class FlitSink : virtual public sc_core::sc_interface {
 public:
  virtual void deliver(const Flit& flit, const std::int8_t* payload) = 0;
};

// The end of a bus with two memories behind it: instructions of some opcodes go to one of them, all others to
// the other.
class FlitSwitch : public sc_core::sc_module, public FlitSink {
 public:
  FlitSwitch(sc_core::sc_module_name name, std::initializer_list<program::Opcode> opcodes,
             FlitSink& of_opcodes, FlitSink& of_others)
      : sc_module(name), opcodes_(opcodes), of_opcodes_(of_opcodes), of_others_(of_others) {}
  void deliver(const Flit& flit, const std::int8_t* payload) override {
    const bool listed = std::count(opcodes_.begin(), opcodes_.end(), flit.instruction->opcode) > 0;
    (listed ? of_opcodes_ : of_others_).deliver(flit, payload);
  }

 private:
  const std::vector<program::Opcode> opcodes_;
  FlitSink &of_opcodes_, &of_others_;
};

}  // namespace apollo::systemc
