#include "apollo/report/runs.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <thread>

#include "apollo/designs/number_text.h"
#include "apollo/study/design_space.h"
#include "apollo/study/store.h"
#include "apollo/study/study.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "files/json_object.h"
#include "processes/workers.h"

namespace apollo::report {
namespace {

using files::printable;
using nlohmann::json;

constexpr std::size_t kLongestPath = 1000;  // in a message
constexpr double kSecondMs = 1e3;

struct Source {
  std::string folder, label;  // the label is empty outside of sweeps
  bool named = false;         // by the user, not by a sweep
};

bool exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

std::string canonical(const std::string& path) {
  std::error_code error;
  return std::filesystem::weakly_canonical(path, error).string();
}

std::vector<Source> runs_of_sweep(const std::string& folder) {
  const std::string path = folder + "/sweep.json";
  const json index = files::parse_json(files::read_text_file(path), path);
  files::JsonObject root(index, path);
  std::vector<Source> sources;
  for (files::JsonObject& run : root.objects("runs"))
    sources.push_back({folder + "/" + run.text("folder"), run.text("label")});
  return sources;
}

// Whether a folder's sweep.json is the list of a sweep's runs: a file of the user may have that name too.
bool is_of_sweep(const std::string& folder) {
  const std::string path = folder + "/sweep.json";
  if (!exists(path)) return false;
  const json index = json::parse(files::read_text_file(path), nullptr, false);
  return index.is_object() && index.contains("runs");
}

// Of a study in the folder of a sweep; empty if it is in none.
std::string label_in_sweep(const std::string& folder) {
  const std::string own = canonical(folder);
  const std::string sweep = std::filesystem::path(own).parent_path().string();
  if (!is_of_sweep(sweep)) return "";
  for (const Source& source : runs_of_sweep(sweep)) {
    if (canonical(source.folder) == own) return source.label;
  }
  return "";
}

std::vector<Source> sources_of(const std::vector<std::string>& folders) {
  std::vector<Source> sources;
  std::set<std::string> seen;
  const auto add = [&](const Source& source) {
    if (seen.insert(canonical(source.folder)).second) sources.push_back(source);
  };
  for (std::string folder : folders) {
    while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
    if (exists(folder + "/sweep.json")) {
      for (const Source& source : runs_of_sweep(folder)) add(source);
    } else if (exists(folder + "/study.json")) {
      add({folder, label_in_sweep(folder), true});
    } else {
      throw files::ConfigError(
          printable(folder, kLongestPath) +
          (exists(folder) ? ": holds no study.json and no sweep.json" : ": no such folder") +
          "; must be the folder of a search or a sweep");
    }
  }
  return sources;
}

// Of a built-in network, or of an ONNX model, which has the name of its file; a network file says its own.
std::string name_of(const std::string& network) {
  const std::filesystem::path path(network);
  return path.extension() == ".onnx" ? path.stem().string() : network;
}

std::string amount(const json& value) {
  if (!value.is_number()) return "?";
  const double number = value.get<double>();
  return number == std::floor(number) ? designs::plain(number) : designs::significant(number);
}

// "needs 275.3 of 4.8 mm²", "stem of mobilenet_v2 needs 70000 of 65536 pe_memory".
std::string detail_of(const study::Outcome& outcome) {
  const json& d = outcome.details;
  if (outcome.feasible || !d.contains("needed") || !d.contains("available")) return "";
  const std::string amounts = "needs " + amount(d["needed"]) + " of " + amount(d["available"]);
  if (outcome.reason == "area") return amounts + " mm²";
  const json layer = d.value("infeasible_layer", json("")),
             network = d.value("infeasible_workload", json(""));
  std::string where = layer.is_string() ? layer.get<std::string>() : "";
  if (network.is_string() && network != "")
    where += (where.empty() ? "" : " of ") + network.get<std::string>();
  return where + (where.empty() ? "" : " ") + amounts + " " + outcome.reason;
}

// `base_batch`: of what the space leaves out.
Trial lean(const study::TrialRecord& record, const study::StudySpec& spec, const study::Front& front,
           int base_batch) {
  const study::Outcome& o = record.outcome;
  Trial trial;
  trial.id = record.id;
  trial.point = record.point;
  trial.feasible = o.feasible;
  trial.reward = o.reward;
  trial.area_mm2 = o.area_mm2;
  trial.reason = o.reason;
  trial.detail = detail_of(o);
  const double batch = study::batch_at(base_batch, spec.space, record.point);
  if (o.feasible) {
    trial.latency_ms = mean_of(o.details, "latency_ms", spec.networks());
    trial.energy_mj = mean_of(o.details, "energy_mj", spec.networks());
  }
  if (trial.latency_ms) trial.throughput_per_s = batch * kSecondMs / *trial.latency_ms;
  if (trial.latency_ms && trial.energy_mj) trial.power_w = batch * *trial.energy_mj / *trial.latency_ms;
  trial.rewards = front.values_of(o);
  const json proposer = o.details.value("proposed_by", json());
  if (proposer.is_string()) trial.proposed_by = proposer.get<std::string>();
  return trial;
}

Run read_run(const Source& source) {
  const study::StoredStudy study = study::read_study(source.folder);
  const study::StudySpec& spec = study.spec;
  Run run{source.folder, source.label.empty() ? spec.optimizer : source.label,
          budget_label(spec.constraints.area_mm2), spec};
  const auto count = static_cast<std::int64_t>(study.trials.size());
  run.complete = count >= spec.trials || study.exhausted;
  const int batch = spec.own_scoring() ? default_design(*spec.own_scoring()).batch : 1;
  const study::Front front(spec);
  for (const study::TrialRecord& trial : study.trials) run.trials.push_back(lean(trial, spec, front, batch));
  run.hypervolumes = study::hypervolumes(spec, study.trials);
  return run;
}

// What all runs of a report have in common.
study::StudySpec measure_of(study::StudySpec spec) {
  const study::StudySpec defaults{spec.space};
  spec.constraints.area_mm2 = {};
  spec.area_mode = defaults.area_mode;
  spec.optimizer = defaults.optimizer;
  spec.options = {};
  spec.seed = defaults.seed;
  spec.trials = defaults.trials;
  spec.proposals = defaults.proposals;
  return spec;
}

void check_comparable(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    const auto difference = study::first_difference(measure_of(run.spec), measure_of(runs[0].spec));
    if (!difference) continue;
    throw files::ConfigError(printable(run.folder, kLongestPath) + ": cannot be in one report with " +
                             printable(runs[0].folder, kLongestPath) + ": " + difference->key + " is " +
                             difference->first + " and " + difference->second);
  }
}

// A search that is there twice, such as a study and its repetition, is one run: the longer of the two.
void leave_out_repetitions(Runs& runs) {
  std::map<std::string, std::size_t> first;  // by the spec: where its run is in `kept`
  std::vector<Run> kept;
  for (Run& run : runs.runs) {
    const auto [found, is_new] = first.emplace(to_json_text(run.spec), kept.size());
    if (is_new) {
      kept.push_back(std::move(run));
      continue;
    }
    Run& other = kept[found->second];
    if (run.trials.size() > other.trials.size()) std::swap(run, other);
    runs.notes.push_back("Left out: " + printable(run.folder, kLongestPath) + ": is the same search as " +
                         printable(other.folder, kLongestPath) + ".");
  }
  runs.runs = std::move(kept);
}

// Of a run, all that may differ between runs that are compared, but its seed and its budget.
std::map<std::string, std::string> settings(const Run& run) {
  std::map<std::string, std::string> result;
  for (const auto& [option, value] : run.spec.options) result[option] = designs::plain(value);
  result["optimizer"] = run.spec.optimizer;
  result["trials"] = std::to_string(run.spec.trials);
  result["proposals"] = std::to_string(run.spec.proposals);
  result["area mode"] = run.spec.area_mode == study::AreaMode::known ? "known" : "blackbox";
  return result;
}

// Runs with one name that differ in their settings get what differs into their names.
void tell_apart(std::vector<Run>& runs) {
  std::map<std::string, std::vector<Run*>> by_name;
  for (Run& run : runs) by_name[run.strategy].push_back(&run);
  for (const auto& [name, same] : by_name) {
    std::map<std::string, std::map<std::string, std::size_t>> runs_with;  // by key and value
    for (const Run* run : same) {
      for (const auto& [key, value] : settings(*run)) ++runs_with[key][value];
    }
    for (Run* run : same) {
      for (const auto& [key, value] : settings(*run)) {
        if (runs_with[key][value] < same.size()) run->strategy += ", " + key + " " + value;
      }
    }
  }
}

}  // namespace

