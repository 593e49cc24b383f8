#include <algorithm>
#include <cmath>

#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

using Unary = double (*)(double);
using Binary = double (*)(double, double);

double quotient(double a, double b) { return b == 0 ? 0 : a / b; }
double truth(bool value) { return value ? 1 : 0; }

// The value of a constant, whose values are known, that meets element i of a broadcast result.
double met(const Constant& constant, const Dims& result, std::int64_t i) {
  return (*constant.values)[static_cast<std::size_t>(broadcast_offset(result, constant.dims, i))];
}

// Element by element of two operands; of a single one, its own elements.
void combine(const Fold& fold, Binary operation) {
  if (fold.node.inputs.size() == 1) return fold.give(fold.in(0).dims, fold.in(0).values);
  const Constant &a = fold.in(0), &b = fold.in(1);
  if (fold.node.inputs.size() > 2) fold.graph.fail(fold.node, "has more than two inputs");
  const Dims dims = broadcast(fold.graph, fold.node, a.dims, b.dims);
  check_elements(fold.graph, fold.node, dims);
  if (!a.values || !b.values || product(dims) > fold.graph.most_values()) return fold.give(dims);
  Numbers values;
  for (std::int64_t i = 0; i < product(dims); ++i)
    values.push_back(operation(met(a, dims, i), met(b, dims, i)));
  fold.give(dims, values);
}

// Of integers without fractions.
void divide(const Fold& fold) {
  combine(fold, fold.integral ? [](double a, double b) { return std::trunc(quotient(a, b)); } : quotient);
}

// With the sign of the divisor, or, as C has it, of the dividend.
void modulo(const Fold& fold) {
  const bool of_dividend = integer(fold.node, "fmod", 0) != 0;
  combine(
      fold, of_dividend ? [](double a, double b) { return b == 0 ? 0 : std::fmod(a, b); }
                        : [](double a, double b) { return b == 0 ? 0 : a - b * std::floor(a / b); });
}

std::optional<Numbers> applied(std::optional<Numbers> values, Unary operation) {
  if (values) std::transform(values->begin(), values->end(), values->begin(), operation);
  return values;
}

void cast(const Fold& fold) {
  // ONNX's numbers of FLOAT, FLOAT16, DOUBLE and BFLOAT16; the others that have an order are integers.
  const std::int64_t to = integer(fold.node, "to", 1);
  const bool integers = to != 1 && to != 10 && to != 11 && to != 16;
  const std::optional<Numbers>& values = fold.in(0).values;
  fold.of_integers(integers).give(
      fold.in(0).dims, integers ? applied(values, [](double a) { return std::trunc(a); }) : values);
}

void choose(const Fold& fold) {
  const Constant &condition = fold.in(0), &a = fold.in(1), &b = fold.in(2);
  const Dims dims =
      broadcast(fold.graph, fold.node, condition.dims, broadcast(fold.graph, fold.node, a.dims, b.dims));
  check_elements(fold.graph, fold.node, dims);
  if (!condition.values || !a.values || !b.values || product(dims) > fold.graph.most_values())
    return fold.give(dims);
  Numbers values;
  for (std::int64_t i = 0; i < product(dims); ++i)
    values.push_back(met(met(condition, dims, i) != 0 ? a : b, dims, i));
  fold.give(dims, values);
}

void range(const Fold& fold) {
  double bound[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& values = fold.in(i).values;
    if (!values || values->size() != 1) throw Unsupported("a range of unknown bounds");
    bound[i] = values->front();
  }
  const double count = bound[2] == 0 ? -1 : std::ceil((bound[1] - bound[0]) / bound[2]);
  if (!(count >= 0 && count <= static_cast<double>(kMostElements)))
    fold.graph.fail(fold.node, "the range has no end, or is too long");
  Numbers values;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(static_cast<std::int64_t>(count), kMostValues); ++i)
    values.push_back(bound[0] + static_cast<double>(i) * bound[2]);
  fold.give({static_cast<std::int64_t>(count)}, values);
}

FoldFunction unary(Unary operation) {
  return [operation](const Fold& fold) { fold.give(fold.in(0).dims, applied(fold.in(0).values, operation)); };
}

FoldFunction binary(Binary operation) {
  return [operation](const Fold& fold) { combine(fold, operation); };
}

}  // namespace

const FoldTable& folds_of_numbers() {
  static const FoldTable table = {
      {"Add", binary([](double a, double b) { return a + b; })},
      {"Sub", binary([](double a, double b) { return a - b; })},
      {"Mul", binary([](double a, double b) { return a * b; })},
      {"Div", divide},
      {"Mod", modulo},
      {"Pow", binary([](double a, double b) { return std::pow(a, b); })},
      {"Min", binary([](double a, double b) { return std::min(a, b); })},
      {"Max", binary([](double a, double b) { return std::max(a, b); })},
      {"Equal", binary([](double a, double b) { return truth(a == b); })},
      {"Less", binary([](double a, double b) { return truth(a < b); })},
      {"Greater", binary([](double a, double b) { return truth(a > b); })},
      {"LessOrEqual", binary([](double a, double b) { return truth(a <= b); })},
      {"GreaterOrEqual", binary([](double a, double b) { return truth(a >= b); })},
      {"Xor", binary([](double a, double b) { return truth((a != 0) != (b != 0)); })},
      {"And", binary([](double a, double b) { return truth(a != 0 && b != 0); })},
      {"Or", binary([](double a, double b) { return truth(a != 0 || b != 0); })},
      {"Identity", [](const Fold& f) { f.regroup(f.in(0).dims); }},
      {"Dropout", [](const Fold& f) { f.regroup(f.in(0).dims); }},
      {"Floor", unary([](double a) { return std::floor(a); })},
      {"Ceil", unary([](double a) { return std::ceil(a); })},
      {"Neg", unary([](double a) { return -a; })},
      {"Not", unary([](double a) { return truth(a == 0); })},
      {"Sqrt", unary([](double a) { return std::sqrt(a); })},
      {"Reciprocal", unary([](double a) { return quotient(1, a); })},
      {"Sign", unary([](double a) { return truth(a > 0) - truth(a < 0); })},
      {"Round", unary([](double a) { return std::nearbyint(a); })},
      {"Exp", unary([](double a) { return std::exp(a); })},
      {"Log", unary([](double a) { return a > 0 ? std::log(a) : 0; })},
      {"Relu", unary([](double a) { return std::max(a, 0.0); })},
      {"BitCast", unary([](double a) { return a; })},
      {"Abs", unary([](double a) { return std::fabs(a); })},
      {"Cast", cast},
      {"Where", choose},
      {"Range", range},
  };
  return table;
}

}  // namespace apollo::workloads::importer
