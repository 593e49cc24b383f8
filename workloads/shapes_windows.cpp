#include <algorithm>

#include "workloads/layer_rules.h"
#include "workloads/layer_shapes.h"

namespace apollo::workloads {
namespace {

void check_pool(const LayerShapes& s, std::int64_t terms) {
  if (terms > kLargestPool) {
    s.fail("averages " + std::to_string(terms) + " elements; must be at most " +
           std::to_string(kLargestPool));
  }
}

}  // namespace

void pool_shape(LayerShapes& s) {
  s.output = {s.windows(0), s.windows(1), s.in.channels};
  if (s.layer.type == LayerType::average_pool) {
    check_pool(
        s, std::int64_t{std::min(s.layer.kernel[0], s.in.height)} * std::min(s.layer.kernel[1], s.in.width));
  }
}

void global_average_pool_shape(LayerShapes& s) {
  check_pool(s, std::int64_t{s.in.height} * s.in.width);
  s.output = vector_of(s.in.channels);
}

void element_wise_shape(LayerShapes& s) {
  if (s.shape(1) != vector_of(s.in.channels))
    s.check_shape(1, s.in, "the first input's shape, or broadcast from 1 x 1");
  s.output = s.in;
}

void same_shape(LayerShapes& s) { s.output = s.in; }

namespace {

void check_groups_of_softmax(const LayerShapes& s) {
  if (s.in.channels % s.layer.groups != 0) {
    s.fail("groups is " + std::to_string(s.layer.groups) + "; must divide the channels, " +
           std::to_string(s.in.channels));
  }
}

}  // namespace

void softmax_shape(LayerShapes& s) {
  check_groups_of_softmax(s);
  s.output = s.in;
}

void layer_norm_shape(LayerShapes& s) {
  s.layer.parameters = 2 * static_cast<std::uint64_t>(s.in.channels);
  s.output = s.in;
}

}  // namespace apollo::workloads
