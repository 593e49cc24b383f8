#include <algorithm>

#include "workloads/factors.h"
#include "workloads/layer_kind.h"
#include "workloads/layer_rules.h"
#include "workloads/layer_shapes.h"

namespace apollo::workloads {
namespace {

int& along(Axis axis, Shape& shape) {
  return axis == Axis::height ? shape.height : axis == Axis::width ? shape.width : shape.channels;
}

}  // namespace

void concatenation_shape(LayerShapes& s) {
  std::int64_t extent = 0;
  for (std::size_t i = 0; i < s.layer.inputs.size(); ++i) {
    Shape expected = s.in, given = s.shape(i);
    along(s.layer.axis, expected) = along(s.layer.axis, given);
    s.check_shape(i, expected, std::string("the first input's shape but for its ") + to_string(s.layer.axis));
    extent += along(s.layer.axis, given);
  }
  s.output = s.in;
  along(s.layer.axis, s.output) = static_cast<int>(std::min<std::int64_t>(extent, kLargestDimension + 1));
}

void slice_shape(LayerShapes& s) {
  const std::array<int, 3> size{s.in.height, s.in.width, s.in.channels},
      extent{s.layer.shape.height, s.layer.shape.width, s.layer.shape.channels};
  for (std::size_t i = 0; i < 3; ++i) {
    if (std::int64_t{s.layer.begin[i]} + extent[i] > size[i]) {
      s.fail("the slice from " + std::to_string(s.layer.begin[i]) + " on has " + std::to_string(extent[i]) +
             " elements along axis " + std::to_string(i) + "; must end within the input's " +
             std::to_string(size[i]));
    }
  }
  s.output = s.layer.shape;
}

void pad_shape(LayerShapes& s) {
  s.output = {s.in.height + s.layer.padding[0] + s.layer.padding[2],
              s.in.width + s.layer.padding[1] + s.layer.padding[3], s.in.channels};
}

void rearrange_shape(LayerShapes& s) {
  if (!ends_of_factors(s.layer.split, s.in)) {
    s.fail("split must be factors of the input's height, then width, then channels, " + shown(s.in));
  }
  std::vector<int> ordered;
  for (const int factor : s.layer.order) ordered.push_back(s.layer.split[factor]);
  if (!ends_of_factors(ordered, s.layer.shape)) {
    s.fail("the factors of split, in order, must make the height, then width, then channels of shape, " +
           shown(s.layer.shape));
  }
  s.output = s.layer.shape;
}

void resize_shape(LayerShapes& s) { s.output = {s.layer.shape.height, s.layer.shape.width, s.in.channels}; }

}  // namespace apollo::workloads
