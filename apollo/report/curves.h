#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

// How searches went, over the runs of each strategy at each area budget (groups.h). Columns `strategy` and
// `budget` are those of Runs; quartiles are over the runs (sweep_summary.h: quantile) that got as far.
namespace apollo::report {

// {strategy, budget, trials, lower, median, upper}: the best reward after so many trials (0 while nothing is
// feasible), or the hypervolume of several objectives, at about 150 steps. A run that used up its space early
// keeps its best; interrupted runs are shown as far as the shortest of them got.
Dataset progress(const Runs& runs);

// {strategy, budget, seed, best_reward}: one row per run; of several objectives its hypervolume.
Dataset finals(const Runs& runs);

// {strategy, budget, trials, lower, median, upper}: the feasible share of the trials in a window that ends at
// `trials`. There are up to 32 windows, each of whole batches and at least 16 trials, or the whole run.
Dataset feasible_share(const Runs& runs);

// {strategy, budget, reason, share}: what trials were spent on: "feasible", or why not.
Dataset reasons(const Runs& runs);

// {strategy, budget, from, trials, member, proposed, earned}: of ensembles, by windows as above, which begin
// after the trial number `from`: the share of the trials that each member proposed, and the share of the best
// reward's rise over the run that its trials brought, mean over the runs. What a batch adds to the best
// reward before it is divided in proportion to what each member's trials alone would have added. The first
// batch with a feasible trial does not count: there is no reward before it. Empty if no trial says who
// proposed it.
Dataset members(const Runs& runs);

}  // namespace apollo::report
