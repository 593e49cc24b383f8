#pragma once
#include "simulator/machine/accelerator.h"
#include "simulator/program/op.h"

// What is evaluated in function units: look-up tables with interpolation, which give exponentials, sigmoids,
// roots, reciprocals. Rule T5 of docs/template.md.
namespace apollo::program {

// Of one core: each gives one result per cycle.
int function_units(const machine::Accelerator& accelerator);

// Whether an activation needs one. Clamps do not (none, relu, relu6), nor does leaky_relu, whose
// requantisation has one of two multipliers, by the sum's sign (as PReLU in NVDLA's SDP).
bool needs_table(workloads::Activation activation);

// Evaluations for each result of an op, the most that any of its outputs takes: activations; the reciprocal
// of a divisor; the sigmoids and tangents of a cell. 0 for row kernels.
int evaluations_per_result(const Op& op);

// Of a row kernel, which goes over its rows in three passes: in the last `passes` of them each element is
// evaluated (softmax: its exponential, which nothing keeps from the second to the third; local response norm:
// the power of its sum), and before the last pass so much once a row (a reciprocal, an inverse root).
struct RowEvaluations {
  int passes = 0, once = 0;
};
RowEvaluations row_evaluations(Kernel kernel);

// Passes over a row of the row kernels: maximum, exponential sum, scaling; sum, square sum, scaling; and
// squares, their sums, scaling.
inline constexpr int kRowPasses = 3;

}  // namespace apollo::program
