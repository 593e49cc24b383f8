#include "simulator/systemc/dram_contents.h"

#include <algorithm>
#include <cstring>

#include "simulator/program/tile_loops.h"

namespace apollo::systemc {

namespace {

// The weights of a tile, in stream order (mapping.h), from the canonical order of workloads::Parameters.
std::vector<std::int8_t> weight_stream(const program::LoopNest& n, const program::Tile& tile,
                                       const workloads::Parameters& parameters) {
  const program::Op& op = n.op;
  if (program::is_row_kernel(op.kernel)) return parameters.weights;
  const program::Range c = n.tiling.c_range(tile.c);
  std::vector<std::int8_t> out;
  for (const auto& piece : n.weight_pieces(tile)) {
    for (int g = piece.g.begin; g < piece.g.end; ++g)
      for (int k = piece.k.begin; k < piece.k.end; ++k)
        for (int j = c.begin; j < c.end; ++j)
          for (int r = 0; r < op.R(); ++r)
            for (int s = 0; s < op.S(); ++s)
              out.push_back(
                  parameters
                      .weights[((static_cast<std::size_t>(g * op.K + k) * op.R() + r) * op.S() + s) * op.C +
                               j]);
    if (!op.has_bias || c.end != op.C) continue;
    for (int g = piece.g.begin; g < piece.g.end; ++g)
      for (int k = piece.k.begin; k < piece.k.end; ++k) {
        std::int8_t bytes[4];  // little-endian
        std::memcpy(bytes, &parameters.bias[g * op.K + k], sizeof bytes);
        out.insert(out.end(), bytes, bytes + sizeof bytes);
      }
  }
  return out;
}

void write(const std::vector<std::int8_t>& values, std::int64_t address, MemoryImage* dram) {
  std::copy(values.begin(), values.end(), dram->at(address, static_cast<std::int64_t>(values.size())));
}

}  // namespace

void fill_dram(const program::Program& program, const simulator::FunctionalData& data,
               const StreamLayout& layout, MemoryImage* dram) {
  for (std::size_t b = 0; b < data.inputs.size(); ++b)
    if (program.buffers[b].in_dram) write(data.inputs[b], program.buffers[b].dram_address, dram);
  for (std::uint32_t op = 0; op < program.ops.size(); ++op) {
    const program::LoopNest& n = program.ops[op].nest;
    if (!n.op.has_weights() || n.op.weight_view.buffer >= 0) continue;
    program::for_each_weight_tile(n, [&](const program::Tile& t) {
      write(weight_stream(n, t, data.parameters[op]), layout.weight_tile_address(op, t), dram);
    });
  }
}

std::vector<std::vector<std::int8_t>> stored_buffers(const program::Program& program,
                                                     const MemoryImage& dram) {
  std::vector<std::vector<std::int8_t>> out(program.buffers.size());
  for (const program::Instruction& i : program.instructions) {
    if (i.opcode != program::Opcode::store_activations) continue;
    const int b = program.ops[i.op].op().output.buffer;
    if (!out[b].empty() || !program.buffers[b].in_dram) continue;
    const std::int64_t bytes = program.buffers[b].buffer.shape.elements();
    const std::int8_t* from = dram.at(program.buffers[b].dram_address, bytes);
    out[b].assign(from, from + bytes);
  }
  return out;
}

}  // namespace apollo::systemc
