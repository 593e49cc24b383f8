#include "apollo/compiler/plan/parking.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/decisions/lifetimes.h"
#include "apollo/compiler/emit/weight_streams.h"
#include "apollo/compiler/plan/residency.h"

namespace apollo::compiler::plan {

namespace {

// Of all weight tiles that come to parameter memory, in whole entries.
std::int64_t largest_tile(const Problem& problem, const decisions::Plan& plan) {
  const machine::TemplateConstants& constants = problem.accelerator.constants;
  emit::WeightStreams streams;
  std::int64_t bytes = 0;
  for (std::size_t i = 0; i < plan.ops.size(); ++i) {
    const program::Op& op = problem.network.ops[i];
    if (!op.has_weights() || plan.ops[i].pins_all()) continue;
    streams.assign(program::LoopNest(op, plan.ops[i].mapping, problem.accelerator),
                   constants.dram_burst_bytes);
    bytes = std::max(bytes, streams.largest());
  }
  return machine::round_up(bytes, constants.parameter_entry_bytes);
}

// Of a chunk, in whole entries and bursts: what DRAM carries in twice the time from a request to its arrival
// in PE memories, so that it need not wait for chunks before, or more, so that fewer instructions do. Less,
// if so parameter memory holds two of the largest tiles beside; 0 if it would not hold one.
std::int64_t chunk_bytes(const machine::Accelerator& a, std::int64_t largest_tile) {
  constexpr int kLeastPart = 64;  // of parameter memory
  constexpr int kSmallest = 8;    // of these make a whole one
  const std::int64_t latency = a.constants.dram_latency_cycles + a.network_latency(),
                     carried = 2 * latency * a.dram_mbps() / a.constants.clock_mhz,
                     memory = a.parameter_memory_bytes();
  const auto unit = std::lcm<std::int64_t>(a.constants.parameter_entry_bytes, a.constants.dram_burst_bytes);
  const std::int64_t whole = machine::round_up(std::max(carried, memory / kLeastPart), unit),
                     beside = (memory - 2 * largest_tile) / decisions::kParkingChunks / unit * unit;
  if (beside >= whole / kSmallest) return std::min(whole, beside);
  return largest_tile + decisions::kParkingChunks * whole <= memory ? whole : 0;
}

// Bytes of all PE memories below `end` that no activation takes while an op and the one before it run, by op.
std::vector<std::int64_t> free_bytes(const Problem& problem, const decisions::Plan& plan, std::int64_t end) {
  std::vector<decisions::Lifetime> lifetimes = decisions::activation_lifetimes(plan);
  std::sort(lifetimes.begin(), lifetimes.end(),
            [](const auto& l, const auto& r) { return l.begin < r.begin; });
  std::vector<std::int64_t> free(plan.ops.size(), 0), at(plan.ops.size(), 0);
  for (const decisions::Lifetime& l : lifetimes)
    for (int op = l.first; op <= std::min(l.last + 1, static_cast<int>(plan.ops.size()) - 1); ++op) {
      free[op] += std::max<std::int64_t>(l.begin - at[op], 0);
      at[op] = std::max(at[op], l.end);
    }
  for (std::size_t op = 0; op < free.size(); ++op)
    free[op] = (free[op] + std::max<std::int64_t>(end - at[op], 0)) * problem.accelerator.pes();
  return free;
}

// What an op takes: the array without waiting for weights, and DRAM for those that come anew. Cycles.
struct Times {
  double computes = 0, loads = 0;
};

// Of a program in which DRAM is ahead of the array by at most so many cycles (by op, when it ends).
struct Flow {
  double waits = 0;     // of the array, cycles
  int last_ahead = -1;  // the last op that ends with DRAM ahead by more than `usual`; -1: none
};
Flow flow(const std::vector<Times>& ops, const std::vector<double>& most_ahead, double usual) {
  Flow flow;
  double ahead = 0;
  for (std::size_t op = 0; op < ops.size(); ++op) {
    const double cycles = std::max(ops[op].computes, ops[op].loads - ahead);
    flow.waits += cycles - ops[op].computes;
    ahead = std::min(std::max(most_ahead[op], usual), ahead + cycles - ops[op].loads);
    if (ahead > usual) flow.last_ahead = static_cast<int>(op);
  }
  return flow;
}

// How far parameter memory lets DRAM be ahead, cycles: half of it is in use.
double usually_ahead(const machine::Accelerator& a) {
  return static_cast<double>(a.dram_cycles(a.parameter_memory_bytes() / 2));
}

std::vector<Times> times_of(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                            const decisions::Plan& plan) {
  std::vector<Times> times(plan.ops.size());
  for (std::size_t i = 0; i < plan.ops.size(); ++i) {
    const decisions::OpDecision& decision = plan.ops[i];
    times[i].computes = static_cast<double>(traffic[i].cycles - traffic[i].waits);
    if (!problem.network.ops[i].has_weights() || decision.at_rest || decision.pins_all()) continue;
    const program::Tiling n(problem.network.ops[i], decision.mapping, problem.accelerator);
    const double tiles =
        static_cast<double>(n.tiles[index(program::Dim::g)]) * n.tiles[index(program::Dim::k)] * n.tiles_c;
    times[i].loads = (1 - (decision.pinned_tiles + decision.kept_tiles) / tiles) *
                     static_cast<double>(problem.accelerator.dram_cycles(traffic[i].bytes));
  }
  return times;
}

// How far DRAM may be ahead when an op ends, by op, if so many bytes of PE memories are free before the next.
std::vector<double> most_ahead(const machine::Accelerator& a, const std::vector<std::int64_t>& free) {
  std::vector<double> ahead(free.size(), 0);
  for (std::size_t i = 0; i + 1 < free.size(); ++i)
    ahead[i] = usually_ahead(a) + static_cast<double>(a.dram_cycles(free[i + 1]));
  return ahead;
}

}  // namespace

double park_weights(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                    decisions::Plan* plan) {
  const machine::Accelerator& a = problem.accelerator;
  const std::vector<Times> times = times_of(problem, traffic, *plan);
  const std::vector<std::int64_t> free =
      free_bytes(problem, *plan, decisions::end_of_parking(*plan, a.configuration.pe_memory_bytes));
  const Flow parked = flow(times, most_ahead(a, free), usually_ahead(a));
  const double gain =
      flow(times, std::vector<double>(times.size(), 0), usually_ahead(a)).waits - parked.waits;
  plan->parking_chunk_bytes = gain > 0 ? chunk_bytes(a, largest_tile(problem, *plan)) : 0;
  if (plan->parking_chunk_bytes == 0) return 0;
  plan->last_parking_op = parked.last_ahead;
  const std::vector<int>& groups = problem.uses.weight_groups;
  for (std::size_t i = 0; i < plan->ops.size(); ++i)
    plan->ops[i].parks =
        problem.network.ops[i].parameter_layer >= 0 && groups[i] < 0 && times[i].loads > times[i].computes;
  return gain;
}

InTheWay ops_in_the_way(const Problem& problem, const std::vector<emit::WeightTraffic>& traffic,
                        const decisions::Plan& plan, std::int64_t pe_memory_bytes) {
  const machine::Accelerator& a = problem.accelerator;
  const std::vector<Times> times = times_of(problem, traffic, plan);
  const std::int64_t end = decisions::end_of_parking(plan, a.configuration.pe_memory_bytes);
  std::vector<std::int64_t> free = free_bytes(problem, plan, end);
  const double before = flow(times, most_ahead(a, free), usually_ahead(a)).waits,
               room = static_cast<double>(
                   a.dram_cycles(std::max<std::int64_t>(end - pe_memory_bytes, 0) * a.pes()));
  InTheWay in;
  std::vector<std::int64_t> taken(times.size());
  double wanted = 0;  // cycles that DRAM should be ahead when an op begins
  for (std::size_t i = times.size(); i-- > 0;) {
    taken[i] = bytes_during(static_cast<int>(i), plan);
    if (wanted > usually_ahead(a) && times[i].loads < times[i].computes && taken[i] > pe_memory_bytes) {
      in.ops.push_back(static_cast<int>(i));
      taken[i] = std::max(pe_memory_bytes, held_during(static_cast<int>(i), plan));
    }
    wanted = std::max(0.0, std::min(wanted, usually_ahead(a) + room) + times[i].loads - times[i].computes);
  }
  for (std::size_t i = 1; i < times.size(); ++i)
    free[i] = std::max(free[i], (end - std::max(taken[i - 1], taken[i])) * a.pes());
  std::reverse(in.ops.begin(), in.ops.end());
  in.gain = before - flow(times, most_ahead(a, free), usually_ahead(a)).waits;
  return in;
}

}  // namespace apollo::compiler::plan
