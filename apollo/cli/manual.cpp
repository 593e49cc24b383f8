#include <ostream>
#include <sstream>

#include "apollo/cli/command_model.h"
#include "apollo/cli/options.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"

// Manual pages in roff, of man(7).
namespace apollo::cli {
namespace {

std::string roff(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  const bool is_request = !result.empty() && (result[0] == '.' || result[0] == '\'');
  return is_request ? "\\&" + result : result;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string head(const std::string& name, const std::string& what) {
  std::string title = name;
  for (char& c : title) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return ".TH " + roff(title) + " 1 \"\" \"apollo " + version() + "\" \"apollo\"\n.nh\n.ad l\n.SH NAME\n" +
         roff(name) + " \\- " + roff(what) + "\n";
}

// What help says: a paragraph, and the items of a list, "  name: text", below it.
std::string help_text(const std::string& help) {
  std::istringstream lines(help);
  std::string text, line;
  std::getline(lines, line);
  text = roff(line) + "\n";
  bool has_list = false;
  while (std::getline(lines, line)) {
    line.erase(0, line.find_first_not_of(' '));
    const std::size_t colon = line.find(": ");
    text += (has_list ? "" : ".RS\n") + std::string(".TP\n") + bold(line.substr(0, colon)) + "\n" +
            (colon == std::string::npos ? "" : roff(line.substr(colon + 2)) + "\n");
    has_list = true;
  }
  return text + (has_list ? ".RE\n" : "");
}

std::string usage(const OptionModel& option) {
  std::string text = files::join(option.names, ", ", bold);
  if (option.names.empty() || option.takes_value) text += (text.empty() ? "" : " ") + italic(option.value);
  return text + (option.repeatable ? " ..." : "");
}

constexpr char kExitStatus[] = R"(.SH EXIT STATUS
.TP
.B 0
done
.TP
.B 1
nothing feasible, or a check failed
.TP
.B 2
an error in what was asked for
.TP
.B 3
an error in apollo
.TP
.B 124
stopped by \fB\-\-deadline\fR
.TP
.B 130
interrupted
.SH ENVIRONMENT
.TP
.B COLUMNS
how wide tables are; otherwise as the terminal, or 80
.TP
.B NO_COLOR
no colours, if it is set and not empty
)";

std::string command_page(const CommandModel& command, const std::vector<CommandModel>& all) {
  std::string text = head("apollo-" + command.name, command.help) + ".SH SYNOPSIS\n" +
                     bold("apollo " + command.name) + " [" + italic("OPTIONS") + "]";
  for (const OptionModel& option : command.options) {
    if (!option.names.empty()) continue;
    text += option.required ? " " + usage(option) : " [" + usage(option) + "]";
  }
  text += "\n.SH DESCRIPTION\n" + roff(command.description) + "\n.SH OPTIONS\n";
  for (const OptionModel& option : command.options)
    text += ".TP\n" + usage(option) + "\n" + help_text(option.help);
  text += kExitStatus + std::string(".SH SEE ALSO\n") + bold("apollo") + "(1)";
  for (const CommandModel& other : all)
    if (other.name != command.name) text += ",\n" + bold("apollo-" + other.name) + "(1)";
  return text + "\n";
}

std::string overview_page(const std::vector<CommandModel>& commands) {
  std::string text =
      head("apollo", "find the best accelerator for a set of neural networks") + ".SH SYNOPSIS\n" +
      bold("apollo") + " " + italic("COMMAND") + " ...\n.br\n" + bold("apollo help") + " [" +
      italic("COMMAND") + "]\n.br\n" + bold("apollo --version") +
      "\n.SH DESCRIPTION\nFrom networks and a design space it searches hardware configurations, "
      "compiles every network onto each one, simulates it to the cycle, and scores it.\n"
      ".SH COMMANDS\n";
  for (const CommandModel& command : commands)
    text += ".TP\n" + bold("apollo-" + command.name) + "(1)\n" + roff(command.help) + "\n";
  return text + kExitStatus + ".SH EXAMPLES\n.nf\n" +
         roff("apollo search --space apollo --workload mobilenet_v2 --area 6.8 \\") + "\n" +
         roff("  --optimizer p3bo --trials 300 --out found") + "\n" + roff("apollo report found") + "\n.fi\n";
}

}  // namespace

int manual(const Arguments& arguments, std::ostream& out) {
  std::string name;
  Options options("manual", "Prints a manual page, of apollo or of one of its commands, for man -l.");
  options.positional("COMMAND", name, "the command; without it the page is of apollo", false);
  if (!options.parse(arguments, out)) return 0;
  const std::vector<CommandModel> commands = command_models();
  if (name.empty()) {
    out << overview_page(commands);
    return 0;
  }
  std::vector<std::string> names;
  for (const CommandModel& command : commands) {
    names.push_back(command.name);
    if (command.name != name) continue;
    out << command_page(command, commands);
    return 0;
  }
  throw files::ConfigError("COMMAND is \"" + files::printable(name, 60) + "\"" +
                           files::did_you_mean(name, names) + "; must be one of: " + files::join(names));
}

}  // namespace apollo::cli
