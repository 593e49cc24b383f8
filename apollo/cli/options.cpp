#include "apollo/cli/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <map>
#include <ostream>
#include <set>
#include <sstream>
#include <thread>

#include "apollo/cli/log.h"
#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"

namespace apollo::cli {
namespace {

using files::printable;

[[noreturn]] void fail(const std::string& name, const std::string& value, const std::string& allowed) {
  throw files::ConfigError(name + " is \"" + printable(value, 60) + "\"; must be " + allowed);
}

template <class Number>
bool read(const std::string& text, Number& number) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

constexpr std::size_t kHelpWidth = 80, kHelpColumn = 30;  // where the explanations begin: CLI11's default

// The text with its lines broken at spaces; what goes on is below the explanation, with two spaces more if
// that is an item of a list.
std::string help_lines(const std::string& text) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line, before; std::getline(lines, line); before = line) {
    if (line.empty() && (before.empty() || lines.peek() == EOF)) continue;
    const std::size_t first = line.find_first_not_of(' ');
    const std::size_t indent = line[0] != ' ' ? 0 : first > kHelpColumn ? first + 2 : kHelpColumn;
    while (line.size() > kHelpWidth) {
      const std::size_t space = line.rfind(' ', kHelpWidth);
      if (space == std::string::npos || space <= indent) break;
      result += line.substr(0, space) + "\n";
      line = std::string(indent, ' ') + line.substr(space + 1);
    }
    result += line + "\n";
  }
  return result;
}

// The names, if they fit a line of the help.
std::string kind_of(const std::string& option, const std::vector<std::string>& allowed) {
  const std::string names = files::join(allowed, "|");
  return 2 + option.size() + 1 + names.size() <= kHelpWidth ? names : "NAME";
}

CLI::Validator one_of(const std::string& option, const std::vector<std::string>& allowed) {
  const auto check = [option, allowed](const std::string& given) {
    if (std::find(allowed.begin(), allowed.end(), given) == allowed.end()) {
      throw files::ConfigError(option + " is \"" + printable(given, 60) + "\"" +
                               files::did_you_mean(given, allowed) +
                               "; must be one of: " + files::join(allowed));
    }
    return std::string();
  };
  return CLI::Validator(check, "");
}

}  // namespace

constexpr char kMessages[] = "Messages";  // the group of the options of every command, which come last

struct Options::Implementation {
  CLI::App app;
  std::map<std::string, std::vector<std::string>> choices = {};  // by option
  bool quiet = false;
  std::string log_level = "info";
};

Options::Options(const std::string& command, const std::string& help)
    : implementation_(new Implementation{CLI::App{help, "apollo " + command}}) {
  implementation_->app.set_help_flag("-h,--help", "show this help");
  flag("--quiet", implementation_->quiet, "nothing but errors on the standard error");
  choice("--log-level", implementation_->log_level, log_levels(),
         "what is said there besides errors: every trial, progress, or warnings alone (default info)");
  for (const char* name : {"--quiet", "--log-level"}) implementation_->app.get_option(name)->group(kMessages);
}
Options::~Options() = default;

void Options::positional(const std::string& name, std::string& value, const std::string& help,
                         bool required) {
  implementation_->app.add_option(name, value, help)->type_name("")->required(required);
}

void Options::positionals(const std::string& name, std::vector<std::string>& values, const std::string& help,
                          bool required) {
  implementation_->app.add_option(name, values, help)->type_name("")->required(required);
}

void Options::flag(const std::string& name, bool& value, const std::string& help) {
  implementation_->app.add_flag(name, value, help);
}

void Options::text(const std::string& name, std::string& value, const std::string& kind,
                   const std::string& help, bool required) {
  const auto check = [name, kind](const std::string& given) {
    if (given.empty()) fail(name, given, kind);
    return std::string();
  };
  implementation_->app.add_option(name, value, help)
      ->type_name(kind)
      ->required(required)
      ->check(CLI::Validator(check, ""));
}

void Options::texts(const std::string& name, std::vector<std::string>& values, const std::string& kind,
                    const std::string& help) {
  implementation_->app.add_option(name, values, help)->type_name(kind)->allow_extra_args(false);
}

void Options::choice(const std::string& name, std::string& value, const std::vector<std::string>& allowed,
                     const std::string& help) {
  implementation_->choices[name] = allowed;
  implementation_->app.add_option(name, value, help)
      ->type_name(kind_of(name, allowed))
      ->check(one_of(name, allowed));
}

void Options::names(const std::string& name, std::vector<std::string>& values,
                    const std::vector<std::string>& known, const std::string& help) {
  implementation_->choices[name] = known;
  texts(name, values, kind_of(name, known), help);
}

