#include <exception>
#include <iostream>

#include "apollo/cli/commands.h"
#include "files/config_error.h"

int main(int argc, char** argv) {
  try {
    return apollo::cli::run({argv + 1, argv + argc}, std::cout);
  } catch (const apollo::files::ConfigError& error) {
    std::cerr << "apollo: " << error.what() << std::endl;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "apollo: internal error: " << error.what() << std::endl;
    return 3;
  }
}
