#pragma once
#include "simulator/program/mapping.h"

namespace apollo::compiler::testing {

// A convolution of `size` x `size` outputs with a window x window kernel that neither pads nor strides; its
// input is buffer 0, its output buffer 1.
inline program::Op convolution(int size, int window, int channels_in, int channels_out) {
  program::Op op;
  op.name = "convolution";
  op.Y = op.X = size;
  op.C = channels_in;
  op.K = channels_out;
  op.rows.window = op.columns.window = window;
  const int input_size = size + window - 1;
  op.input = {0, 0, 0, 0, {input_size, input_size, channels_in}};
  op.output = {1, 0, 0, 0, {size, size, channels_out}};
  op.parameter_layer = 0;
  op.has_bias = true;
  return op;
}

// The mapping whose tile in each PE is all that the PE has.
inline program::Mapping one_tile(const program::Op& op) {
  program::Mapping m;
  m.tile_y = op.Y;
  m.tile_x = op.X;
  m.tile_g = op.G;
  m.tile_k = op.K;
  m.tile_c = op.C;
  return m;
}

}  // namespace apollo::compiler::testing