void Options::integer(const std::string& name, std::int64_t& value, std::int64_t lowest, std::int64_t highest,
                      const std::string& help, bool required) {
  const auto check = [=](const std::string& given) {
    std::int64_t number = 0;
    if (!read(given, number) || number < lowest || number > highest) {
      fail(name, given, "an integer from " + std::to_string(lowest) + " to " + std::to_string(highest));
    }
    return std::string();
  };
  implementation_->app.add_option(name, value, help)
      ->type_name("N")
      ->required(required)
      ->check(CLI::Validator(check, ""));
}

void Options::number(const std::string& name, std::optional<double>& value, double above, double highest,
                     const std::string& help) {
  const auto take = [=, &value](const std::string& given) {
    double number = 0;
    if (!read(given, number) || !(number > above && number <= highest)) {
      fail(name, given,
           "a number above " + designs::significant(above, 1) + " and up to " +
               designs::significant(highest, 1));
    }
    value = number;
  };
  implementation_->app.add_option_function<std::string>(name, take, help)->type_name("NUMBER");
}

bool Options::given(const std::string& name) const {
  return implementation_->app.get_option(name)->count() > 0;
}

std::string Options::given_besides(const std::vector<std::string>& names) const {
  for (const CLI::Option* option : implementation_->app.get_options()) {
    const std::string name = option->get_name();
    const bool is_other = std::find(names.begin(), names.end(), name) == names.end() && name != "--quiet" &&
                          name != "--log-level";
    if (option->count() > 0 && is_other) return name;
  }
  return "";
}

void Options::check_names(const std::vector<std::string>& arguments) const {
  std::vector<std::string> known;
  const CLI::App& app = implementation_->app;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
    for (const std::string& name : option->get_snames()) known.push_back("-" + name);
  }
  std::set<std::string> given;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    double number = 0;
    if (argument == "--") return;
    if (argument.size() < 2 || argument[0] != '-' || read(argument, number) || argument == "-h") continue;
    const std::string name = argument.substr(0, argument.find('='));
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw files::ConfigError("unknown option \"" + printable(name, 60) + "\"" +
                               files::did_you_mean(name, known) + "; " + app.get_name() +
                               " --help lists what is allowed");
    }
    const bool takes_value = app.get_option(name)->get_expected_min() > 0 && name != "--help";
    if (takes_value && app.get_option(name)->get_expected_max() == 1 && !given.insert(name).second)
      throw files::ConfigError(name + " is given twice; must be given once");
    if (!takes_value || name.size() < argument.size()) continue;
    const bool has_value = ++i < arguments.size() && arguments[i].compare(0, 2, "--") != 0;
    if (!has_value)
      throw files::ConfigError(name + " has no value; must be followed by " +
                               app.get_option(name)->get_type_name());
  }
}

nlohmann::ordered_json Options::model() const {
  const CLI::App& app = implementation_->app;
  nlohmann::ordered_json options = nlohmann::ordered_json::array();
  std::vector<const CLI::Option*> in_order = app.get_options();
  std::stable_partition(in_order.begin(), in_order.end(),
                        [](const CLI::Option* option) { return option->get_group() != kMessages; });
  for (const CLI::Option* option : in_order) {
    std::vector<std::string> names;
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    const auto choices = implementation_->choices.find(option->get_name());
    options.push_back({{"name", option->get_name()},
                       {"names", names},  // none: a positional argument
                       {"takes_value", option->get_expected_min() > 0 && option->get_name() != "--help"},
                       {"value", option->get_type_name()},
                       {"required", option->get_required()},
                       {"repeatable", option->get_expected_max() > 1},
                       {"choices", choices == implementation_->choices.end() ? std::vector<std::string>()
                                                                             : choices->second},
                       {"help", option->get_description()}});
  }
  return {{"help", app.get_description()}, {"options", options}};
}

bool Options::parse(const std::vector<std::string>& arguments, std::ostream& out) {
  CLI::App& app = implementation_->app;
  if (arguments == std::vector<std::string>{kModelArgument}) {
    out << model().dump() << "\n";
    return false;
  }
  check_names(arguments);
  try {
    app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::CallForHelp&) {
    out << help_lines(app.help());
    return false;
  } catch (const CLI::ParseError& error) {
    throw files::ConfigError(printable(error.what(), 500) + "; see " + app.get_name() + " --help");
  }
  if (implementation_->quiet && given("--log-level"))
    throw files::ConfigError("--quiet: must not be used with --log-level");
  set_log_level(implementation_->quiet ? "error" : implementation_->log_level);
  return true;
}

int jobs_of(std::int64_t given) {
  return given > 0 ? static_cast<int>(given)
                   : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace apollo::cli
