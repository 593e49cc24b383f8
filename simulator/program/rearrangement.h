#pragma once
#include <array>
#include <vector>

#include "simulator/program/box.h"
#include "workloads/network.h"

namespace apollo::program {

// Which element of its input each element of a rearrangement's output is (workloads::Layer::split): every
// coordinate of the input is a sum of digits of coordinates of the output. Axes are numbered 0 (y), 1 (x), 2
// (channels).
class Rearrangement {
 public:
  // The digit (coordinate / inner) % size of an output axis, times weight.
  struct Term {
    int axis, inner, size, weight;
    bool operator==(const Term& o) const {
      return axis == o.axis && inner == o.inner && size == o.size && weight == o.weight;
    }
  };

  // Of a validated layer.
  Rearrangement(const std::vector<int>& split, const std::vector<int>& order, const workloads::Shape& input,
                const workloads::Shape& output);

  // Of an input axis, most significant first; none if its size is 1. Factors that stay neighbours are one
  // term.
  const std::vector<Term>& terms(int input_axis) const {
    return terms_[static_cast<std::size_t>(input_axis)];
  }
  std::array<int, 3> input_of(const std::array<int, 3>& output) const;

  // The range of an input axis follows from that of one output axis, to which its first term belongs.
  int driver(int input_axis) const { return terms(input_axis).empty() ? 0 : terms(input_axis)[0].axis; }
  // What `outputs`, a range of the driver that is not empty, reads along an input axis, as far as its first
  // term tells: the other terms count whole.
  Range input_range(int input_axis, Range outputs) const;
  // Elements that `outputs`, a range of an output axis that is not empty, reads along the input axes which it
  // drives, as a product.
  std::int64_t driven_elements(int output_axis, Range outputs) const;
  // The product of these ranges: no less than what the output box reads.
  Box input_box(const Box& output) const;

 private:
  std::array<std::vector<Term>, 3> terms_;  // by input axis
};

}  // namespace apollo::program
