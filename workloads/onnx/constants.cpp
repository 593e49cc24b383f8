#include <algorithm>
#include <cmath>
#include <functional>

#include "workloads/onnx/shape_rules.h"

namespace apollo::workloads::importer {
namespace {

using Values = std::vector<double>;

// A node whose inputs are constants. Values are computed where all are known and few; else only dimensions.
struct Fold {
  Graph& graph;
  const Node& node;
  bool integral;  // the results' type

  Fold of_integers(bool integers) const { return {graph, node, integers}; }

  const Constant& in(std::size_t index) const {
    const Constant* constant = graph.constant(input(node, index));
    if (!constant) graph.fail(node, "has too few inputs");
    return *constant;
  }

  void give(Dims dims, std::optional<Values> values = std::nullopt, std::size_t output = 0) const {
    check_elements(graph, node, dims);
    Constant result{std::move(dims), std::nullopt, integral};
    if (values && static_cast<std::int64_t>(values->size()) == product(result.dims))
      result.values = std::move(values);
    if (output < node.outputs.size()) graph.define(node.outputs[output], std::move(result));
  }

  // The values of the elements `from(i)` of the first input, for each element i of a result of these
  // dimensions.
  void pick(const Dims& dims, const std::function<std::int64_t(std::int64_t)>& from,
            std::size_t output = 0) const {
    check_elements(graph, node, dims);
    const std::optional<Values>& values = in(0).values;
    const std::int64_t count = product(dims);
    if (!values || count > most_values) return give(dims, std::nullopt, output);
    Values result;
    for (std::int64_t i = 0; i < count; ++i) result.push_back((*values)[static_cast<std::size_t>(from(i))]);
    give(dims, result, output);
  }
};

// Offsets of the element of `dims` that result element i is, when each of its coordinates is mapped.
std::int64_t offset(const Dims& result, std::int64_t i,
                    const std::function<std::int64_t(std::size_t, std::int64_t)>& add) {
  std::int64_t sum = 0;
  for (std::size_t axis = result.size(); axis-- > 0;) {
    sum += add(axis, i % result[axis]);
    i /= result[axis];
  }
  return sum;
}

Dims strides(const Dims& dims) {
  Dims result(dims.size(), 1);
  for (std::size_t i = dims.size(); i-- > 1;) result[i - 1] = result[i] * dims[i];
  return result;
}

// The element of an operand of `dims` that meets element i of the broadcast `result`.
std::int64_t broadcast_offset(const Dims& result, const Dims& dims, std::int64_t i) {
  const Dims step = strides(dims);
  const std::size_t missing = result.size() - dims.size();
  return offset(result, i, [&](std::size_t axis, std::int64_t at) {
    if (axis < missing || dims[axis - missing] == 1) return std::int64_t{0};
    return at * step[axis - missing];
  });
}

double quotient(double a, double b) { return b == 0 ? 0 : a / b; }

const std::map<std::string, double (*)(double, double)>& binary_operations() {
  static const std::map<std::string, double (*)(double, double)> operations = {
      {"Add", [](double a, double b) { return a + b; }},
      {"Sub", [](double a, double b) { return a - b; }},
      {"Mul", [](double a, double b) { return a * b; }},
      {"Div", quotient},
      {"Mod", [](double a, double b) { return b == 0 ? 0 : std::fmod(a, b); }},
      {"Pow", [](double a, double b) { return std::pow(a, b); }},
      {"Min", [](double a, double b) { return std::min(a, b); }},
      {"Max", [](double a, double b) { return std::max(a, b); }},
      {"Equal", [](double a, double b) { return double(a == b); }},
      {"Less", [](double a, double b) { return double(a < b); }},
      {"Greater", [](double a, double b) { return double(a > b); }},
      {"And", [](double a, double b) { return double(a != 0 && b != 0); }},
      {"Or", [](double a, double b) { return double(a != 0 || b != 0); }},
  };
  return operations;
}

bool arithmetic(const Fold& fold) {
  const auto& operations = binary_operations();
  const auto found = operations.find(fold.node.type);
  if (found == operations.end()) return false;
  if (fold.node.inputs.size() == 1) return fold.give(fold.in(0).dims, fold.in(0).values), true;
  const Constant &a = fold.in(0), &b = fold.in(1);
  if (fold.node.inputs.size() > 2) fold.graph.fail(fold.node, "has more than two inputs");
  const Dims dims = broadcast(fold.graph, fold.node, a.dims, b.dims);
  check_elements(fold.graph, fold.node, dims);
  std::optional<Values> values;
  if (a.values && b.values && product(dims) <= most_values) {
    values = Values();
    const bool whole = fold.node.type == "Div" && fold.integral;
    for (std::int64_t i = 0; i < product(dims); ++i) {
      const double value =
          found->second((*a.values)[static_cast<std::size_t>(broadcast_offset(dims, a.dims, i))],
                        (*b.values)[static_cast<std::size_t>(broadcast_offset(dims, b.dims, i))]);
      values->push_back(whole ? std::trunc(value) : value);
    }
  }
  fold.give(dims, values);
  return true;
}

const std::map<std::string, double (*)(double)>& unary_operations() {
  static const std::map<std::string, double (*)(double)> operations = {
      {"Identity", [](double a) { return a; }},
      {"Cast", [](double a) { return a; }},
      {"Floor", [](double a) { return std::floor(a); }},
      {"Ceil", [](double a) { return std::ceil(a); }},
      {"Neg", [](double a) { return -a; }},
      {"Not", [](double a) { return double(a == 0); }},
      {"Sqrt", [](double a) { return std::sqrt(a); }},
      {"Reciprocal", [](double a) { return quotient(1, a); }},
      {"Abs", [](double a) { return std::fabs(a); }},
      {"Dropout", [](double a) { return a; }},
  };
  return operations;
}

bool unary(const Fold& fold) {
  const auto& operations = unary_operations();
  const auto found = operations.find(fold.node.type);
  if (found == operations.end()) return false;
  std::optional<Values> values = fold.in(0).values;
  if (values)
    for (double& value : *values) value = found->second(value);
  if (fold.node.type != "Cast") return fold.give(fold.in(0).dims, values), true;
  // ONNX's numbers of FLOAT, FLOAT16, DOUBLE and BFLOAT16; the others that have an order are integers.
  const std::int64_t to = integer(fold.node, "to", 1);
  const bool integers = to != 1 && to != 10 && to != 11 && to != 16;
  if (values && integers)
    for (double& value : *values) value = std::trunc(value);
  fold.of_integers(integers).give(fold.in(0).dims, values);
  return true;
}

void constant(const Fold& fold) {
  const auto& attributes = fold.node.attributes;
  for (const auto& [name, a] : attributes) {
    if (a.tensor) return fold.of_integers(a.tensor->integral).give(a.tensor->dims, a.tensor->values);
    const Fold of_integers = fold.of_integers(true);
    const Values integers(a.integers.begin(), a.integers.end());
    if (name == "value_int") return of_integers.give({}, integers);
    if (name == "value_ints") return of_integers.give({static_cast<std::int64_t>(integers.size())}, integers);
    if (name == "value_float") return fold.give({}, a.numbers);
    if (name == "value_floats") return fold.give({static_cast<std::int64_t>(a.numbers.size())}, a.numbers);
  }
  throw Unsupported("a constant that is no tensor and no number");
}

void constant_of_shape(const Fold& fold) {
  const Dims dims = known_integers(fold.graph, fold.node, 0).value_or(Dims());
  check_elements(fold.graph, fold.node, dims);
  const auto value = fold.node.attributes.find("value");
  double fill = 0;
  bool integers = false;
  if (value != fold.node.attributes.end() && value->second.tensor) {
    const Constant& tensor = *value->second.tensor;
    integers = tensor.integral;
    if (tensor.values && !tensor.values->empty()) fill = tensor.values->front();
  }
  const std::int64_t count = product(dims);
  const Fold typed = fold.of_integers(integers);
  if (count > most_values) return typed.give(dims);
  typed.give(dims, Values(static_cast<std::size_t>(count), fill));
}

void shape(const Fold& fold) {
  const Dims dims = fold.graph.dims_of(input(fold.node, 0));
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto place = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t begin = place(integer(fold.node, "start", 0)),
                     end = place(integer(fold.node, "end", rank));
  Values values;
  for (std::int64_t i = begin; i < end; ++i)
    values.push_back(static_cast<double>(dims[static_cast<std::size_t>(i)]));
  fold.of_integers(true).give({static_cast<std::int64_t>(values.size())}, values);
}

void size(const Fold& fold) {
  fold.of_integers(true).give({},
                              Values{static_cast<double>(product(fold.graph.dims_of(input(fold.node, 0))))});
}

void gather(const Fold& fold) {
  const Constant &data = fold.in(0), &indices = fold.in(1);
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), data.dims.size());
  Dims dims(data.dims.begin(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis));
  dims.insert(dims.end(), indices.dims.begin(), indices.dims.end());
  dims.insert(dims.end(), data.dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1, data.dims.end());
  if (!indices.values || !data.values) return fold.give(dims);
  const std::int64_t length = data.dims[axis], count = product(indices.dims);
  const std::int64_t inner = strides(data.dims)[axis];
  for (const double index : *indices.values) {
    if (index < -double(length) || index >= double(length))
      fold.graph.fail(fold.node, "an index is out of range");
  }
  fold.pick(dims, [&](std::int64_t i) {
    auto index = static_cast<std::int64_t>((*indices.values)[static_cast<std::size_t>(i / inner % count)]);
    if (index < 0) index += length;
    return (i / inner / count * length + index) * inner + i % inner;
  });
}

