#include <unistd.h>

#include <exception>
#include <iostream>
#include <string>
#include <system_error>

#include "apollo/cli/commands.h"
#include "apollo/cli/terminal.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace {

// In one write, so that lines of several ranks do not mix.
void say(const std::string& error) {
  std::cerr << apollo::cli::styled(apollo::cli::Style::bad, "apollo:", STDERR_FILENO) + " " + error + "\n";
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return apollo::cli::run({argv + 1, argv + argc}, std::cout);
  } catch (const apollo::files::ConfigError& error) {
    say(error.what());
    return 2;
  } catch (const std::system_error& error) {  // a file system's, or no thread or descriptor is left
    say(apollo::files::printable(error.what(), 1000));
    return 2;
  } catch (const std::exception& error) {
    say(std::string("internal error: ") + error.what());
    return 3;
  }
}
