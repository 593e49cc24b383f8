#pragma once
#include <cstdint>
#include <vector>

#include "simulator/systemc/read_port.h"
#include "simulator/systemc/tile_task.h"

namespace apollo::systemc {

struct Position {
  int y = 0, x = 0, g = 0, k = 0;  // of an output
};

// What a lane gathers over its steps.
struct Accumulator {
  std::int64_t value = 0;  // sum, or maximum
  int elements = 0;        // window elements inside the input
};

// A value on its way from the lanes to PE memory: a result or a partial sum.
struct Result {
  std::int64_t address = 0;
  std::int64_t value = 0;
  int bytes = 1;
};

// The result of an output of a mac, max or sum op (see Op): requantised, activated, combined with the
// second operand.
workloads::Value finish_output(const TileTask& task, const Position& at, const Accumulator& sum,
                               ReadPort* pe_memory);
// The results of the kernels that compute on whole rows or on cells, at one position. `weights` is null for
// those without.
void finish_row(const TileTask& task, int y, int x, ReadPort* pe_memory, const std::int8_t* weights,
                std::vector<Result>* results);
workloads::Value finish_cell(const TileTask& task, const Position& at, ReadPort* pe_memory);

}  // namespace apollo::systemc
