#pragma once
#include <cstdint>
#include <systemc>

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

// The end of a bus with two memories behind it: instructions of one opcode go to one of them, all others to
// the other.
class FlitSwitch : public sc_core::sc_module, public FlitSink {
 public:
  FlitSwitch(sc_core::sc_module_name name, program::Opcode opcode, FlitSink& of_opcode, FlitSink& of_others)
      : sc_module(name), opcode_(opcode), of_opcode_(of_opcode), of_others_(of_others) {}
  void deliver(const Flit& flit, const std::int8_t* payload) override {
    (flit.instruction->opcode == opcode_ ? of_opcode_ : of_others_).deliver(flit, payload);
  }

 private:
  const program::Opcode opcode_;
  FlitSink &of_opcode_, &of_others_;
};

}  // namespace apollo::systemc
