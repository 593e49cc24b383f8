#include "apollo/cli/launch.h"

#include <dlfcn.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cluster/worker.h"
#include "files/config_error.h"

namespace apollo::cli {
namespace {

// Where the launcher says which rank a process is, and how many there are: mpirun of Open MPI, and srun
// --mpi=pmix (which leaves the number to Slurm's own variable); PMI is that of other MPIs.
struct Launcher {
  const char *rank, *size;
};
constexpr Launcher kLaunchers[] = {{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"},
                                   {"PMIX_RANK", "SLURM_NTASKS"},
                                   {"PMI_RANK", "PMI_SIZE"}};

const char* of_environment(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

cluster::Ranks* ranks = nullptr;  // once MPI is used; lives as long as the process

// Beside the program as built, and as installed.
std::string plugin_path() {
  std::error_code error;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
  return (program.parent_path().parent_path() / APOLLO_PLUGINS / "apollo_mpi.so").string();
}

cluster::Ranks* load(const std::string& rank, int size) {
  const auto fail = [&](const std::string& what) {
    throw files::ConfigError("rank " + rank + " of " + std::to_string(size) + ": " + what);
  };
  std::error_code error;
  const std::string path = plugin_path();
  if (!std::filesystem::exists(path, error))
    fail(path + " is missing: apollo was built or installed without MPI; must be started without mpirun");
  void* const plugin = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL);  // Open MPI's own plugins look into it
  if (plugin == nullptr) {
    fail("MPI cannot be loaded: " + std::string(::dlerror()) +
         "; must be installed (Debian: openmpi-bin), or apollo started without mpirun");
  }
  const auto make = reinterpret_cast<cluster::Ranks* (*)()>(::dlsym(plugin, "apollo_mpi_ranks"));
  if (make == nullptr) fail(path + " is not that of this program");
  cluster::Ranks* const made = make();
  if (made->size() != size) {
    fail("Open MPI finds " + std::to_string(made->size()) +
         " ranks; must be started by the mpirun of Open MPI");
  }
  return made;
}

}  // namespace

cluster::Ranks* launched_ranks() {
  if (ranks != nullptr) return ranks;
  for (const Launcher& launcher : kLaunchers) {
    const std::string rank = of_environment(launcher.rank);
    const int size = std::atoi(of_environment(launcher.size));
    if (rank.empty() || size == 0) continue;
    if (size == 1) return nullptr;
    ranks = load(rank, size);
    std::atexit([] { ranks->finish(); });
    return ranks;
  }
  return nullptr;
}

bool has_served() {
  cluster::Ranks* const all = launched_ranks();
  if (all == nullptr || all->rank() == 0) return false;
  // mpirun sends them to all ranks; rank 0 tells this one when to end. A handler, as programs that this
  // starts would inherit that they are ignored.
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) {});
  cluster::serve(*all, version());
  return true;
}

int workers_of(std::int64_t jobs, const cluster::Fleet* fleet) {
  if (fleet == nullptr) return jobs_of(jobs);
  return jobs == 0 ? fleet->workers() : std::min(static_cast<int>(jobs), fleet->workers());
}

std::unique_ptr<cluster::Fleet> launched_fleet() {
  cluster::Ranks* const all = launched_ranks();
  return all == nullptr ? nullptr : std::make_unique<cluster::Fleet>(*all, version());
}

}  // namespace apollo::cli
