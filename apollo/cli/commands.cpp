#include "apollo/cli/commands.h"

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
         table.text(2) + "\napollo COMMAND --help explains a command.\n";
}

[[noreturn]] void unknown_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : commands()) names.emplace_back(command.name);
  const std::string what =
      name.empty() ? "there is no command" : "command is \"" + files::printable(name, 60) + "\"";
  throw files::ConfigError(what + files::did_you_mean(name, names) +
                           "; must be one of: " + files::join(names));
}

}  // namespace

std::string version() { return APOLLO_VERSION; }

const std::vector<Command>& commands() {
  static const std::vector<Command> table = {
      {"evaluate", "score a configuration on networks", evaluate},
      {"explain", "say why a configuration is infeasible, or what bounds each layer", explain},
      {"search", "look for the best configuration of a space", search},
      {"sweep", "run strategies at area budgets with seeds, and compare them", sweep},
      {"study", "say how a search stands, and show its trials", study},
      {"report", "make a page and figures of searches and sweeps", report},
      {"verify", "compare both engines and the plain reference on random configurations", verify},
      {"import", "make a network of an ONNX model", import},
      {"space", "list the search spaces, or the parameters of one", space},
      {"workloads", "list the networks, or the layers of one", workloads},
      {"optimizers", "list the search strategies, or the options of one", optimizers},
  };
  return table;
}

int run(const Arguments& arguments, std::ostream& out) {
  std::ostringstream text;
  int status = 0;
  const std::string name = arguments.empty() ? "" : arguments[0];
  if (name == "--help" || name == "-h" || name == "help") {
    text << help();
  } else if (name == "--version") {
    text << "apollo " << version() << "\n";
  } else {
    const Command* found = nullptr;
    for (const Command& command : commands()) {
      if (command.name == name) found = &command;
    }
    if (!found) unknown_command(name);
    status = found->run({arguments.begin() + 1, arguments.end()}, text);
  }
  if (!(out << text.str() << std::flush)) throw files::ConfigError("standard output: cannot be written");
  return status;
}

}  // namespace apollo::cli
