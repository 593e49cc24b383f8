#include "apollo/compiler/bound/network_bound.h"

#include <algorithm>
#include <numeric>

#include "apollo/compiler/bound/chains.h"
#include "apollo/compiler/bound/core_filling.h"

namespace apollo::compiler::bound {

using machine::Accelerator;
using machine::TemplateConstants;

namespace {

constexpr std::size_t kMostRemembered = 6'000'000;  // cycles of an op on an array: 48 MB

std::int64_t in_bursts(const std::vector<std::int64_t>& bytes, int burst) {
  std::int64_t sum = 0;
  for (const std::int64_t b : bytes) sum += machine::round_up(b, burst);
  return sum;
}

std::int64_t sum_of(const std::vector<std::int64_t>& bytes) {
  return std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
}

std::int64_t core_memories(const Accelerator& a) {
  return std::int64_t{a.pes()} * a.configuration.cores_per_pe * a.configuration.core_memory_bytes;
}

}  // namespace

std::int64_t Bound::cycles() const { return std::max({array, dram, buses, path}); }

NetworkBound::NetworkBound(const workloads::Network& network)
    : NetworkBound(network, lower::lower(network)) {}

NetworkBound::NetworkBound(const workloads::Network& network, const lower::LoweredNetwork& lowered) {
  std::map<std::vector<int>, int> known;
  for (std::size_t i = 0; i < lowered.ops.size(); ++i) {
    const Cuts cuts = cuts_of(lowered, i);
    std::vector<int> key = array_key(lowered.ops[i]);
    for (const bool cut : {cuts.rows, cuts.columns, cuts.groups}) key.push_back(cut ? 1 : 0);
    const auto added = known.emplace(std::move(key), static_cast<int>(shapes_.size()));
    if (added.second) shapes_.push_back({lowered.ops[i], cuts});
    shape_of_.push_back(added.first->second);
  }
  const std::vector<Read> reads = reads_of(lowered);
  traffic_ = traffic_of(network, lowered, reads);
  order_ = order_of(lowered, reads, constant_buffers(network, lowered));
}

const std::vector<std::vector<VectorCost>>& NetworkBound::costs(Lanes lanes) {
  const auto added = costs_.emplace(lanes, std::vector<std::vector<VectorCost>>());
  std::vector<std::vector<VectorCost>>& costs = added.first->second;
  if (added.second)
    for (const Shape& shape : shapes_)
      costs.push_back(vector_costs_of_parts(shape.op, lanes, shape.cuts, constants_));
  return costs;
}

const NetworkBound::ArrayWork& NetworkBound::array_work(const Accelerator& a) {
  if (!(a.constants == constants_)) {
    costs_.clear();
    arrays_.clear();
    constants_ = a.constants;
  }
  if (arrays_.size() * shape_of_.size() > kMostRemembered) arrays_.clear();
  const machine::Configuration& c = a.configuration;
  const Grid grid{c.pes_y, c.pes_x, c.cores_per_pe};
  const auto added =
      arrays_.emplace(Array{grid.rows, grid.columns, grid.cores, c.compute_lanes}, ArrayWork());
  ArrayWork& work = added.first->second;
  if (!added.second) return work;
  const std::vector<std::vector<VectorCost>>& of_shape = costs(c.compute_lanes);
  std::vector<std::int64_t> least;
  for (std::size_t shape = 0; shape < shapes_.size(); ++shape)
    least.push_back(
        least_cycles_of_parts(shapes_[shape].op, of_shape[shape], grid, shapes_[shape].cuts, constants_));
  for (const int shape : shape_of_) {
    work.by_op.push_back(least[static_cast<std::size_t>(shape)]);
    work.total += work.by_op.back();
  }
  return work;
}

const std::vector<std::int64_t>& NetworkBound::array_cycles(const Accelerator& accelerator) {
  return array_work(accelerator).by_op;
}

std::int64_t NetworkBound::path(const ArrayWork& work, const Ends& ends, const TemplateConstants& constants) {
  ends_.clear();
  auto dependence = order_.dependences.begin();
  std::int64_t last = 0;
  for (std::size_t op = 0; op < work.by_op.size(); ++op) {
    std::int64_t end = ends.first_start + work.by_op[op];
    for (; dependence != order_.dependences.end() && dependence->to == static_cast<int>(op); ++dependence) {
      const std::int64_t start = ends_[static_cast<std::size_t>(dependence->from)] +
                                 (dependence->through_dram ? ends.round_trip : 0);
      end = std::max(end, start + least_instruction(constants));
    }
    ends_.push_back(end);
    last = std::max(last, end + (order_.stored[op] ? ends.store : 0));
  }
  return last;
}

Bound NetworkBound::of(const Accelerator& a) {
  const ArrayWork& work = array_work(a);
  const TemplateConstants& k = a.constants;
  const Ends ends(a, order_);
  Bound out;
  out.array_cycles = work.total;
  out.array = ends.first_start + work.total + ends.last_store;
  out.path = path(work, ends, k);

  const std::int64_t in_cores = core_memories(a), staged = a.parameter_memory_bytes();
  const std::int64_t in_pes = std::int64_t{a.pes()} * a.configuration.pe_memory_bytes;
  const std::int64_t kept = in_cores + staged + a.activation_memory_bytes() + in_pes;
  const std::int64_t fetched = std::max<std::int64_t>(0, traffic_.weights + traffic_.constants - kept);
  const int burst = k.dram_burst_bytes;
  const std::int64_t loads = in_bursts(traffic_.loads, burst) + machine::round_up(fetched, burst);
  out.dram_bytes = loads + in_bursts(traffic_.stores, burst);
  out.dram = std::max(
      ends.first_data + a.dram_cycles(out.dram_bytes),
      ends.first_data + a.dram_cycles(loads) + ends.to_array + least_instruction(k) + ends.last_store);

  const std::int64_t stored = sum_of(traffic_.stores), loaded = sum_of(traffic_.loads);
  const auto beyond = [&](std::int64_t memories) {
    return std::max<std::int64_t>(0, traffic_.weights - memories);
  };
  const std::int64_t delivered = beyond(in_cores + in_pes) + traffic_.operands;
  const std::int64_t brought = beyond(in_cores + in_pes + staged);
  const std::int64_t either = loaded + 2 * stored + brought;  // over DRAM or the output bus
  out.buses = k.instruction_fetch_cycles + 1 +
              std::max({machine::ceil_div(delivered, k.parameter_entry_bytes),
                        static_cast<std::int64_t>(
                            filling_cores(a, static_cast<double>(beyond(in_cores) + traffic_.operands),
                                          static_cast<double>(work.total))),
                        machine::ceil_div(traffic_.activations, k.activation_entry_bytes),
                        machine::ceil_div(stored, k.activation_entry_bytes),
                        either * k.clock_mhz / (a.dram_mbps() + k.activation_entry_bytes * k.clock_mhz)});
  return out;
}

}  // namespace apollo::compiler::bound
