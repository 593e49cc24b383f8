#include "simulator/systemc/dram_contents.h"

#include <algorithm>
#include <cstring>

#include "simulator/program/tile_loops.h"
#include "simulator/systemc/packed_values.h"

namespace apollo::systemc {

namespace {

std::vector<std::int8_t> packed(const workloads::Values& values, int bits) {
  const auto count = static_cast<std::int64_t>(values.size());
  std::vector<std::int8_t> bytes(static_cast<std::size_t>(packed_bytes(count, bits)));
  for (std::int64_t i = 0; i < count; ++i) pack(values[static_cast<std::size_t>(i)], i, bits, bytes.data());
  return bytes;
}

// The weights of a tile, in stream order (mapping.h), from the canonical order of workloads::Parameters.
std::vector<std::int8_t> weight_stream(const program::LoopNest& n, const program::Tile& tile,
                                       const workloads::Parameters& parameters) {
  const program::Op& op = n.op;
  if (program::is_row_kernel(op.kernel)) return packed(parameters.weights, 8);
  const program::Range c = n.tiling.c_range(tile.c);
  std::vector<std::int8_t> out;
  workloads::Values channel;
  for (const auto& piece : n.weight_pieces(tile)) {
    for (int g = piece.g.begin; g < piece.g.end; ++g)
      for (int k = piece.k.begin; k < piece.k.end; ++k) {
        channel.clear();
        for (int j = c.begin; j < c.end; ++j)
          for (int r = 0; r < op.R(); ++r)
            for (int s = 0; s < op.S(); ++s)
              channel.push_back(
                  parameters
                      .weights[((static_cast<std::size_t>(g * op.K + k) * op.R() + r) * op.S() + s) * op.C +
                               j]);
        const std::vector<std::int8_t> bytes = packed(channel, op.weight_bits);
        out.insert(out.end(), bytes.begin(), bytes.end());
      }
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

void write(const std::vector<std::int8_t>& bytes, std::int64_t address, MemoryImage* dram) {
  std::copy(bytes.begin(), bytes.end(), dram->at(address, static_cast<std::int64_t>(bytes.size())));
}

}  // namespace

void fill_dram(const program::Program& program, const simulator::FunctionalData& data,
               const StreamLayout& layout, MemoryImage* dram) {
  for (std::size_t b = 0; b < data.inputs.size(); ++b)
    if (const program::BufferPlan& buffer = program.buffers[b]; buffer.in_dram)
      write(packed(data.inputs[b], 8 * buffer.buffer.element_bytes), buffer.dram_address, dram);
  for (std::uint32_t op = 0; op < program.ops.size(); ++op) {
    const program::LoopNest& n = program.ops[op].nest;
    if (!n.op.has_weights() || n.op.weight_view.buffer >= 0) continue;
    program::for_each_weight_tile(n, [&](const program::Tile& t) {
      write(weight_stream(n, t, data.parameters[op]), layout.weight_tile_address(op, t), dram);
    });
  }
}

std::vector<workloads::Values> stored_buffers(const program::Program& program, const MemoryImage& dram) {
  std::vector<workloads::Values> out(program.buffers.size());
  for (const program::Instruction& i : program.instructions) {
    if (i.opcode != program::Opcode::store_activations) continue;
    const int b = program.ops[i.op].op().output.buffer;
    if (!out[b].empty() || !program.buffers[b].in_dram) continue;
    const program::Buffer& buffer = program.buffers[b].buffer;
    const std::int64_t elements = buffer.shape.elements();
    out[b] = unpacked_all(dram.at(program.buffers[b].dram_address, elements * buffer.element_bytes), elements,
                          8 * buffer.element_bytes);
  }
  return out;
}

}  // namespace apollo::systemc
