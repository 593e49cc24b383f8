#include "apollo/cli/command_model.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "apollo/cli/options.h"
#include "apollo/designs/scoring.h"
#include "apollo/study/space_json.h"
#include "optimizers/registry.h"
#include "simulator/cost/technology.h"
#include "simulator/machine/template_file.h"
#include "workloads/zoo/builtin.h"
#include "workloads/zoo/suite.h"

namespace apollo::cli {
namespace {

using nlohmann::json;
namespace zoo = ::apollo::zoo;

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const auto& strategy : ::apollo::optimizers::strategies()) names.push_back(strategy.name);
  return names;
}

// Names of what is built in, for an argument that takes them besides files.
std::vector<std::string> builtin_values(const std::string& command, const std::string& option) {
  const std::string what = option == "NAME" ? command : option;
  if (what == "--workload" || what == "workloads") return zoo::builtin_network_names();
  if (what == "--suite") return zoo::builtin_suite_names();
  if (what == "--space" || what == "space") return study::space_names();
  if (what == "--template") return machine::template_names();
  if (what == "--technology") return cost::technology_names();
  if (what == "--baseline") return {designs::kNoBaseline};
  if (what == "optimizers") return strategy_names();
  return {};
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

OptionModel option_of(const std::string& command, const json& option) {
  OptionModel model;
  model.name = option.at("name");
  model.names = option.at("names").get<std::vector<std::string>>();
  model.takes_value = option.at("takes_value");
  model.required = option.at("required");
  model.repeatable = option.at("repeatable");
  model.value = model.names.empty() ? model.name : option.at("value").get<std::string>();
  model.help = option.at("help");
  model.values = option.at("choices").get<std::vector<std::string>>();
  if (!model.values.empty()) return model;
  model.values = builtin_values(command, model.name);
  model.takes_folder = model.value == "DIR";
  for (const char* file : {"FILE", "CONFIG", "STUDY", ".json", ".onnx"})
    model.takes_file = model.takes_file || has(model.value, file);
  model.takes_file =
      model.takes_file || (model.value == "NAME" && has(model.help, "file") && model.names.empty());
  return model;
}

}  // namespace

std::vector<CommandModel> command_models() {
  std::vector<CommandModel> models;
  for (const Command& command : commands()) {
    std::ostringstream text;
    command.run({kModelArgument}, text);
    const json options = json::parse(text.str());
    models.push_back({command.name, command.help, options.at("help"), {}});
    for (const json& option : options.at("options"))
      models.back().options.push_back(option_of(command.name, option));
  }
  return models;
}

}  // namespace apollo::cli
