#include "apollo/report/best_designs.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "apollo/designs/number_text.h"

namespace apollo::report {
namespace {

void for_both(const Design& design, const std::optional<Design>& baseline,
              const std::function<void(const std::string& who, const Design&)>& visit) {
  visit(design.who, design);
  if (baseline) visit("baseline", *baseline);
}

double peak_gmacs_per_s(const machine::Accelerator& a) {
  return static_cast<double>(a.macs_per_cycle()) * a.constants.clock_mhz / 1000;
}

Json macs_per_byte(const designs::LayerResult& layer) {
  if (layer.dram_bytes == 0) return nullptr;
  return static_cast<double>(layer.macs) / static_cast<double>(layer.dram_bytes);
}

// The parameters, and what else is not the same in all of them and the baseline.
std::vector<std::string> values_to_show(const std::vector<Design>& designs,
                                        const std::optional<Design>& baseline) {
  const Json first = values_by_name((baseline ? *baseline : designs.front()).design);
  std::vector<std::string> names;
  for (const auto& [name, value] : first.items()) {
    const auto differs = [&, n = name, v = value](const Design& d) {
      return values_by_name(d.design).at(n) != v;
    };
    if (machine::find_field(machine::kParameters, name) ||
        std::any_of(designs.begin(), designs.end(), differs))
      names.push_back(name);
  }
  return names;
}

// Parameters are shown in units of their own.
std::string unit_of_value(const std::string& name) {
  const auto* constant = machine::find_field(machine::kConstants, name);
  return constant ? constant->unit : "";
}

double times_bound(const designs::WorkloadResult& workload) {
  if (!workload.bound) return 0;
  return static_cast<double>(workload.cycles) / static_cast<double>(workload.bound->cycles());
}

}  // namespace

Dataset baseline_point(const Design& baseline) {
  Dataset data({"area_mm2", "throughput_per_s"});
  if (!baseline.evaluation.feasible) return data;
  double logarithm = 0, weights = 0;
  for (const designs::WorkloadResult& workload : baseline.evaluation.workloads) {
    logarithm += workload.weight * std::log(workload.throughput_per_s);
    weights += workload.weight;
  }
  data.add({baseline.evaluation.area_mm2.total(), std::exp(logarithm / weights)});
  return data;
}

Dataset area_parts(const std::vector<Design>& designs, const std::optional<Design>& baseline) {
  Dataset data({"design", "who", "part", "area_mm2"});
  for (const Design& design : designs) {
    for_both(design, baseline, [&](const std::string& who, const Design& d) {
      for (const auto& [part, mm2] : designs::named(d.evaluation.area_mm2))
        data.add({design.label, who, part, mm2});
    });
  }
  return data;
}

Dataset energy_parts(const std::vector<Design>& designs, const std::optional<Design>& baseline) {
  Dataset data({"design", "who", "network", "part", "energy_mj"});
  for (const Design& design : designs) {
    for_both(design, baseline, [&](const std::string& who, const Design& d) {
      for (const designs::WorkloadResult& workload : d.evaluation.workloads) {
        for (const auto& [part, mj] : designs::named(workload.energy_mj))
          data.add({design.label, who, workload.name, part, mj});
      }
    });
  }
  return data;
}

Dataset layers(const std::vector<Design>& designs) {
  Dataset data({"design", "network", "index", "layer", "type", "cycles", "share", "bound_by", "utilization",
                "macs", "dram_bytes", "macs_per_byte", "gmacs_per_s", "mapping", "fused_into"});
  for (const Design& design : designs) {
    const double clock_ghz = design.design.accelerator.constants.clock_mhz / 1000.0;
    for (const designs::WorkloadResult& workload : design.evaluation.workloads) {
      std::int64_t index = 0;
      for (const designs::LayerResult& layer : workload.layers) {
        const auto cycles = static_cast<double>(layer.cycles);
        data.add({design.label, workload.name, index++, layer.name, layer.type, layer.cycles,
                  workload.cycles > 0 ? cycles / static_cast<double>(workload.cycles) : 0, layer.bound_by,
                  layer.utilization, layer.macs, layer.dram_bytes, macs_per_byte(layer),
                  layer.cycles > 0 ? static_cast<double>(layer.macs) / cycles * clock_ghz : 0, layer.mapping,
                  layer.fused_into});
      }
    }
  }
  return data;
}

Dataset cycle_parts(const std::vector<Design>& designs) {
  Dataset data({"design", "network", "part", "cycles", "share", "times_bound"});
  for (const Design& design : designs) {
    for (const designs::WorkloadResult& workload : design.evaluation.workloads) {
      for (int i = 0; i < designs::kCycleParts; ++i) {
        const auto part = static_cast<designs::CyclePart>(i);
        const std::int64_t cycles = workload.parts[part];
        data.add(
            {design.label, workload.name, to_string(part), cycles,
             workload.cycles > 0 ? static_cast<double>(cycles) / static_cast<double>(workload.cycles) : 0,
             times_bound(workload)});
      }
    }
  }
  return data;
}

Dataset roofs(const std::vector<Design>& designs) {
  Dataset data({"design", "macs_per_byte", "gmacs_per_s"});
  for (const Design& design : designs) {
    const double peak = peak_gmacs_per_s(design.design.accelerator);
    const double gbps = design.design.accelerator.configuration.dram_bandwidth_gbps;
    const double ridge = peak / gbps;  // MACs per byte
    double lowest = ridge, highest = ridge;
    for (const designs::WorkloadResult& workload : design.evaluation.workloads) {
      for (const designs::LayerResult& layer : workload.layers) {
        const Json intensity = macs_per_byte(layer);
        if (intensity.is_null() || layer.macs == 0) continue;
        lowest = std::min(lowest, intensity.get<double>());
        highest = std::max(highest, intensity.get<double>());
      }
    }
    for (const double x : {lowest / 2, ridge, highest * 2})
      data.add({design.label, x, std::min(peak, gbps * x)});
  }
  return data;
}

Dataset comparison(const std::vector<Design>& designs, const std::optional<Design>& baseline,
                   const std::string& reward_unit) {
  Dataset data({"design", "figure", "unit", "best", "baseline", "ratio"}, {"best", "baseline"});
  const std::vector<std::string> shown_values = values_to_show(designs, baseline);
  for (const Design& design : designs) {
    using Figure = std::function<std::optional<double>(const Design&)>;
    const auto add = [&](const std::string& figure, const std::string& unit, const Figure& of) {
      const double best = *of(design);
      const std::optional<double> base = baseline ? of(*baseline) : std::nullopt;
      data.add({design.label, figure, unit, best, base ? Json(*base) : Json(nullptr),
                base && *base > 0 ? Json(best / *base) : Json(nullptr)});
    };
    add("reward", baseline ? "" : reward_unit, [](const Design& d) { return d.evaluation.reward; });
    add("area", "mm²", [](const Design& d) { return d.evaluation.area_mm2.total(); });
    add("peak", "GMAC/s", [](const Design& d) { return peak_gmacs_per_s(d.design.accelerator); });
    const Json own = values_by_name(design.design),
               reference = baseline ? values_by_name(baseline->design) : Json::object();
    for (const std::string& name : shown_values)
      data.add(
          {design.label, name, unit_of_value(name), own.at(name), reference.value(name, Json()), nullptr});
    for (std::size_t i = 0; i < design.evaluation.workloads.size(); ++i) {
      const std::string network = design.evaluation.workloads[i].name;
      const auto add_result = [&](const std::string& figure, const std::string& unit,
                                  double (*of)(const designs::WorkloadResult&)) {
        add(figure + " " + network, unit, [&](const Design& d) -> std::optional<double> {
          if (i >= d.evaluation.workloads.size()) return std::nullopt;  // of an infeasible baseline
          return of(d.evaluation.workloads[i]);
        });
      };
      using Result = designs::WorkloadResult;
      add_result("throughput", "1/s", [](const Result& w) { return w.throughput_per_s; });
      add_result("latency", "ms", [](const Result& w) { return w.latency_ms; });
      add_result("cycles over the bound", "", times_bound);
      add_result("chip energy", "mJ", [](const Result& w) { return w.energy_mj.chip(); });
      add_result("DRAM energy", "mJ", [](const Result& w) { return w.energy_mj.dram; });
      add_result("power", "W", [](const Result& w) { return w.power_w; });
      add_result("utilization", "", [](const Result& w) { return w.utilization; });
      add_result("pinned weights", "bytes",
                 [](const Result& w) { return static_cast<double>(w.pinned_bytes); });
      add_result("latency of the first inference", "ms",
                 [](const Result& w) { return w.first ? w.first->latency_ms : w.latency_ms; });
    }
  }
  return data;
}

}  // namespace apollo::report
