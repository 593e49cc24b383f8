#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/designs/design.h"
#include "apollo/designs/evaluation.h"
#include "apollo/designs/network_import.h"
#include "apollo/designs/technology_choice.h"
#include "files/json_object.h"
#include "simulator/machine/baselines.h"
#include "simulator/machine/template_file.h"
#include "workloads/zoo/suite.h"

// How designs are scored: one value, made from options, from a sweep's file or from study.json.
namespace apollo::designs {

// Two equal ones give a design the same reward. Limits on designs (Constraints) are no part of it: they are
// kept whoever scores, and a sweep compares runs that differ in them.
struct Scoring {
  std::vector<zoo::WeightedNetwork> networks;
  NetworkImport import;
  // 1 to 4, none twice; study.json may name some that another version had.
  std::vector<std::string> objectives = {designs::objectives().front().name};
  std::vector<double> reference;  // as Criteria
  Aggregate aggregate = Aggregate::own;
  TechnologyChoice technology;          // of the baseline
  machine::TemplateFile template_file;  // what the baseline's file overrides
  // Scores 1 if rewards are relative. All designs have of it what nothing else gives them.
  machine::Accelerator baseline = machine::edge_baseline();
  bool is_relative = true;  // to the baseline; otherwise rewards are in the objective's unit
  int batch = 1;            // of the baseline: inferences one after the other, see WorkloadResult
  nlohmann::json set = nlohmann::json::object();  // values, by name, that all designs have instead of its
  Engine engine = Engine::fast;
  std::map<std::string, std::string> fingerprints;  // by network; empty until noted by fingerprints_of()
};

inline constexpr double kLargestReference = 1e9;

// The names as in options and files.
const std::vector<std::string>& engine_names();
const char* to_string(Engine engine);
// Requires one of the names.
Engine engine_of(const std::string& name);

// What stands for no baseline in options and files.
inline constexpr char kNoBaseline[] = "none";
// Takes a template by its name or file, for designs and the baseline. After the technology, before
// choose_baseline(). ConfigError, also if its clock is too fast for the technology.
void choose_template(const std::string& name_or_path, Scoring& scoring);
// Takes the baseline of a configuration file, its technology and batch included if the file has them, or
// none: then the built-in one only gives designs what nothing else does. ConfigError likewise.
void choose_baseline(const std::string& file_or_none, Scoring& scoring);
// After the baseline: takes what all designs have instead of its values. ConfigError, naming `where` they are
// from, if a name is unknown or a value out of range.
void choose_values(const nlohmann::json& values, const std::string& where, Scoring& scoring);

// The baseline as a design, and what a design has that nothing else is said of.
Design baseline_design(const Scoring& scoring);
Design default_design(const Scoring& scoring);
// That of a configuration file, with the baseline's values where it leaves them out, and Scoring::set in any
// case. ConfigError, also if its clock is too fast for its technology.
Design read_design(const std::string& path, const Scoring& scoring);
Design parse_design(const std::string& json_text, const std::string& file, const Scoring& scoring);

// "x baseline", or the objectives' units if rewards are absolute. Empty if an objective is unknown.
std::string reward_unit(const Scoring& scoring);
// Of a hypervolume: the units of the objectives multiplied, "rounds/s x 1/mm2". Empty if rewards are
// relative, or an objective is unknown.
std::string hypervolume_unit(const Scoring& scoring);

// Those of the suite (a built-in name or a file; may be empty), then the others with weight 1. ConfigError,
// naming `where` the others are given, if one is there twice.
std::vector<zoo::WeightedNetwork> weighted_networks(const std::string& suite,
                                                    const std::vector<std::string>& others,
                                                    const std::string& where);

// The members "workloads", "objective" and "evaluation" of study.json.
nlohmann::ordered_json to_json(const Scoring& scoring);
// Reads them from study.json's root. ConfigError.
Scoring parse_scoring(files::JsonObject& root);

// The networks in their order. ConfigError as of the other load_networks(), or if two have the same name: it
// tells their results apart.
std::vector<workloads::Network> load_networks(const Scoring& scoring, const std::string& where);

// What tells whether the loaded networks are still what they were when a study began, by Scoring::networks.
std::map<std::string, std::string> fingerprints_of(const Scoring& scoring,
                                                   const std::vector<workloads::Network>& networks);

// As load_networks(), of a scoring whose fingerprints have been noted. ConfigError also if a network is not
// what it was then.
std::vector<workloads::Network> load_unchanged_networks(const Scoring& scoring, const std::string& where);

// ConfigError if there are too many objectives or one twice, or the reference does not go with them. `where`
// comes before "objective" and "reference": "FILE: ", or "--" on the command line.
void check_objectives(const std::vector<std::string>& objectives, const std::vector<double>& reference,
                      const std::string& where);
// ConfigError also if an objective is unknown.
void check_objectives(const Scoring& scoring, const std::string& where);
// The member "objective": a name, or a list of some.
std::vector<std::string> parse_objectives(files::JsonObject& root);
// ConfigError if there is no objective of a name; `file` says where it is from.
Criteria criteria_of(const Scoring& scoring, const std::string& file);

// Of the scoring's networks, as load_networks() gives them. ConfigError if the technology, which is from
// `file`, is none, or the baseline's clock is too fast for it.
DesignEvaluator evaluator_of(const Scoring& scoring, std::vector<workloads::Network> networks,
                             const std::string& file);

// Engine, objective and constraints; the rest as EvaluationOptions has it. Requires known objectives.
EvaluationOptions options_of(const Scoring& scoring, const Constraints& constraints);

}  // namespace apollo::designs