const Trial* Run::best() const {
  const Trial* best = nullptr;
  for (const Trial& trial : trials) {
    if (trial.feasible && (!best || trial.reward > best->reward)) best = &trial;
  }
  return best;
}

std::vector<const Run*> Runs::best_runs() const {
  std::vector<const Run*> result;
  for (const std::string& budget : budgets) {
    const Run* best = nullptr;
    for (const Run& run : runs) {
      if (run.budget != budget || !run.best()) continue;
      if (!best || run.best()->reward > best->best()->reward) best = &run;
    }
    if (best) result.push_back(best);
  }
  return result;
}

std::string budget_label(const std::optional<double>& area_mm2) {
  return area_mm2 ? designs::plain(*area_mm2) + " mm²" : "no budget";
}

std::optional<double> mean_of(const json& details, const std::string& figure,
                              const std::vector<zoo::WeightedNetwork>& networks) {
  const std::string prefix = figure + "_";
  const bool weighted = std::any_of(networks.begin(), networks.end(),
                                    [&](const auto& n) { return n.weight != networks[0].weight; });
  double logarithm = 0, weights = 0;
  std::size_t found = 0;
  for (const auto& item : details.items()) {
    if (item.key().compare(0, prefix.size(), prefix) != 0) continue;
    if (!item.value().is_number() || item.value().get<double>() <= 0) return std::nullopt;
    double weight = 1;
    if (weighted) {
      const auto network = std::find_if(networks.begin(), networks.end(), [&](const auto& n) {
        return prefix + name_of(n.network) == item.key();
      });
      if (network == networks.end()) return std::nullopt;
      weight = network->weight;
    }
    logarithm += weight * std::log(item.value().get<double>());
    weights += weight;
    ++found;
  }
  if (found == 0 || found != networks.size()) return std::nullopt;
  return std::exp(logarithm / weights);
}

