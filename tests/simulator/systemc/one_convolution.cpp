#include "tests/simulator/systemc/one_convolution.h"

#include <cmath>
#include <random>

namespace apollo::systemc {

namespace {

constexpr int kSize = 7, kChannels = 6, kFilters = 10,
              kKernel = 3;  // odd sizes: PEs and lanes with nothing to do at the edges

program::Op convolution(const Widths& widths) {
  program::Op op;
  op.name = "convolution";
  op.K = kFilters;
  op.C = kChannels;
  op.Y = op.X = kSize;
  op.rows.window = op.columns.window = kKernel;
  op.rows.pad = op.columns.pad = 1;
  op.input = {0, 0, 0, 0, {kSize, kSize, kChannels}};
  op.output = {1, 0, 0, 0, {kSize, kSize, kFilters}};
  op.parameter_layer = 0;
  op.has_bias = true;
  op.in_q = {1.0F / 32, 3, widths.input};
  op.own_q = op.out_q = {1.0F / 16, -5, widths.output};
  op.weight_bits = widths.weight;
  // So that outputs have all their bits, and few saturate.
  op.multiplier = std::ldexp(0.01F, 8 + widths.output - widths.input - widths.weight);
  op.activation = workloads::Activation::relu;
  return op;
}

// Symmetric around zero.
workloads::Values random_values(std::int64_t count, int bits, std::mt19937* random) {
  const int highest = workloads::highest_value(bits);
  workloads::Values out(count);
  for (auto& v : out)
    v = static_cast<workloads::Value>(static_cast<int>((*random)() % static_cast<unsigned>(2 * highest + 1)) -
                                      highest);
  return out;
}

workloads::Values plain_loop(const program::Op& op, const workloads::Values& in,
                             const workloads::Parameters& p) {
  workloads::Values out;
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < kSize; ++x)
      for (int k = 0; k < kFilters; ++k) {
        std::int64_t sum = p.bias[k];
        for (int r = 0; r < kKernel; ++r)
          for (int s = 0; s < kKernel; ++s)
            for (int c = 0; c < kChannels; ++c) {
              const int iy = y - 1 + r, ix = x - 1 + s;
              if (iy < 0 || ix < 0 || iy >= kSize || ix >= kSize) continue;
              sum += std::int64_t{in[(iy * kSize + ix) * kChannels + c] - op.in_q.zero_point} *
                     p.weights[((k * kKernel + r) * kKernel + s) * kChannels + c];
            }
        out.push_back(workloads::activate(op.activation, workloads::requantize(sum, op.multiplier, op.own_q),
                                          op.own_q));
      }
  return out;
}

// The instructions, with addresses and waits counted as they are written.
class Writer {
 public:
  explicit Writer(program::Program* program) : program_(*program) {}

  void add(program::Opcode opcode, program::Operand operand, const program::Tile& tile, std::int64_t bytes,
           std::int64_t memory_address = 0) {
    program::Instruction i;
    i.opcode = opcode;
    i.operand = operand;
    i.tile = tile;
    i.bytes = bytes;
    const int burst = program_.accelerator.constants.dram_burst_bytes;
    if (program::unit_of(opcode) == machine::Unit::dma) i.dram_bytes = (bytes + burst - 1) / burst * burst;
    i.memory_address = memory_address;
    add(i);
  }
  // Everything before it must have been completed: no overlap, no hazard.
  void add(program::Instruction i) {
    i.wait = issued_;
    ++issued_[static_cast<int>(program::unit_of(i.opcode))];
    program_.instructions.push_back(i);
  }

 private:
  program::Program& program_;
  std::array<std::uint32_t, machine::kUnits> issued_{};
};

std::int64_t total(const std::vector<program::Box>& boxes) {
  std::int64_t elements = 0;
  for (const program::Box& b : boxes) elements += b.elements();
  return elements;
}

}  // namespace

OneConvolution::OneConvolution(const machine::Accelerator& accelerator, int tiles_c, const Widths& widths) {
  program::Mapping m;
  m.rows = program::Dim::y;
  m.columns = program::Dim::k;
  m.cores = program::Dim::k;
  m.lanes_x = 2;
  m.lanes_k = 2;
  m.tile_y = m.tile_x = kSize;
  m.tile_k = kFilters;
  m.tile_c = kChannels / tiles_c;
  const program::LoopNest nest(convolution(widths), m, accelerator);
  const int input_bytes = widths.input / 8, output_bytes = widths.output / 8;
  const std::int64_t inputs = nest.op.input.shape.elements(),
                     outputs = nest.op.output.shape.elements() * output_bytes;
  const std::int64_t output_slot = 1024, psum_slot = 2048;

  program.accelerator = accelerator;
  program.buffers = {
      {{"input", nest.op.input.shape, input_bytes}, -1, true, 0, false, 0, {}, {}, {}},
      {{"output", nest.op.output.shape, output_bytes}, -1, true, inputs * input_bytes, false, 0, {}, {}, {}}};
  program.ops.push_back(program::OpPlan{nest, false, false, false, inputs * input_bytes + outputs});
  const std::int64_t whole_bytes = kFilters;  // 4-bit weights of each tile end in whole bytes
  program.dram_bytes = inputs * input_bytes + outputs + nest.op.weight_bytes(1, kFilters, kChannels, true) +
                       tiles_c * whole_bytes;

  std::mt19937 random(1);
  data.inputs = {random_values(inputs, widths.input, &random), {}};
  data.parameters.resize(1);
  data.parameters[0].weights =
      random_values(std::int64_t{kFilters} * kKernel * kKernel * kChannels, widths.weight, &random);
  for (int k = 0; k < kFilters; ++k)
    data.parameters[0].bias.push_back(static_cast<int>(random() % 20000) - 10000);
  expected = plain_loop(nest.op, data.inputs[0], data.parameters[0]);

  Writer w(&program);
  program::Tile tile;
  const std::int64_t carried = total(nest.input_pieces(tile)) * input_bytes;
  w.add(program::Opcode::load_activations, program::Operand::input, tile, carried);
  w.add(program::Opcode::multicast_activations, program::Operand::input, tile, carried);
  for (tile.c = 0; tile.c < tiles_c; ++tile.c) {
    std::int64_t weights = 0;
    for (const auto& piece : nest.weight_pieces(tile)) weights += piece.bytes;
    w.add(program::Opcode::load_parameters, program::Operand::weights, tile, weights);
    w.add(program::Opcode::multicast_parameters, program::Operand::weights, tile, weights);
    program::Instruction compute;
    compute.tile = tile;
    compute.psum_in = tile.c > 0;
    compute.psum_out = tile.c + 1 < tiles_c;
    compute.output_address = output_slot;
    compute.psum_address = psum_slot;
    w.add(compute);
  }
  tile.c = 0;
  w.add(program::Opcode::collect, program::Operand::output, tile, outputs, output_slot);
  w.add(program::Opcode::store_activations, program::Operand::output, tile, outputs);
}

}  // namespace apollo::systemc
