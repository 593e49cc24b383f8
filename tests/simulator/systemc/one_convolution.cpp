#include "tests/simulator/systemc/one_convolution.h"

#include <random>

namespace apollo::simulator {

namespace {

constexpr int kSize = 7, kChannels = 6, kFilters = 10,
              kKernel = 3;  // odd sizes: PEs and lanes with nothing to do at the edges

Op convolution() {
  Op op;
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
  op.in_q = {1.0F / 32, 3};
  op.own_q = op.out_q = {1.0F / 16, -5};
  op.multiplier = 0.01F;
  op.activation = workloads::Activation::relu;
  return op;
}

std::vector<std::int8_t> random_bytes(std::int64_t count, std::mt19937* random) {
  std::vector<std::int8_t> out(count);
  for (auto& v : out) v = static_cast<std::int8_t>((*random)() % 255 - 127);
  return out;
}

std::vector<std::int8_t> plain_loop(const Op& op, const std::vector<std::int8_t>& in,
                                    const workloads::Parameters& p) {
  std::vector<std::int8_t> out;
  for (int y = 0; y < kSize; ++y)
    for (int x = 0; x < kSize; ++x)
      for (int k = 0; k < kFilters; ++k) {
        std::int32_t sum = p.bias[k];
        for (int r = 0; r < kKernel; ++r)
          for (int s = 0; s < kKernel; ++s)
            for (int c = 0; c < kChannels; ++c) {
              const int iy = y - 1 + r, ix = x - 1 + s;
              if (iy < 0 || ix < 0 || iy >= kSize || ix >= kSize) continue;
              sum += (in[(iy * kSize + ix) * kChannels + c] - op.in_q.zero_point) *
                     p.weights[((k * kKernel + r) * kKernel + s) * kChannels + c];
            }
        out.push_back(workloads::activate(
            op.activation, workloads::requantize(sum, op.multiplier, op.own_q.zero_point), op.own_q));
      }
  return out;
}

// The instructions, with addresses and waits counted as they are written.
class Writer {
 public:
  explicit Writer(Program* program) : program_(*program) {}

  void add(Opcode opcode, Operand operand, const Tile& tile, std::int64_t bytes, std::int64_t receiver_bytes,
           std::int64_t memory_address = 0) {
    Instruction i;
    i.opcode = opcode;
    i.operand = operand;
    i.tile = tile;
    i.bytes = bytes;
    const int burst = program_.accelerator.constants.dram_burst_bytes;
    if (unit_of(opcode) == Unit::dma) i.dram_bytes = (bytes + burst - 1) / burst * burst;
    i.receiver_bytes = receiver_bytes;
    i.memory_address = memory_address;
    add(i);
  }
  // Everything before it must have been completed: no overlap, no hazard.
  void add(Instruction i) {
    i.wait = issued_;
    ++issued_[static_cast<int>(unit_of(i.opcode))];
    program_.instructions.push_back(i);
  }

 private:
  Program& program_;
  std::array<std::uint32_t, kUnits> issued_{};
};

std::int64_t total(const std::vector<Box>& boxes) {
  std::int64_t bytes = 0;
  for (const Box& b : boxes) bytes += b.bytes();
  return bytes;
}

std::int64_t total_inputs_of_pes(const LoopNest& n, const Tile& tile) {
  std::int64_t bytes = 0;
  for (int pe = 0; pe < n.pes_x * n.pes_y; ++pe)
    for (const Box& piece : n.input_pieces(tile))
      bytes += intersect(piece, n.input_box(n.output_box(pe / n.pes_x, pe % n.pes_x, tile))).bytes();
  return bytes;
}

}  // namespace

OneConvolution::OneConvolution(const Accelerator& accelerator, int tiles_c) {
  Mapping m;
  m.rows = Dim::y;
  m.columns = Dim::k;
  m.cores = Dim::k;
  m.lanes_x = 2;
  m.lanes_k = 2;
  m.tile_y = m.tile_x = kSize;
  m.tile_k = kFilters;
  m.tile_c = kChannels / tiles_c;
  const LoopNest nest(convolution(), m, accelerator);
  const std::int64_t inputs = nest.op.input.shape.elements(), outputs = nest.op.output.shape.elements();
  const std::int64_t output_slot = 1024, psum_slot = 2048;

  program.accelerator = accelerator;
  program.buffers = {{{"input", nest.op.input.shape}, -1, true, 0, false, 0, {}, {}},
                     {{"output", nest.op.output.shape}, -1, true, inputs, false, 0, {}, {}}};
  program.ops.push_back(OpPlan{nest, false, false, false, false, inputs + outputs});
  program.dram_bytes = inputs + outputs + nest.op.weight_bytes(1, kFilters, kChannels, true);

  std::mt19937 random(1);
  data.inputs = {random_bytes(inputs, &random), {}};
  data.parameters.resize(1);
  data.parameters[0].weights = random_bytes(std::int64_t{kFilters} * kKernel * kKernel * kChannels, &random);
  for (int k = 0; k < kFilters; ++k)
    data.parameters[0].bias.push_back(static_cast<int>(random() % 20000) - 10000);
  expected = plain_loop(nest.op, data.inputs[0], data.parameters[0]);

  Writer w(&program);
  Tile tile;
  w.add(Opcode::load_activations, Operand::input, tile, total(nest.input_pieces(tile)), 0);
  w.add(Opcode::multicast_activations, Operand::input, tile, total(nest.input_pieces(tile)),
        total_inputs_of_pes(nest, tile));
  for (tile.c = 0; tile.c < tiles_c; ++tile.c) {
    std::int64_t weights = 0;
    for (const auto& piece : nest.weight_pieces(tile)) weights += piece.bytes;
    w.add(Opcode::load_parameters, Operand::weights, tile, weights, 0);
    w.add(Opcode::multicast_parameters, Operand::weights, tile, weights,
          weights * nest.pes_y);  // every row of PEs takes them all
    Instruction compute;
    compute.tile = tile;
    compute.psum_in = tile.c > 0;
    compute.psum_out = tile.c + 1 < tiles_c;
    compute.output_address = output_slot;
    compute.psum_address = psum_slot;
    w.add(compute);
  }
  tile.c = 0;
  w.add(Opcode::collect, Operand::output, tile, outputs, outputs, output_slot);
  w.add(Opcode::store_activations, Operand::output, tile, outputs, 0);
}

}  // namespace apollo::simulator
