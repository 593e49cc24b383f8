#pragma once
#include <ostream>

#include "simulator/program/mapping.h"

// Ops and designs for hand-computed loop nests.
namespace apollo::program {

struct Cores {
  int count = 1, lanes = 64;
};

inline machine::Accelerator design(int pes_x = 1, int pes_y = 1, Cores cores = {}) {
  machine::Accelerator a;
  a.configuration.pes_x = pes_x;
  a.configuration.pes_y = pes_y;
  a.configuration.cores_per_pe = cores.count;
  a.configuration.compute_lanes = cores.lanes;
  return a;
}

// Memory ports of one byte per beat, so that beats count bytes.
inline machine::Accelerator with_byte_ports(machine::Accelerator a) {
  a.constants.pe_memory_read_bytes = a.constants.pe_memory_write_bytes = 1;
  return a;
}

struct Loops {
  int G = 1, K = 1, C = 1, Y = 1, X = 1;
};

// A mac op with a bias whose input is as large as its outputs need without padding.
inline Op convolution(const Loops& loops, const WindowAxis& rows = {}, const WindowAxis& columns = {}) {
  Op op;
  op.name = "convolution";
  op.G = loops.G, op.K = loops.K, op.C = loops.C, op.Y = loops.Y, op.X = loops.X;
  op.rows = rows, op.columns = columns;
  op.input = {
      0,
      0,
      0,
      0,
      {static_cast<int>(rows.input_extent(op.Y)), static_cast<int>(columns.input_extent(op.X)), op.G * op.C}};
  op.output = {1, 0, 0, 0, {op.Y, op.X, op.G * op.K}};
  op.parameter_layer = 0;
  op.has_bias = true;
  return op;
}

// One tile, one lane, PE rows and columns over y and x, cores over k.
inline Mapping whole(const Op& op) {
  Mapping m;
  m.tile_y = op.Y, m.tile_x = op.X, m.tile_g = op.G, m.tile_k = op.K, m.tile_c = op.C;
  return m;
}

inline void PrintTo(const Range& r, std::ostream* out) { *out << r.begin << " .. " << r.end; }
inline void PrintTo(const Box& b, std::ostream* out) {
  *out << "y " << b.y0 << " .. " << b.y1 << ", x " << b.x0 << " .. " << b.x1 << ", c " << b.c0 << " .. "
       << b.c1;
}

}  // namespace apollo::program
