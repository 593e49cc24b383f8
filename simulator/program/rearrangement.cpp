#include "simulator/program/rearrangement.h"

#include "workloads/factors.h"

namespace apollo::program {

using workloads::Shape;

namespace {

// One factor of an axis: its digit of a coordinate is (coordinate / stride) % factor.
struct Place {
  int axis = 0, stride = 1;
};

std::vector<Place> places(const std::vector<int>& factors, const Shape& shape) {
  const auto ends = *workloads::ends_of_factors(factors, shape);
  std::vector<Place> out(factors.size());
  std::size_t begin = 0;
  for (std::size_t axis = 0; axis < 3; begin = ends[axis++]) {
    int stride = 1;
    for (std::size_t i = ends[axis]; i-- > begin; stride *= factors[i])
      out[i] = {static_cast<int>(axis), stride};
  }
  return out;
}

}  // namespace

Rearrangement::Rearrangement(const std::vector<int>& split, const std::vector<int>& order, const Shape& input,
                             const Shape& output) {
  std::vector<int> moved;
  for (const int factor : order) moved.push_back(split[static_cast<std::size_t>(factor)]);
  const std::vector<Place> from = places(split, input), at = places(moved, output);
  std::vector<Place> to(split.size());  // by factor of `split`
  for (std::size_t place = 0; place < order.size(); ++place)
    to[static_cast<std::size_t>(order[place])] = at[place];
  for (std::size_t i = 0; i < split.size(); ++i) {
    if (split[i] == 1) continue;
    std::vector<Term>& terms = terms_[static_cast<std::size_t>(from[i].axis)];
    const Term term{to[i].axis, to[i].stride, split[i], from[i].stride};
    const bool neighbours =
        !terms.empty() && terms.back().axis == term.axis && terms.back().inner == term.inner * term.size;
    if (neighbours)
      terms.back() = {term.axis, term.inner, terms.back().size * term.size, term.weight};
    else
      terms.push_back(term);
  }
}

std::array<int, 3> Rearrangement::input_of(const std::array<int, 3>& output) const {
  std::array<int, 3> input{};
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (const Term& t : terms_[axis])
      input[axis] += output[static_cast<std::size_t>(t.axis)] / t.inner % t.size * t.weight;
  return input;
}

Range Rearrangement::input_range(int input_axis, Range outputs) const {
  const std::vector<Term>& of_axis = terms(input_axis);
  if (of_axis.empty()) return {0, 1};
  const Term& t = of_axis[0];
  const int first = outputs.begin / t.inner, last = (outputs.end - 1) / t.inner;
  const bool whole = last - first >= t.size || last % t.size < first % t.size;
  if (whole) return {0, t.size * t.weight};
  return {first % t.size * t.weight, (last % t.size + 1) * t.weight};
}

std::int64_t Rearrangement::driven_elements(int output_axis, Range outputs) const {
  std::int64_t elements = 1;
  for (int axis = 0; axis < 3; ++axis)
    if (driver(axis) == output_axis) elements *= input_range(axis, outputs).size();
  return elements;
}

Box Rearrangement::input_box(const Box& output) const {
  if (output.empty()) return {};
  const Range outputs[] = {{output.y0, output.y1}, {output.x0, output.x1}, {output.c0, output.c1}};
  const auto along = [&](int axis) { return input_range(axis, outputs[driver(axis)]); };
  const Range y = along(0), x = along(1), c = along(2);
  return {y.begin, y.end, x.begin, x.end, c.begin, c.end};
}

}  // namespace apollo::program
