// Simulated clock cycles per second of the SystemC engine, on the template's default configuration (4 x 4
// PEs, 1 core, 64 lanes): a synthetic convolution whose weights and activations are loaded once, and then
// computed tile after tile.
#include <benchmark/benchmark.h>

#include "simulator/engine.h"
#include "simulator/systemc/systemc_engine.h"

namespace apollo::simulator {
namespace {

constexpr int kSize = 56, kChannels = 64, kTileY = 2;  // like a layer of ResNet-50's first stage
constexpr int kRepetitions = 40;                       // so that the time to start a process does not count

program::LoopNest convolution(const machine::Accelerator& accelerator) {
  program::Op op;
  op.name = "convolution";
  op.K = op.C = kChannels;
  op.Y = op.X = kSize;
  op.rows = op.columns = {3, 1, 1, 1, false};
  op.input = {0, 0, 0, 0, {kSize, kSize, kChannels}};
  op.output = {1, 0, 0, 0, {kSize, kSize, kChannels}};
  op.parameter_layer = 0;
  op.multiplier = 0.001F;
  program::Mapping m;
  m.lanes_k = 16;
  m.lanes_x = 4;
  m.tile_y = kTileY;
  m.tile_x = kSize / 4;
  m.tile_k = 16;
  m.tile_c = kChannels;
  return program::LoopNest(op, m, accelerator);
}

program::Program synthetic_program(int repetitions) {
  program::Program p;
  const program::LoopNest nest = convolution(p.accelerator);
  for (const program::View* view : {&nest.op.input, &nest.op.output}) {
    p.buffers.push_back({{"", view->shape}, -1, true, p.dram_bytes, false, 0, {}, {}, {}});
    p.dram_bytes += view->shape.elements();
  }
  p.ops.push_back({nest, false, false, false, p.dram_bytes});
  p.dram_bytes += nest.op.weight_bytes(1, kChannels, kChannels, false);

  std::uint32_t tiles = 0;
  for (int repetition = 0; repetition < repetitions; ++repetition)
    for (int y = 0; y < nest.tiling.tiles[static_cast<int>(program::Dim::y)]; ++y) {
      program::Instruction load;
      load.opcode = program::Opcode::load_activations;
      load.tile.y = y;
      for (const program::Box& piece : nest.input_pieces(load.tile)) load.bytes += piece.elements();
      load.bytes = std::min(load.bytes, p.accelerator.activation_memory_bytes());
      load.dram_bytes = (load.bytes + 63) / 64 * 64;
      p.instructions.push_back(load);
      program::Instruction compute;
      compute.tile.y = y;
      compute.output_address = 128 * 1024;
      compute.wait[static_cast<int>(machine::Unit::dma)] = ++tiles;
      p.instructions.push_back(compute);
    }
  return p;
}

void simulate(benchmark::State& state, const program::Program& program, const SimulationOptions& options,
              const FunctionalData* data) {
  std::int64_t cycles = 0;
  for (auto _ : state) cycles += systemc::simulate(program, options, data).counters.cycles;
  state.counters["cycles_per_second"] =
      benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}

void data_off(benchmark::State& state) { simulate(state, synthetic_program(kRepetitions), {}, nullptr); }

void data_on(benchmark::State& state) {
  const program::Program program = synthetic_program(1);
  FunctionalData data;
  data.inputs = {workloads::Values(program.ops[0].op().input.shape.elements(), 1), {}};
  data.parameters.resize(1);
  data.parameters[0].weights.assign(std::size_t{kChannels} * kChannels * 9, 1);
  SimulationOptions options;
  options.functional = true;
  simulate(state, program, options, &data);
}

BENCHMARK(data_off)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(data_on)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace apollo::simulator

BENCHMARK_MAIN();
