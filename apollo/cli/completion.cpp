#include "apollo/cli/completion.h"

#include <algorithm>
#include <ostream>

#include "apollo/cli/options.h"
#include "files/config_error.h"
#include "files/join.h"

namespace apollo::cli {
namespace {

// The first sentence or item, as shells show it beside an option.
std::string summary(const std::string& help) {
  const std::size_t end = std::min(help.find('\n'), help.find(';'));
  const std::string text = help.substr(0, end);
  return !text.empty() && text.back() == ':' ? text.substr(0, text.size() - 1) : text;
}

std::string replaced(const std::string& text, const std::string& characters, const std::string& before) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != std::string::npos) result += before;
    result += c;
  }
  return result;
}

std::string single_quoted(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string names_of(const CommandModel& command) {
  std::vector<std::string> names;
  for (const OptionModel& option : command.options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return files::join(names, " ");
}

std::string command_names(const std::vector<CommandModel>& commands) {
  return files::join(commands, " ", [](const CommandModel& command) { return command.name; });
}

// What compgen adds to the words: files, folders or nothing.
std::string action(const OptionModel& option) {
  return option.takes_file ? "-f" : option.takes_folder ? "-d" : "";
}

constexpr char kBashHead[] = R"(# Completion of apollo for bash, made by: apollo completion bash

# _apollo_offer WORDS [-f|-d]: the words, and files or folders.
_apollo_offer() {
  local words=$1 paths=$2
  mapfile -t COMPREPLY < <(
    compgen -W "$words" -- "$current"
    if [[ -n $paths ]]; then compgen "$paths" -- "$current"; fi
  )
  if [[ -n $paths ]]; then compopt -o filenames 2>/dev/null; fi
}

_apollo() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  if [[ $current == "=" ]]; then
    current=""
  elif [[ $previous == "=" ]]; then
    previous=${COMP_WORDS[COMP_CWORD - 2]}
  fi
)";

constexpr char kZshHead[] = R"zsh(#compdef apollo
# Completion of apollo for zsh, made by: apollo completion zsh

_apollo_names_or_files() {
  _alternative "names:name:($*)" "files:file:_files"
}

_apollo() {
  local -a commands=(
)zsh";

// Of a command's positional arguments together: the first decides, unless there is none.
std::string bash_positional(const CommandModel& command) {
  for (const OptionModel& option : command.options) {
    if (option.names.empty()) return single_quoted(files::join(option.values, " ")) + " " + action(option);
  }
  return "''";
}

std::string fish_condition(const std::string& command) {
  return single_quoted("__fish_seen_subcommand_from " + command);
}

std::string zsh_values(const OptionModel& option) {
  const std::string words = files::join(option.values, " ");
  if (option.takes_folder) return "_files -/";
  if (!option.takes_file) return words.empty() ? " " : "(" + words + ")";
  return words.empty() ? "_files" : " _apollo_names_or_files " + words;
}

std::string zsh_argument(const OptionModel& option) {
  const std::string value = ":" + replaced(option.value, ":\\", "\\") + ":" + zsh_values(option);
  if (option.names.empty()) {
    return option.repeatable ? "*" + value : value;
  }
  const std::string help = "[" + replaced(summary(option.help), "[]:\\", "\\") + "]";
  std::vector<std::string> lines;
  for (const std::string& name : option.names)
    lines.push_back(
        single_quoted((option.repeatable ? "*" : "") + name + help + (option.takes_value ? value : "")));
  return files::join(lines, " \\\n        ");
}

}  // namespace

std::string bash_completion(const std::vector<CommandModel>& commands) {
  std::string text = kBashHead;
  text += "  if ((COMP_CWORD == 1)); then\n    _apollo_offer '" + command_names(commands) +
          " help --help --version'\n    return\n  fi\n  case ${COMP_WORDS[1]} in\n    help)\n      "
          "_apollo_offer '" +
          command_names(commands) + "'\n      ;;\n";
  for (const CommandModel& command : commands) {
    text += "    " + command.name + ")\n      case $previous in\n";
    for (const OptionModel& option : command.options) {
      if (option.names.empty() || !option.takes_value) continue;
      text += "        " + files::join(option.names, "|") + ") _apollo_offer " +
              single_quoted(files::join(option.values, " ")) + " " + action(option) + " ;;\n";
    }
    text += "        *)\n          if [[ $current == -* ]]; then\n            _apollo_offer " +
            single_quoted(names_of(command)) + "\n          else\n            _apollo_offer " +
            bash_positional(command) + "\n          fi\n          ;;\n      esac\n      ;;\n";
  }
  return text + "  esac\n}\n\ncomplete -F _apollo apollo\n";
}

std::string zsh_completion(const std::vector<CommandModel>& commands) {
  std::string text = kZshHead;
  for (const CommandModel& command : commands)
    text += "    " + single_quoted(command.name + ":" + replaced(command.help, ":\\", "\\")) + "\n";
  text +=
      "    'help:explain a command'\n  )\n"
      "  if ((CURRENT == 2)); then\n    _describe command commands\n    return\n  fi\n"
      "  local command=$words[2]\n  shift words\n  ((CURRENT--))\n  case $command in\n"
      "    help) _describe command commands ;;\n";
  for (const CommandModel& command : commands) {
    text += "    " + command.name + ")\n      _arguments -S";
    for (const OptionModel& option : command.options) {
      const std::string argument = zsh_argument(option);
      text += " \\\n        " + (option.names.empty() ? single_quoted(argument) : argument);
    }
    text += "\n      ;;\n";
  }
  return text +
         "  esac\n}\n\nif [[ $funcstack[1] == _apollo ]]; then _apollo \"$@\"; else compdef _apollo apollo; "
         "fi\n";
}

std::string fish_completion(const std::vector<CommandModel>& commands) {
  std::string text =
      "# Completion of apollo for fish, made by: apollo completion fish\n\ncomplete -c apollo -f\n";
  const std::string at_first = "complete -c apollo -n __fish_use_subcommand ";
  for (const CommandModel& command : commands)
    text += at_first + "-a " + command.name + " -d " + single_quoted(command.help) + "\n";
  text += at_first + "-a help -d 'explain a command'\n" + at_first + "-l help -d 'list the commands'\n" +
          at_first + "-s V -l version -d 'say the version'\ncomplete -c apollo -n " + fish_condition("help") +
          " -a '" + command_names(commands) + "'\n";
  for (const CommandModel& command : commands) {
    for (const OptionModel& option : command.options) {
      text += "complete -c apollo -n " + fish_condition(command.name);
      for (const std::string& name : option.names)
        text += name[1] == '-' ? " -l " + name.substr(2) : " -s " + name.substr(1);
      if (!option.names.empty() && option.takes_value) text += option.takes_file ? " -r" : " -x";
      if (option.takes_file) text += " -F";
      std::string values = files::join(option.values, " ");
      if (option.takes_folder) values = "(__fish_complete_directories)";
      if (!values.empty()) text += " -a " + single_quoted(values);
      text += " -d " + single_quoted(summary(option.help)) + "\n";
    }
  }
  return text;
}

int completion(const Arguments& arguments, std::ostream& out) {
  std::string shell;
  Options options("completion", "Prints a script by which a shell completes apollo's commands and options.");
  options.choice("SHELL", shell, {"bash", "zsh", "fish"}, "the shell that reads the script");
  if (!options.parse(arguments, out)) return 0;
  if (shell.empty()) throw files::ConfigError("there is no SHELL; must be bash, zsh or fish");
  const std::vector<CommandModel> commands = command_models();
  out << (shell == "bash"  ? bash_completion(commands)
          : shell == "zsh" ? zsh_completion(commands)
                           : fish_completion(commands));
  return 0;
}

}  // namespace apollo::cli