void concatenation(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), dims.size());
  std::int64_t sum = 0;
  bool known = dims.size() == 1;
  Values values;
  for (std::size_t i = 0; i < fold.node.inputs.size(); ++i) {
    const Constant& part = fold.in(i);
    if (part.dims.size() != dims.size())
      fold.graph.fail(fold.node, "inputs have different numbers of dimensions");
    sum += part.dims[axis];
    known = known && part.values;
    known = known && static_cast<std::int64_t>(values.size()) <= most_values;
    if (known) values.insert(values.end(), part.values->begin(), part.values->end());
  }
  dims[axis] = sum;
  known = known && static_cast<std::int64_t>(values.size()) <= most_values;
  fold.give(dims, known ? std::optional<Values>(values) : std::nullopt);
}

void slice(const Fold& fold) {
  const Dims& from = fold.in(0).dims;
  const std::vector<Part> parts = sliced(fold.graph, fold.node, from);
  const Dims step = strides(from);
  Dims dims;
  for (const Part& part : parts) dims.push_back(part.size);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) {
      return (parts[axis].begin + at * parts[axis].step) * step[axis];
    });
  });
}

void split(const Fold& fold) {
  const Dims from = fold.in(0).dims;
  const std::size_t axis = axis_of(fold.graph, fold.node, integer(fold.node, "axis", 0), from.size());
  const Dims step = strides(from);
  std::int64_t begin = 0;
  std::size_t output = 0;
  for (const std::int64_t size : split_sizes(fold.graph, fold.node, from[axis])) {
    Dims dims = from;
    dims[axis] = size;
    fold.pick(
        dims,
        [&](std::int64_t i) {
          return begin * step[axis] +
                 offset(dims, i, [&](std::size_t a, std::int64_t at) { return at * step[a]; });
        },
        output++);
    begin += size;
  }
}

