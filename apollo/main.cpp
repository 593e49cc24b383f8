#include <unistd.h>

#include <exception>
#include <iostream>
#include <system_error>

#include "apollo/cli/commands.h"
#include "apollo/cli/terminal.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace {

std::string prefix() { return apollo::cli::styled(apollo::cli::Style::bad, "apollo:", STDERR_FILENO) + " "; }

}  // namespace

int main(int argc, char** argv) {
  try {
    return apollo::cli::run({argv + 1, argv + argc}, std::cout);
  } catch (const apollo::files::ConfigError& error) {
    std::cerr << prefix() << error.what() << std::endl;
    return 2;
  } catch (const std::system_error& error) {  // a file system's, or no thread or descriptor is left
    std::cerr << prefix() << apollo::files::printable(error.what(), 1000) << std::endl;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << prefix() << "internal error: " << error.what() << std::endl;
    return 3;
  }
}
