#include "apollo/designs/objective.h"

#include <cmath>

#include "apollo/designs/evaluation.h"

namespace apollo::designs {
namespace {

using Figure = double (*)(const WorkloadResult&);

double throughput_per_s(const WorkloadResult& w) { return w.throughput_per_s; }
double throughput_per_watt(const WorkloadResult& w) { return w.throughput_per_s / w.power_w; }
double latency_ms(const WorkloadResult& w) { return w.latency_ms; }
double energy_mj(const WorkloadResult& w) { return w.energy_mj.total(); }

double mean(const Evaluation& design, const Evaluation* baseline, Figure figure) {
  double log_sum = 0, weights = 0;
  for (std::size_t i = 0; i < design.workloads.size(); ++i) {
    const WorkloadResult& w = design.workloads[i];
    log_sum += w.weight * std::log(figure(w) / (baseline ? figure(baseline->workloads[i]) : 1));
    weights += w.weight;
  }
  return std::exp(log_sum / weights);
}

double total(const Evaluation& evaluation, Figure figure) {
  double sum = 0;
  for (const WorkloadResult& w : evaluation.workloads) sum += w.weight * figure(w);
  return sum;
}

constexpr double kSecondMs = 1e3, kJouleMj = 1e3;

double rounds(const Evaluation& design, const Evaluation* baseline, Figure figure, double amount) {
  return (baseline ? total(*baseline, figure) : amount) / total(design, figure);
}

double rounds_in_time(const Evaluation& design, const Evaluation* baseline) {
  return rounds(design, baseline, latency_ms, kSecondMs);
}

double rounds_by_energy(const Evaluation& design, const Evaluation* baseline) {
  return rounds(design, baseline, energy_mj, kJouleMj);
}

}  // namespace

const std::vector<Objective>& objectives() {
  using Measure = compiler::Goal::Measure;
  static const std::vector<Objective> table = {
      {"throughput_per_area", "inferences per second and mm2, geometric mean over the networks",
       "inferences/s/mm2", Measure::cycles,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_s) * (baseline ? baseline->area_mm2.total() : 1) /
                design.area_mm2.total();
       }},
      {"throughput", "inferences per second, geometric mean over the networks", "inferences/s",
       Measure::cycles,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_s);
       }},
      {"throughput_per_watt", "inferences per joule, geometric mean over the networks", "inferences/J",
       Measure::energy,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_watt);
       }},
      {"latency", "time of one inference, or of a batch, of every network, in all", "rounds/s",
       Measure::cycles, rounds_in_time},
      {"energy", "energy of one inference of every network, in all", "rounds/J", Measure::energy,
       rounds_by_energy},
      {"energy_delay_product", "that energy times that time", "1/(J s)", Measure::energy_delay,
       [](const Evaluation& design, const Evaluation* baseline) {
         return rounds_by_energy(design, baseline) * rounds_in_time(design, baseline);
       }},
  };
  return table;
}

const Objective* find_objective(const std::string& name) {
  for (const Objective& objective : objectives()) {
    if (objective.name == name) return &objective;
  }
  return nullptr;
}

}  // namespace apollo::designs