void squeeze(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  const auto axes = squeezed_axes(fold.graph, fold.node, dims);
  for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis)
    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(*axis));
  fold.give(dims, fold.in(0).values);
}

void unsqueeze(const Fold& fold) {
  Dims dims = fold.in(0).dims;
  for (const std::size_t axis : unsqueezed_axes(fold.graph, fold.node, dims.size()))
    dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), 1);
  fold.give(dims, fold.in(0).values);
}

void transpose(const Fold& fold) {
  const Dims& from = fold.in(0).dims;
  const auto order = permutation(fold.graph, fold.node, from.size());
  const Dims step = strides(from);
  Dims dims;
  for (const std::size_t axis : order) dims.push_back(from[axis]);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) { return at * step[order[axis]]; });
  });
}

void expand(const Fold& fold) {
  const Dims wanted = known_integers(fold.graph, fold.node, 1).value_or(Dims());
  const Dims from = fold.in(0).dims, dims = broadcast(fold.graph, fold.node, from, wanted);
  fold.pick(dims, [&](std::int64_t i) { return broadcast_offset(dims, from, i); });
}

void tile(const Fold& fold) {
  const Dims from = fold.in(0).dims, times = known_integers(fold.graph, fold.node, 1).value_or(Dims());
  if (times.size() != from.size()) fold.graph.fail(fold.node, "repeats must be as many as dimensions");
  Dims dims = from;
  for (std::size_t i = 0; i < dims.size(); ++i) {
    if (times[i] < 0 || times[i] > most_elements) fold.graph.fail(fold.node, "a repeat is out of range");
    dims[i] = dims[i] * times[i];
  }
  const Dims step = strides(from);
  fold.pick(dims, [&](std::int64_t i) {
    return offset(dims, i, [&](std::size_t axis, std::int64_t at) { return at % from[axis] * step[axis]; });
  });
}

