#include "apollo/cli/commands.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <sstream>

#include "apollo/cli/text_table.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"

namespace apollo::cli {
namespace {

std::string help() {
  TextTable table({{"", Align::left}, {"", Align::left}});
  for (const Command& command : commands()) table.row({command.name, command.help});
  return "apollo finds the best accelerator for a set of neural networks.\n\nUsage: apollo COMMAND ...\n\n" +
         table.text(2) + "\napollo help COMMAND explains a command; apollo --version, -V: the version.\n";
}

[[noreturn]] void unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string what =
      name.empty() ? "there is no command" : "command is \"" + files::printable(name, 60) + "\"";
  throw files::ConfigError(what + files::did_you_mean(name, names) +
                           "; must be one of: " + files::join(names));
}

// The error with the option's name where it calls what the user gave for it by its kind: "technology is".
std::string as_given(const std::string& error, const Arguments& arguments) {
  static const std::map<std::string, std::string> options = {
      {"technology", "--technology"}, {"template", "--template"}, {"suite", "--suite"},
      {"space", "--space"},           {"network", "--workload"},  {"baseline", "--baseline"}};
  const auto option = options.find(error.substr(0, error.find(' ')));
  if (option == options.end() || error.compare(option->first.size(), 5, " is \"") != 0) return error;
  const auto is_given = [&](const std::string& argument) {
    return argument == option->second || argument.rfind(option->second + "=", 0) == 0;
  };
  if (!std::any_of(arguments.begin(), arguments.end(), is_given)) return error;
  return option->second + error.substr(option->first.size());
}

const Command& command_named(const std::string& name) {
  for (const Command& command : commands())
    if (command.name == name) return command;
  unknown_command(name);
}

int run_command(const Command& command, const Arguments& arguments, std::ostream& out) {
  try {
    return command.run(arguments, out);
  } catch (const files::ConfigError& error) {
    throw files::ConfigError(as_given(error.what(), arguments));
  }
}

}  // namespace

std::string version() { return APOLLO_VERSION; }

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"evaluate", "score a configuration on networks", evaluate},
      {"explain", "say why a configuration is infeasible, or what bounds each layer", explain},
      {"search", "look for the best configuration of a space", search},
      {"sweep", "run strategies at area budgets with seeds, and compare them", sweep},
      {"prove", "find the best configuration of a space, and prove that it is", prove},
      {"study", "say how a search stands, and show its trials", study},
      {"report", "make a page and figures of searches, sweeps or designs", report},
      {"verify", "compare both engines and the plain reference on random configurations", verify},
      {"import", "make a network of an ONNX model", import},
      {"space", "list the search spaces, or the parameters of one", space},
      {"workloads", "list the networks, or the layers of one", workloads},
      {"optimizers", "list the search strategies, or the options of one", optimizers},
      {"completion", "print a script by which a shell completes apollo's options", completion},
      {"manual", "print a manual page", manual},
  };
  return table;
}

int run(const Arguments& arguments, std::ostream& out) {
  std::ostringstream text;
  int status = 0;
  const std::string name = arguments.empty() ? "" : arguments[0];
  const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
  if (name == "help" && rest.size() > 1)
    throw files::ConfigError("help is given more than one command; must be apollo help COMMAND");
  if (name == "help" && !rest.empty() && rest[0] != "--help" && rest[0] != "-h") {
    status = command_named(rest[0]).run({"--help"}, text);
  } else if (name == "--help" || name == "-h" || name == "help") {
    text << help();
  } else if (name == "--version" || name == "-V") {
    text << "apollo " << version() << "\n";
  } else {
    status = run_command(command_named(name), rest, text);
  }
  if (!(out << text.str() << std::flush)) throw files::ConfigError("standard output: cannot be written");
  return status;
}

}  // namespace apollo::cli
