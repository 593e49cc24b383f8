#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

// How searches went, over the runs of each strategy at each area budget: the complete ones, or all if none is
// complete. Columns `strategy` and `budget` are those of Runs; quartiles are over the runs (sweep_summary.h:
// quantile) that got as far.
namespace apollo::report {

// {strategy, budget, trials, lower, median, upper}: the best reward after so many trials (0 while nothing is
// feasible), at about 150 steps and where a run of the group ends.
Dataset progress(const Runs& runs);

// {strategy, budget, seed, best_reward}: one row per run.
Dataset finals(const Runs& runs);

// {strategy, budget, trials, lower, median, upper}: the feasible share of the trials in a window that ends at
// `trials`. There are up to 32 windows, each of at least 16 trials or the whole run.
Dataset feasible_share(const Runs& runs);

// {strategy, budget, reason, share}: what trials were spent on: "feasible", or why not.
Dataset reasons(const Runs& runs);

// {budget, trials, member, proposed, earned}: of ensembles, by windows as above: the share of the trials that
// each member proposed, and by how much its trials raised ln(best reward), per run. The first feasible trial
// of a run raises nothing: there is no reward before it. Empty if no trial says who proposed it.
Dataset members(const Runs& runs);

}  // namespace apollo::report