void where(const Fold& fold) {
  const Constant &condition = fold.in(0), &a = fold.in(1), &b = fold.in(2);
  const Dims dims =
      broadcast(fold.graph, fold.node, condition.dims, broadcast(fold.graph, fold.node, a.dims, b.dims));
  check_elements(fold.graph, fold.node, dims);
  if (!condition.values || !a.values || !b.values || product(dims) > most_values) return fold.give(dims);
  Values values;
  for (std::int64_t i = 0; i < product(dims); ++i) {
    const auto at = [&](const Constant& c) {
      return (*c.values)[static_cast<std::size_t>(broadcast_offset(dims, c.dims, i))];
    };
    values.push_back(at(condition) != 0 ? at(a) : at(b));
  }
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
  if (!(count >= 0 && count <= double(most_elements)))
    fold.graph.fail(fold.node, "the range has no end, or is too long");
  Values values;
  for (std::int64_t i = 0; i < std::min<std::int64_t>(static_cast<std::int64_t>(count), most_values); ++i)
    values.push_back(bound[0] + static_cast<double>(i) * bound[2]);
  fold.give({static_cast<std::int64_t>(count)}, values);
}

void reduce_product(const Fold& fold) {
  if (!fold.in(0).values) throw Unsupported("a product of unknown values");
  double result = 1;
  for (const double value : *fold.in(0).values) result *= value;
  const bool keeps = integer(fold.node, "keepdims", 1) != 0;
  fold.give(keeps ? Dims(fold.in(0).dims.size(), 1) : Dims(), Values{result});
}

using Function = void (*)(const Fold&);

// Of any inputs: these look at dimensions only.
const std::map<std::string, Function>& of_dimensions() {
  static const std::map<std::string, Function> table = {
      {"Constant", constant}, {"ConstantOfShape", constant_of_shape}, {"Shape", shape}, {"Size", size}};
  return table;
}

const std::map<std::string, Function>& of_constants() {
  static const std::map<std::string, Function> table = {
      {"Gather", gather},
      {"Concat", concatenation},
      {"Slice", slice},
      {"Split", split},
      {"Squeeze", squeeze},
      {"Unsqueeze", unsqueeze},
      {"Transpose", transpose},
      {"Expand", expand},
      {"Tile", tile},
      {"Where", where},
      {"Range", range},
      {"ReduceProd", reduce_product},
      {"Reshape", [](const Fold& f) { f.give(reshaped(f.graph, f.node, f.in(0).dims), f.in(0).values); }},
      {"Flatten", [](const Fold& f) { f.give(flattened(f.graph, f.node, f.in(0).dims), f.in(0).values); }},
      {"QuantizeLinear", [](const Fold& f) { f.give(f.in(0).dims); }},
      {"DequantizeLinear", [](const Fold& f) { f.give(f.in(0).dims); }},
  };
  return table;
}

}  // namespace

bool folds(const std::string& type) {
  return of_dimensions().count(type) + of_constants().count(type) + unary_operations().count(type) +
             binary_operations().count(type) >
         0;
}

bool fold(Graph& graph, const Node& node) {
  const Constant* first = graph.constant(input(node, node.type == "Where" ? 1 : 0));
  const Fold fold{graph, node, first && first->integral};
  const auto found = of_dimensions().find(node.type);
  if (found != of_dimensions().end()) return found->second(fold), true;
  bool given = false;
  for (const std::string& name : node.inputs) {
    if (name.empty()) continue;
    if (!graph.constant(name)) return false;
    given = true;
  }
  if (!given) return false;
  const auto of = of_constants().find(node.type);
  if (of != of_constants().end()) return of->second(fold), true;
  return unary(fold) || arithmetic(fold);
}

}  // namespace apollo::workloads::importer
