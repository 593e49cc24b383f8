#include <unistd.h>

#include <exception>
#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/terminal.h"
#include "files/config_error.h"

namespace {

std::string prefix() { return apollo::cli::styled(apollo::cli::Style::bad, "apollo:", STDERR_FILENO) + " "; }

}  // namespace

int main(int argc, char** argv) {
  try {
    return apollo::cli::run({argv + 1, argv + argc}, std::cout);
  } catch (const apollo::files::ConfigError& error) {
    std::cerr << prefix() << error.what() << std::endl;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << prefix() << "internal error: " << error.what() << std::endl;
    return 3;
  }
}
