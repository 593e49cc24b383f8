#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {strategy, other, budget, seeds, wins, ties, losses, probability, lower, upper, difference, least, most}:
// the best rewards of two strategies at an area budget, paired over the seeds that both have run (groups.h):
// runs of one seed may begin with the same points. Each two strategies once, the later one of Runs as
// `strategy`; two that share less than two seeds are left out.
//
// `probability` that the strategy's reward is the higher one on a seed where they differ: wins / (wins +
// losses), null if they differ on none. lower and upper: its exact 95 % interval (Clopper and Pearson,
// Biometrika 26, 1934), which leaves out 0.5 if and only if the two-sided sign test at 5 % does (Dixon and
// Mood, JASA 41, 1946).
//
// `difference`: the median over the seeds of the strategy's reward less the other's. least and most: its
// interval of at least 95 % between order statistics of the differences, from the same test (Hollander and
// Wolfe, Nonparametric Statistical Methods, 1973, 3.6); null below six seeds, for which none is so sure.
// Every interval is for its pair alone, whatever the number of pairs.
Dataset pairings(const Runs& runs);

}  // namespace apollo::report
