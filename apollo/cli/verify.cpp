#include "apollo/verify/verify.h"

#include <nlohmann/json.hpp>
#include <ostream>
#include <sstream>

#include "apollo/cli/commands.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/interrupt.h"
#include "apollo/cli/options.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/terminal.h"
#include "apollo/designs/scoring.h"
#include "apollo/study/shell_command.h"
#include "apollo/study/space_json.h"
#include "apollo/study/spec.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

using apollo::verify::Campaign;
using apollo::verify::Sample;

struct VerifyOptions {
  std::vector<std::string> names;
  ImportArguments import;
  std::string space, template_file, baseline;
  std::vector<std::string> set;
  std::optional<double> area_limit_mm2;
  std::int64_t samples = 1000, seed = 1, jobs = 0, sample = -1;  // jobs 0: one per processor
  bool whole_networks = false, bounds_only = false, json = false;

  void declare(Options& options) {
    options.texts("--workload", names, "NAME|FILE",
                  "networks whose layers (and, every 25th sample, the whole) are run; default: random small "
                  "layers of all kinds");
    import.declare(options);
    options.flag("--whole-networks", whole_networks, "run only whole networks, no single layers");
    options.flag("--bounds", bounds_only,
                 "only hold programs to what no program takes less than, in the fast engine alone");
    options.text("--space", space, "NAME|FILE",
                 "take configurations from this space; default: small random accelerators");
    declare_template(options, template_file);
    options.text("--baseline", baseline, "FILE",
                 "configuration file whose values designs have where nothing else gives them "
                 "(default configs/baselines/edge.json, which is built in)");
    declare_set(options, set);
    options.number("--area", area_limit_mm2, 0, 1e6,
                   "only configurations of up to so many mm2 (at 7 nm, if nothing names another node)");
    options.integer("--samples", samples, 1, 100000000, "how many (configuration, layer) pairs");
    options.integer("--seed", seed, 0, INT64_MAX, "seed of the samples");
    options.integer("--sample", sample, -1, 100000000, "run only the sample with this number, -1: all");
    options.integer("--jobs", jobs, 1, 1024,
                    "samples at a time (default one per processor); changes no result");
    options.flag("--json", json, "print one JSON object");
  }

  Campaign campaign() const {
    if (whole_networks && names.empty())
      throw files::ConfigError("--whole-networks: must be used with --workload");
    if (area_limit_mm2 && space.empty()) throw files::ConfigError("--area: must be used with --space");
    Campaign campaign;
    campaign.networks = import.load(names);
    campaign.whole_networks = whole_networks;
    campaign.bounds_only = bounds_only;
    designs::Scoring scoring;
    if (!template_file.empty()) designs::choose_template(template_file, scoring);
    if (!baseline.empty()) designs::choose_baseline(baseline, scoring);
    designs::choose_values(designs::values_of(set, "--set"), "--set", scoring);
    campaign.base = default_design(scoring);
    campaign.set = scoring.set;
    if (!space.empty()) {
      const study::StudySpec spec{study::read_space(space), scoring};
      check_conditions(spec, space);
      campaign.space = allowed_space(spec, space);
    }
    campaign.area_limit_mm2 = area_limit_mm2;
    campaign.samples = samples;
    campaign.seed = static_cast<std::uint64_t>(seed);
    campaign.jobs = jobs_of(jobs);
    if (sample >= 0) campaign.only = sample;
    return campaign;
  }

  std::string command_for(std::int64_t index) const {
    Arguments arguments;
    for (const auto& name : names) arguments.insert(arguments.end(), {"--workload", name});
    for (const auto& shape : import.input_shapes) arguments.insert(arguments.end(), {"--input-shape", shape});
    if (import.skip_unsupported) arguments.push_back("--skip-unsupported");
    if (whole_networks) arguments.push_back("--whole-networks");
    if (bounds_only) arguments.push_back("--bounds");
    if (!space.empty()) arguments.insert(arguments.end(), {"--space", space});
    if (!template_file.empty()) arguments.insert(arguments.end(), {"--template", template_file});
    if (!baseline.empty()) arguments.insert(arguments.end(), {"--baseline", baseline});
    for (const auto& value : set) arguments.insert(arguments.end(), {"--set", value});
    if (area_limit_mm2) arguments.insert(arguments.end(), {"--area", nlohmann::json(*area_limit_mm2).dump()});
    arguments.insert(arguments.end(), {"--seed", std::to_string(seed), "--sample", std::to_string(index)});
    return study::shell_command("verify", arguments);
  }
};

struct Totals {
  std::int64_t samples = 0, feasible = 0, layers = 0, networks = 0, functional = 0, values = 0, cycles = 0;
  std::vector<Sample> failed;

  void add(const Sample& s) {
    ++samples;
    feasible += s.feasible;
    layers += s.feasible && !s.whole_network;
    networks += s.feasible && s.whole_network;
    functional += s.values > 0;
    values += s.values;
    cycles += s.cycles;
    if (!s.difference.empty()) failed.push_back(s);
  }
};

nlohmann::ordered_json to_json(const Totals& totals, const VerifyOptions& given) {
  nlohmann::ordered_json differences = nlohmann::ordered_json::array();
  for (const Sample& s : totals.failed)
    differences.push_back({{"sample", s.index},
                           {"network", s.network},
                           {"accelerator", nlohmann::json::parse(s.accelerator)},
                           {"difference", s.difference},
                           {"reproduce", given.command_for(s.index)}});
  return {{"samples", totals.samples},   {"feasible", totals.feasible},     {"layers", totals.layers},
          {"networks", totals.networks}, {"functional", totals.functional}, {"values", totals.values},
          {"cycles", totals.cycles},     {"differences", differences}};
}

void write_text(const Totals& totals, const VerifyOptions& given, std::ostream& out) {
  for (const Sample& s : totals.failed)
    out << s.network << "\n" << s.difference << "  " << given.command_for(s.index) << "\n";
  std::ostringstream text;
  text << totals.samples << " samples, " << totals.feasible << " with a mapping: " << totals.layers
       << " layers, " << totals.networks << " whole networks; " << totals.cycles
       << (given.bounds_only ? " cycles in the fast engine; " : " cycles in both engines; ") << totals.values
       << " values of " << totals.functional << " samples compared with the reference\n"
       << totals.failed.size() << " with a difference\n";
  out << wrapped(text.str());
}

}  // namespace

int verify(const Arguments& arguments, std::ostream& out) {
  VerifyOptions given;
  Options options(
      "verify",
      "Runs both engines and the plain reference on random configurations and compares everything.");
  given.declare(options);
  if (!options.parse(arguments, out)) return 0;

  const Campaign campaign = given.campaign();
  const Interrupt interrupt;
  Totals totals;
  apollo::verify::run(
      campaign, [&](const Sample& s) { totals.add(s); }, &interrupt.requested());
  if (given.json) {
    out << to_json(totals, given).dump(2) << "\n";
  } else {
    write_text(totals, given, out);
  }
  if (!totals.failed.empty()) return 1;
  const bool complete = totals.samples == (campaign.only ? 1 : campaign.samples);
  return complete ? 0 : kInterrupted;
}

}  // namespace apollo::cli
