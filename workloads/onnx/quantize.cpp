#include "workloads/onnx/quantize.h"

#include <algorithm>
#include <cmath>

#include "workloads/layer_kind.h"

namespace apollo::workloads::importer {
namespace {

const Numbers& known(Graph& graph, const std::string& name, const std::string& what) {
  const Constant* constant = graph.constant(name);
  if (!constant || !constant->values || constant->values->empty())
    throw Unsupported("a " + what + " that is not known");
  return *constant->values;
}

// Scales and zero points of a constant's elements.
class Steps {
 public:
  Steps(Graph& graph, const Node& node, const Dims& dims, const std::string& scale,
        const std::string& zero_point, std::int64_t axis)
      : scales_(scale.empty() ? Numbers{1} : known(graph, scale, "scale")) {
    if (!zero_point.empty()) zero_points_ = known(graph, zero_point, "zero point");
    if (integer(node, "block_size", 0) != 0) throw Unsupported("scales of blocks");
    // A bias has the product of two scales, which may be smaller than the network's.
    for (const double s : scales_)
      if (!(s > 0 && s <= kLargestScale)) graph.fail(node, "a scale is out of range");
    for (const double z : zero_points_)
      if (!(z >= INT32_MIN && z <= INT32_MAX)) graph.fail(node, "a zero point is out of range");
    const std::size_t most = std::max(scales_.size(), zero_points_.size());
    if (most <= 1) return;
    const std::size_t along = axis_of(graph, node, axis, dims.size());
    size_ = dims[along];
    inner_ = strides(dims)[along];
    for (const std::size_t count : {scales_.size(), zero_points_.size()})
      if (count > 1 && static_cast<std::int64_t>(count) != size_)
        graph.fail(node, "has " + std::to_string(count) + " scales or zero points; must be 1 or " +
                             std::to_string(size_) + ", one for each index of the axis");
  }

  double scale(std::size_t element) const { return scales_[scales_.size() > 1 ? index(element) : 0]; }
  double zero_point(std::size_t element) const {
    if (zero_points_.empty()) return 0;
    return zero_points_[zero_points_.size() > 1 ? index(element) : 0];
  }

 private:
  std::size_t index(std::size_t element) const {
    return static_cast<std::size_t>(static_cast<std::int64_t>(element) / inner_ % size_);
  }
  Numbers scales_, zero_points_;
  std::int64_t size_ = 1, inner_ = 1;
};

// The lowest and highest value of a type of integers.
std::pair<double, double> range_of(int type) {
  switch (type) {
    case kUint8:
      return {0, 255};
    case kInt8:
      return {-128, 127};
    case kUint16:
      return {0, 65535};
    case kInt16:
      return {-32768, 32767};
    default:
      throw Unsupported("elements of ONNX's type " + std::to_string(type) + ", not integers of 8 or 16 bits");
  }
}

}  // namespace

int type_of(Graph& graph, const std::string& zero_point, int otherwise) {
  const Constant* constant = graph.constant(zero_point);
  return constant && constant->type != 0 ? constant->type : otherwise;
}

Quantization quantization_of(Graph& graph, const Node& node, const std::string& scale,
                             const std::string& zero_point, int type) {
  type = type_of(graph, zero_point, type);
  const double lowest = range_of(type).first;
  const auto one = [&](const std::string& name, const std::string& what) {
    const Numbers& numbers = known(graph, name, what);
    if (numbers.size() > 1) throw Unsupported("several scales or zero points of what the model computes");
    return numbers.front();
  };
  const double step = scale.empty() ? 1 : one(scale, "scale");
  if (!(step >= kSmallestScale && step <= kLargestScale)) graph.fail(node, "a scale is out of range");
  const double zero = zero_point.empty() ? 0 : one(zero_point, "zero point");
  if (!(zero >= lowest && zero <= range_of(type).second)) graph.fail(node, "a zero point is out of range");
  const int bits = type == kUint16 || type == kInt16 ? 16 : 8;
  return {static_cast<float>(step), static_cast<int>(zero - lowest) + lowest_value(bits), bits};
}

void take_at(Graph& graph, const std::string& value, Quantization quantization) {
  const int tensor = graph.value(value).tensor;
  const auto [known, is_new] = graph.values->quantization.emplace(tensor, quantization);
  if (!is_new && !(known->second == quantization))
    throw Unsupported("an input that is taken at another scale or zero point than it has");
}

Constant dequantized(Graph& graph, const Node& node, const Constant& constant, const std::string& scale,
                     const std::string& zero_point, std::int64_t axis) {
  Constant result{constant.dims, std::nullopt, false, kFloat, std::nullopt, constant.bits};
  if (!constant.values) return result;
  const Steps steps(graph, node, constant.dims, scale, zero_point, axis);
  Numbers values, scales;
  for (std::size_t i = 0; i < constant.values->size(); ++i) {
    scales.push_back(steps.scale(i));
    values.push_back(((*constant.values)[i] - steps.zero_point(i)) * steps.scale(i));
  }
  result.values = std::move(values);
  result.steps = std::move(scales);
  return result;
}

Value copied(Graph& graph, const Node& node, const Value& value, Quantization quantization) {
  const Storage storage = graph.storage(value);
  Layer layer;
  layer.type = LayerType::slice;
  layer.shape = graph.network().tensors[static_cast<std::size_t>(value.tensor)].shape;
  const Value copy = graph.stored(graph.add(node, layer, {value.tensor}), storage, value.dims);
  graph.values->quantization[copy.tensor] = quantization;
  return copy;
}

void fold_dequantize(const Fold& fold) {
  if (!fold.graph.values) {
    const Constant& x = fold.in(0);
    return fold.give(Constant{x.dims, std::nullopt, false, kFloat, std::nullopt, x.bits});
  }
  fold.give(dequantized(fold.graph, fold.node, fold.in(0), input(fold.node, 1), input(fold.node, 2),
                        integer(fold.node, "axis", 1)));
}

void fold_quantize(const Fold& fold) {
  const Constant& x = fold.in(0);
  if (!fold.graph.values || !x.values) return fold.give(x.dims);
  const std::string zero_point = input(fold.node, 2);
  const Steps steps(fold.graph, fold.node, x.dims, input(fold.node, 1), zero_point,
                    integer(fold.node, "axis", 1));
  Constant result{x.dims, Numbers(), true, 0, std::nullopt};
  result.type = type_of(fold.graph, zero_point, static_cast<int>(integer(fold.node, "output_dtype", kUint8)));
  const auto [lowest, highest] = range_of(result.type);
  for (std::size_t i = 0; i < x.values->size(); ++i) {
    if (!std::isfinite((*x.values)[i])) fold.graph.fail(fold.node, "a value is not finite");
    const float units = static_cast<float>((*x.values)[i]) / static_cast<float>(steps.scale(i));
    result.values->push_back(
        std::clamp(std::nearbyint(double{units}) + steps.zero_point(i), lowest, highest));
  }
  fold.give(std::move(result));
}

}  // namespace apollo::workloads::importer