Runs read_runs(const std::vector<std::string>& folders) {
  const std::vector<Source> sources = sources_of(folders);
  std::vector<std::optional<Run>> read(sources.size());
  std::vector<std::string> notes(sources.size());
  const auto work = [&](int i) {
    const auto index = static_cast<std::size_t>(i);
    const Source& source = sources[index];
    const std::string name = printable(source.folder, kLongestPath);
    try {
      if (!source.named && !exists(source.folder + "/study.json")) return;  // counted below
      read[index] = read_run(source);
      if (!read[index]->trials.empty()) return;
      read[index].reset();
      notes[index] = name + ": has no trial yet";
    } catch (const files::ConfigError& error) {
      notes[index] = error.what();
      read[index].reset();
    }
    if (source.named) throw files::ConfigError(notes[index]);
  };
  processes::run_in_parallel(static_cast<int>(sources.size()),
                             std::max(1U, std::thread::hardware_concurrency()), work, nullptr);

  Runs result;
  std::set<std::pair<double, std::string>> budgets;
  std::size_t not_begun = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (notes[i].empty() && !read[i]) ++not_begun;
    if (!notes[i].empty()) result.notes.push_back("Left out: " + notes[i] + ".");
    if (read[i]) result.runs.push_back(std::move(*read[i]));
  }
  if (not_begun > 0) {
    result.notes.push_back("Not begun yet: " + std::to_string(not_begun) + " of " +
                           std::to_string(sources.size()) + " runs.");
  }
  if (result.runs.empty()) {
    throw files::ConfigError(printable(folders[0], kLongestPath) + ": has no run to report" +
                             (result.notes.empty() ? "" : "; " + result.notes[0]));
  }
  check_comparable(result.runs);
  leave_out_repetitions(result);
  tell_apart(result.runs);
  for (const Run& run : result.runs) {
    if (std::find(result.strategies.begin(), result.strategies.end(), run.strategy) ==
        result.strategies.end())
      result.strategies.push_back(run.strategy);
    budgets.emplace(run.spec.constraints.area_mm2.value_or(HUGE_VAL), run.budget);
  }
  for (const auto& [area, label] : budgets) result.budgets.push_back(label);
  return result;
}

}  // namespace apollo::report
