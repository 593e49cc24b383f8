#pragma once
#include "apollo/report/dataset.h"
#include "apollo/report/runs.h"

namespace apollo::report {

// {parameter, about, importance, quality}: how much each parameter decides the reward of a feasible design
// (about "reward") and whether a design is feasible (about "feasibility"), among the designs that were tried.
// importance: the mean absolute SHAP value of the parameter in a model of boosted trees over designs that the
// model has not seen, as a share of all parameters' (for a categorical parameter the sum over its values).
// quality: the model's coefficient of determination on those designs (of 0 and 1 for feasibility); at 1 it
// predicts them perfectly, at 0 no better than their mean. A part is left out if the runs have fewer than 50
// designs for it, or all are alike.
Dataset importance(const Runs& runs);

}  // namespace apollo::report
