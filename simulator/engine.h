#pragma once
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "simulator/machine/counters.h"
#include "simulator/program/program.h"

// The contract of both engines: same Program, same counters, to the unit.
namespace apollo::simulator {

// When an instruction started and completed (inclusive cycle).
struct Event {
  std::int64_t start = 0, end = 0;
};

struct SimulationOptions {
  bool events = false;                     // record when each instruction ran
  bool functional = false;                 // SystemC only: move and multiply real data
  std::string vcd_path;                    // SystemC only: write a trace of the units
  std::int64_t watchdog_cycles = 1000000;  // SystemC only: give up when nothing has moved for so long
};

struct SimulationResult {
  machine::Counters counters;
  std::vector<Event> events;  // per instruction of the program, if asked for
  // Functional: the contents of every buffer in DRAM that is filled by the network (by buffer index; empty
  // for others).
  std::vector<workloads::Values> dram_buffers;
  // Functional, by op: the sums of its outputs before they are requantised, [y][x][g * K + k]; empty for ops
  // that are not in FunctionalData::summed.
  std::vector<std::vector<std::int64_t>> sums;
  // Not empty: nothing moved for watchdog_cycles; a line per unit that says what its next instruction waits
  // for.
  std::string deadlock;
};

// Values for functional mode: the contents of buffers that are network inputs or constants, and the parameter
// sets of ops.
struct FunctionalData {
  std::vector<workloads::Values> inputs;          // by buffer index, empty where the buffer is neither
  std::vector<workloads::Parameters> parameters;  // by op index, empty where the op has none
  std::set<std::uint32_t> summed;                 // mac ops whose sums are wanted too
};

}  // namespace apollo::simulator
