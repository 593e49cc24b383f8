#pragma once
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace apollo::cli {

// As the only argument it makes parse() write the options as JSON instead of what they ask for (model()).
inline constexpr char kModelArgument[] = "--options-as-json";

// The options of one command, with those that every command has: help, and how much is said on the standard
// error. Use: declare them, each with the variable that takes its value (and holds its
// default), then parse(). A wrong or missing value, or an unknown option, is a ConfigError of one line that
// names the option, the value and what is allowed.
class Options {
 public:
  Options(const std::string& command, const std::string& help);
  ~Options();

  // Names of options are "--name", of positional arguments "NAME"; `kind` stands for the value in the help.
  void positional(const std::string& name, std::string& value, const std::string& help, bool required);
  void positionals(const std::string& name, std::vector<std::string>& values, const std::string& help,
                   bool required);
  void flag(const std::string& name, bool& value, const std::string& help);
  void text(const std::string& name, std::string& value, const std::string& kind, const std::string& help,
            bool required = false);
  void texts(const std::string& name, std::vector<std::string>& values, const std::string& kind,
             const std::string& help);  // may be given several times
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& allowed,
              const std::string& help);
  // May be given several times; help and completion name those that are `known`.
  void names(const std::string& name, std::vector<std::string>& values, const std::vector<std::string>& known,
             const std::string& help);
  void integer(const std::string& name, std::int64_t& value, std::int64_t lowest, std::int64_t highest,
               const std::string& help, bool required = false);
  void number(const std::string& name, std::optional<double>& value, double above, double highest,
              const std::string& help);

  // False if the user asked for help, which has been written to `out` then. Otherwise the log level is as it
  // is asked for.
  bool parse(const std::vector<std::string>& arguments, std::ostream& out);
  // After parse(): whether the user has given the option.
  bool given(const std::string& name) const;
  // Likewise: the first that the user has given and that is neither one of these nor one of every command;
  // empty if there is none.
  std::string given_besides(const std::vector<std::string>& names) const;

 private:
  nlohmann::ordered_json model() const;
  void check_names(const std::vector<std::string>& arguments) const;
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// What --jobs asks for: the number, or one per processor if it is 0.
int jobs_of(std::int64_t given);

}  // namespace apollo::cli
