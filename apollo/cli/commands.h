#pragma once
#include <iosfwd>
#include <string>
#include <vector>

// The command line: one file per command, listed in the table of commands.cpp.
namespace apollo::cli {

// What follows the command's name.
using Arguments = std::vector<std::string>;

struct Command {
  const char* name;
  const char* help;  // one line
  // Writes its result to `out`, which is shown only if it returns; progress goes to the standard error. Only
  // `evaluate --stdin` and `study --follow` write to the standard output themselves.
  // Returns the exit status: 0 done, 1 nothing feasible or a check failed, 124 stopped by --deadline,
  // 130 interrupted by the user.
  // Throws ConfigError.
  int (*run)(const Arguments& arguments, std::ostream& out);
};

// Of apollo: MAJOR.MINOR.PATCH.
std::string version();

// In the order in which they are listed to users.
const std::vector<Command>& commands();

// Runs the command that the first argument names. Throws ConfigError.
int run(const Arguments& arguments, std::ostream& out);

int evaluate(const Arguments& arguments, std::ostream& out);
int explain(const Arguments& arguments, std::ostream& out);
int search(const Arguments& arguments, std::ostream& out);
int study(const Arguments& arguments, std::ostream& out);
int sweep(const Arguments& arguments, std::ostream& out);
int report(const Arguments& arguments, std::ostream& out);
int prove(const Arguments& arguments, std::ostream& out);
int verify(const Arguments& arguments, std::ostream& out);
int import(const Arguments& arguments, std::ostream& out);
int space(const Arguments& arguments, std::ostream& out);
int workloads(const Arguments& arguments, std::ostream& out);
int optimizers(const Arguments& arguments, std::ostream& out);
int completion(const Arguments& arguments, std::ostream& out);
int manual(const Arguments& arguments, std::ostream& out);

}  // namespace apollo::cli
