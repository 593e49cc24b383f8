// client CONFIGURATION NETWORK: compiles a network for a design, simulates it, and prints the cycles.
#include <iostream>
#include <variant>

#include "apollo/compiler/compiler.h"
#include "files/config_error.h"
#include "simulator/fast/fast_engine.h"
#include "simulator/machine/accelerator.h"
#include "workloads/zoo/builtin.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "client CONFIGURATION NETWORK\n";
    return 2;
  }
  try {
    const apollo::machine::Accelerator accelerator = apollo::machine::read_accelerator(argv[1]);
    const apollo::workloads::Network network = apollo::zoo::load_network(argv[2]);
    const auto compiled = apollo::compiler::compile(network, accelerator);
    if (const auto* program = std::get_if<apollo::program::Program>(&compiled)) {
      std::cout << apollo::fast::simulate(*program, {}).counters.cycles << "\n";
      return 0;
    }
    std::cerr << "the design cannot run " << network.name << "\n";
    return 1;
  } catch (const apollo::files::ConfigError& error) {
    std::cerr << error.what() << "\n";
    return 2;
  }
}
