#pragma once
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace apollo::cli {

// The options of one command. Use: declare them, each with the variable that takes its value (and holds its
// default), then parse(). A wrong or missing value, or an unknown option, is a ConfigError of one line that
// names the option, the value and what is allowed.
class Options {
 public:
  Options(const std::string& command, const std::string& help);
  ~Options();

  // Names of options are "--name", of positional arguments "NAME"; `kind` stands for the value in the help.
  void positional(const std::string& name, std::string& value, const std::string& help, bool required);
  void positionals(const std::string& name, std::vector<std::string>& values, const std::string& help);  // 1+
  void flag(const std::string& name, bool& value, const std::string& help);
  void text(const std::string& name, std::string& value, const std::string& kind, const std::string& help,
            bool required = false);
  void texts(const std::string& name, std::vector<std::string>& values, const std::string& kind,
             const std::string& help);  // may be given several times
  void choice(const std::string& name, std::string& value, const std::vector<std::string>& allowed,
              const std::string& help);
  void choices(const std::string& name, std::vector<std::string>& values,
               const std::vector<std::string>& allowed,
               const std::string& help);  // may be given several times
  void integer(const std::string& name, std::int64_t& value, std::int64_t lowest, std::int64_t highest,
               const std::string& help, bool required = false);
  void number(const std::string& name, std::optional<double>& value, double above, double highest,
              const std::string& help);

  // False if the user asked for help, which has been written to `out` then.
  bool parse(const std::vector<std::string>& arguments, std::ostream& out);
  // After parse(): whether the user has given the option.
  bool given(const std::string& name) const;
  // Likewise: the first that the user has given and that is none of these; empty if there is none.
  std::string given_besides(const std::vector<std::string>& names) const;

 private:
  void check_names(const std::vector<std::string>& arguments) const;
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

// What --jobs asks for: the number, or one per processor if it is 0.
int jobs_of(std::int64_t given);

}  // namespace apollo::cli
