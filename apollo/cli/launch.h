#pragma once
#include <cstdint>
#include <memory>

#include "apollo/cluster/fleet.h"

namespace apollo::cli {

// The ranks of which this process is one if Open MPI's mpirun, or srun with PMIx, has started it with others;
// otherwise null, and MPI is not touched. They are finished when the process exits, after all output.
// ConfigError that names the rank if MPI cannot be used.
cluster::Ranks* launched_ranks();

// Whether this process is a rank other than 0; then it has done its part, until rank 0 told it to end, when
// this returns: the command is to end with status 0.
bool has_served();

// The workers of rank 0; null without mpirun.
std::unique_ptr<cluster::Fleet> launched_fleet();

// How many evaluate at a time, by --jobs (0: not given): one per processor, or with a fleet (may be null) its
// workers.
int workers_of(std::int64_t jobs, const cluster::Fleet* fleet);

}  // namespace apollo::cli
