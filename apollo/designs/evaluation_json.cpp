#include "apollo/designs/evaluation_json.h"

#include <cmath>

#include "apollo/designs/number_text.h"

namespace apollo::designs {
namespace {

using nlohmann::ordered_json;

ordered_json as_object(const Parts& parts) {
  ordered_json object = ordered_json::object();
  for (const auto& part : parts) object[part.first] = part.second;
  return object;
}

ordered_json to_json(const LayerResult& layer) {
  return {{"name", layer.name},
          {"type", layer.type},
          {"macs", layer.macs},
          {"cycles", layer.cycles},
          {"cycle_parts", designs::to_json(layer.parts)},
          {"utilization", layer.utilization},
          {"bound_by", layer.bound_by},
          {"dram_bytes", layer.dram_bytes},
          {"mapping", layer.fused_into.empty() ? layer.mapping : "fused into " + layer.fused_into}};
}

ordered_json to_json(const WorkloadResult& w) {
  ordered_json units = ordered_json::object();
  for (int u = 0; u < machine::kUnits; ++u) {
    const machine::UnitCounters& counters = w.counters.units[static_cast<std::size_t>(u)];
    units[to_string(static_cast<machine::Unit>(u))] = {{"busy", counters.busy}, {"stall", counters.stall}};
  }
  ordered_json layers = ordered_json::array();
  for (const LayerResult& layer : w.layers) layers.push_back(to_json(layer));
  ordered_json result = {{"name", w.name},
                         {"weight", w.weight},
                         {"skipped", w.skipped},
                         {"skipped_share", w.skipped_share},
                         {"macs", w.macs},
                         {"parameters", w.parameters},
                         {"cycles", w.cycles},
                         {"bound", designs::to_json(w.bound)},
                         {"cycle_parts", designs::to_json(w.parts)},
                         {"batch", w.batch},
                         {"overhead_ms", w.overhead_ms},
                         {"latency_ms", w.latency_ms},
                         {"throughput_per_s", w.throughput_per_s},
                         {"energy_mj", w.energy_mj.total()},
                         {"chip_energy_mj", w.energy_mj.chip()},
                         {"dram_energy_mj", w.energy_mj.dram},
                         {"energy_breakdown_mj", designs::to_json(w.energy_mj)},
                         {"power_w", w.power_w},
                         {"utilization", w.utilization},
                         {"dram_bytes", w.dram_bytes},
                         {"pinned_bytes", w.pinned_bytes},
                         {"first_inference", designs::to_json(w.first)},
                         {"units", units},
                         {"layers", layers}};
  if (w.functional) {
    result["functional"] = {{"values", w.functional->values}, {"mismatches", w.functional->mismatches}};
  }
  return result;
}

}  // namespace

ordered_json to_json(const std::optional<FirstInference>& first) {
  if (!first) return nullptr;
  return {{"latency_ms", first->latency_ms},
          {"chip_energy_mj", first->energy_mj.chip()},
          {"dram_energy_mj", first->energy_mj.dram},
          {"dram_bytes", first->dram_bytes}};
}

ordered_json to_json(const std::optional<compiler::bound::Bound>& bound) {
  if (!bound) return nullptr;
  return {{"cycles", bound->cycles()},      {"array", bound->array}, {"dram", bound->dram},
          {"buses", bound->buses},          {"path", bound->path},   {"array_cycles", bound->array_cycles},
          {"dram_bytes", bound->dram_bytes}};
}

ordered_json to_json(const cost::EnergyBreakdown& energy_mj) { return as_object(named(energy_mj)); }

ordered_json to_json(const CycleParts& parts) {
  ordered_json object = ordered_json::object();
  for (int i = 0; i < kCycleParts; ++i) {
    const auto part = static_cast<CyclePart>(i);
    object[to_string(part)] = parts[part];
  }
  return object;
}

ordered_json to_json(const std::optional<machine::Infeasible>& infeasible) {
  if (!infeasible) return nullptr;
  return {{"reason", to_string(infeasible->reason)},
          {"layer", infeasible->layer},
          {"needed", infeasible->needed},
          {"available", infeasible->available}};
}

ordered_json to_json(const Evaluation& e, const std::string& reward_unit) {
  ordered_json workloads = ordered_json::array();
  for (const WorkloadResult& workload : e.workloads) workloads.push_back(to_json(workload));
  ordered_json result = {{"feasible", e.feasible},
                         {"reward", std::isnan(e.reward) ? ordered_json() : ordered_json(e.reward)},
                         {"reward_unit", reward_unit}};
  for (const auto& [objective, reward] : e.rewards) result["rewards"][objective] = reward;
  result["area_mm2"] = e.area_mm2.total();
  result["area_breakdown_mm2"] = as_object(named(e.area_mm2));
  result["infeasible"] = to_json(e.infeasible);
  result["workloads"] = workloads;
  return result;
}

}  // namespace apollo::designs
