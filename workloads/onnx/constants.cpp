#include <algorithm>

#include "workloads/onnx/fold.h"

namespace apollo::workloads::importer {
namespace {

void constant(const Fold& fold) {
  const auto& attributes = fold.node.attributes;
  for (const auto& [name, a] : attributes) {
    if (a.tensor) return fold.give(*a.tensor);
    const Fold of_integers = fold.of_integers(true);
    const Numbers integers(a.integers.begin(), a.integers.end());
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
  if (count > fold.graph.most_values()) return typed.give(dims);
  typed.give(dims, Numbers(static_cast<std::size_t>(count), fill));
}

void shape(const Fold& fold) {
  const Dims dims = fold.graph.dims_of(input(fold.node, 0));
  const auto rank = static_cast<std::int64_t>(dims.size());
  const auto place = [&](std::int64_t at) {
    return std::clamp<std::int64_t>(at < 0 ? at + rank : at, 0, rank);
  };
  const std::int64_t begin = place(integer(fold.node, "start", 0)),
                     end = place(integer(fold.node, "end", rank));
  Numbers values;
  for (std::int64_t i = begin; i < end; ++i)
    values.push_back(static_cast<double>(dims[static_cast<std::size_t>(i)]));
  fold.of_integers(true).give({static_cast<std::int64_t>(values.size())}, values);
}

void size(const Fold& fold) {
  fold.of_integers(true).give({},
                              Numbers{static_cast<double>(product(fold.graph.dims_of(input(fold.node, 0))))});
}

// Numbers that do not depend on what the model computes: of given dimensions, or of those of an input.
void made_up(const Fold& fold) {
  const std::string like = input(fold.node, 0);
  fold.of_integers(false).give(like.empty() ? integers(fold.node, "shape") : fold.graph.dims_of(like));
}

// As many as an input says.
void window_function(const Fold& fold) {
  const Dims size = known_integers(fold.graph, fold.node, 0).value_or(Dims());
  if (size.size() != 1) fold.graph.fail(fold.node, "size must be one number");
  fold.of_integers(false).give(size);
}

// Of any inputs: these look at dimensions only.
const FoldTable& folds_of_dimensions() {
  static const FoldTable table = {{"Constant", constant},
                                  {"ConstantOfShape", constant_of_shape},
                                  {"Shape", shape},
                                  {"Size", size},
                                  {"EyeLike", made_up},
                                  {"RandomNormal", made_up},
                                  {"RandomNormalLike", made_up},
                                  {"RandomUniform", made_up},
                                  {"RandomUniformLike", made_up},
                                  {"BlackmanWindow", window_function},
                                  {"HammingWindow", window_function},
                                  {"HannWindow", window_function}};
  return table;
}

const FoldFunction* find(const FoldTable& table, const std::string& type) {
  const auto found = table.find(type);
  return found == table.end() ? nullptr : &found->second;
}

// Of nodes whose inputs are constants.
const FoldFunction* find_of_constants(const std::string& type) {
  for (const FoldTable* table : {&folds_of_elements(), &folds_of_numbers(), &folds_of_reductions()})
    if (const FoldFunction* function = find(*table, type)) return function;
  return nullptr;
}

// Whether a node has inputs, and all of them are constants.
bool takes_constants(const Graph& graph, const Node& node) {
  bool given = false;
  for (const std::string& name : node.inputs) {
    if (name.empty()) continue;
    if (!graph.constant(name)) return false;
    given = true;
  }
  return given;
}

}  // namespace

bool folds(const std::string& type) { return find(folds_of_dimensions(), type) || find_of_constants(type); }

bool fold(Graph& graph, const Node& node) {
  const FoldFunction* function = find(folds_of_dimensions(), node.type);
  if (!function && takes_constants(graph, node)) function = find_of_constants(node.type);
  if (!function) return false;
  const Constant* typed = graph.constant(input(node, node.type == "Where" ? 1 : 0));
  (*function)({graph, node, typed && typed->integral});
  return true;
}

}  // namespace apollo::workloads::importer
