#pragma once
#include <pybind11/pybind11.h>

#include <vector>

#include "apollo/study/evaluator.h"
#include "apollo/study/spec.h"

namespace apollo::python {

// The columns of trials.csv (study/results.h), in its order: a list of (name, values), which are a NumPy
// array of bool, int64 or float64, NaN where a trial has none, or a list of str, empty where it has none.
pybind11::list columns_of(const study::StudySpec& spec, const std::vector<study::TrialRecord>& trials);

}  // namespace apollo::python
