#include "apollo/verify/verify.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <thread>

#include "apollo/cli/commands.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/options.h"
#include "apollo/evaluation/evaluation.h"
#include "apollo/study/space_json.h"
#include "workloads/builtin.h"

namespace apollo::cli {
namespace {

struct Totals {
  std::int64_t samples = 0, feasible = 0, layers = 0, networks = 0, functional = 0, values = 0, cycles = 0;
  std::set<std::int64_t> failed;
};

}  // namespace

int verify(const Arguments& arguments, std::ostream& out) {
  std::vector<std::string> names;
  std::string space;
  std::int64_t samples = 1000, seed = 1, jobs = std::thread::hardware_concurrency(), sample = -1;
  bool json = false;
  Options options(
      "verify",
      "Runs both engines and the plain reference on random configurations and compares everything.");
  options.texts("--workload", names, "NAME|FILE",
                "networks whose layers (and, every 25th sample, the whole) are run; default: random small "
                "layers of all kinds");
  options.text("--space", space, "NAME|FILE",
               "take configurations from this space; default: small random accelerators");
  options.integer("--samples", samples, 1, 100000000, "how many (configuration, layer) pairs");
  options.integer("--seed", seed, 0, INT64_MAX, "seed of the samples");
  options.integer("--sample", sample, -1, 100000000, "run only the sample with this number, -1: all");
  options.integer("--jobs", jobs, 1, 1024, "samples at a time");
  options.flag("--json", json, "print one JSON object");
  if (!options.parse(arguments, out)) return 0;

  apollo::verify::Plan plan;
  for (const auto& name : names) plan.networks.push_back(apollo::workloads::load_network(name));
  if (!space.empty()) plan.space = read_space(space);
  plan.base = edge_baseline();
  plan.samples = samples;
  plan.seed = static_cast<std::uint64_t>(seed);
  plan.jobs = static_cast<int>(jobs);
  if (sample >= 0) plan.only = sample;

  std::string again = "apollo verify";
  for (const auto& name : names) again += " --workload " + name;
  if (!space.empty()) again += " --space " + space;
  again += " --seed " + std::to_string(seed) + " --sample ";

  Totals totals;
  nlohmann::ordered_json differences = nlohmann::ordered_json::array();
  std::string text;
  const Interrupt interrupt;
  apollo::verify::run(
      plan,
      [&](const apollo::verify::Sample& s) {
        ++totals.samples;
        totals.feasible += s.feasible;
        totals.layers += s.feasible && !s.whole_network;
        totals.networks += s.feasible && s.whole_network;
        totals.functional += s.values > 0;
        totals.values += s.values;
        totals.cycles += s.cycles;
        if (s.difference.empty()) return;
        totals.failed.insert(s.index);
        const std::string reproduce = again + std::to_string(s.index);
        differences.push_back({{"sample", s.index},
                               {"network", s.network},
                               {"accelerator", nlohmann::json::parse(s.accelerator)},
                               {"difference", s.difference},
                               {"reproduce", reproduce}});
        text += s.network + "\n" + s.difference + "  " + reproduce + "\n";
      },
      &interrupt.requested());
  if (json) {
    out << nlohmann::ordered_json{{"samples", totals.samples},       {"feasible", totals.feasible},
                                  {"layers", totals.layers},         {"networks", totals.networks},
                                  {"functional", totals.functional}, {"values", totals.values},
                                  {"cycles", totals.cycles},         {"differences", differences}}
               .dump(2)
        << "\n";
  } else {
    out << text << totals.samples << " samples, " << totals.feasible << " with a mapping: " << totals.layers
        << " layers, " << totals.networks << " whole networks; " << totals.cycles
        << " cycles in both engines; " << totals.values << " values of " << totals.functional
        << " samples compared with the reference\n"
        << totals.failed.size() << " with a difference\n";
  }
  return totals.failed.empty() ? 0 : 1;
}

}  // namespace apollo::cli
