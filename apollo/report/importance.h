#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {parameter, about, importance, quality}: how much each parameter decides the reward of a feasible design
// (about "reward") and whether a design is feasible (about "feasibility"), among the designs that were tried.
// importance: the mean absolute SHAP value of the parameter in a model of boosted trees over designs that the
// model has not seen, as a share of all parameters' (for a categorical parameter the sum over its values).
// quality: the model's coefficient of determination on those designs (of 0 and 1 for feasibility); at 1 it
// predicts them perfectly, at 0 no better than their mean.
// Where the runs' area budgets differ, a design is feasible or not for each budget that it was tried with:
// the model of feasibility is also told the budget, whose own SHAP values do not count. Of different results
// of the same design the lowest counts. The order of the runs does not matter.
// Of more than 20,000 designs (and budgets), as many at random count. One of five designs is held out of
// each model, feasible and infeasible ones alike; the quality is of all of those, the importance of the
// first 2,000. A categorical parameter of more than 64 values that occur (1000 / number of parameters, if
// that is less) is told to the model as the index of its value, of which it finds out less.
// A part is left out if the runs have fewer than 50 designs for it, feasibility also with fewer than 10
// feasible or 10 infeasible ones, and if the rewards are all alike or the model finds nothing.
Dataset importance(const Runs& runs);

}  // namespace apollo::report
