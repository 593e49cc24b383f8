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

// Of one network.
double throughput(const Evaluation& e, std::size_t i) { return throughput_per_s(e.workloads[i]); }
double throughput_of_area(const Evaluation& e, std::size_t i) {
  return throughput(e, i) / e.area_mm2.total();
}
double throughput_of_watt(const Evaluation& e, std::size_t i) { return throughput_per_watt(e.workloads[i]); }
double rounds_in_time(const Evaluation& e, std::size_t i) { return kSecondMs / latency_ms(e.workloads[i]); }
double rounds_by_energy(const Evaluation& e, std::size_t i) { return kJouleMj / energy_mj(e.workloads[i]); }
double by_product(const Evaluation& e, std::size_t i) {
  return rounds_in_time(e, i) * rounds_by_energy(e, i);
}
double per_area(const Evaluation& e, std::size_t) { return 1 / e.area_mm2.total(); }

}  // namespace

const std::vector<Objective>& objectives() {
  using Measure = compiler::Goal::Measure;
  static const std::vector<Objective> table = {
      {"throughput_per_area", "inferences per second and mm2, geometric mean over the networks",
       "inferences/s/mm2", Measure::cycles,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_s) * (baseline ? baseline->area_mm2.total() : 1) /
                design.area_mm2.total();
       },
       throughput_of_area},
      {"throughput", "inferences per second, geometric mean over the networks", "inferences/s",
       Measure::cycles,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_s);
       },
       throughput},
      {"throughput_per_watt", "inferences per joule, geometric mean over the networks", "inferences/J",
       Measure::energy,
       [](const Evaluation& design, const Evaluation* baseline) {
         return mean(design, baseline, throughput_per_watt);
       },
       throughput_of_watt},
      {"latency", "time of one inference, or of a batch, of every network, in all", "rounds/s",
       Measure::cycles, rounds_in_time, rounds_in_time},
      {"energy", "energy of one inference of every network, in all", "rounds/J", Measure::energy,
       rounds_by_energy, rounds_by_energy},
      {"energy_delay_product", "that energy times that time", "1/(J s)", Measure::energy_delay,
       [](const Evaluation& design, const Evaluation* baseline) {
         return rounds_by_energy(design, baseline) * rounds_in_time(design, baseline);
       },
       by_product},
      {"area", "area of the chip: smaller is better", "1/mm2", std::nullopt,
       [](const Evaluation& design, const Evaluation* baseline) {
         return (baseline ? baseline->area_mm2.total() : 1) / design.area_mm2.total();
       },
       per_area},
  };
  return table;
}

const Objective* find_objective(const std::string& name) {
  for (const Objective& objective : objectives()) {
    if (objective.name == name) return &objective;
  }
  return nullptr;
}

std::vector<std::string> objective_names() {
  std::vector<std::string> names;
  for (const Objective& objective : objectives()) names.push_back(objective.name);
  return names;
}

}  // namespace apollo::designs
