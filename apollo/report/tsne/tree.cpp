#include "apollo/report/tsne/tree.h"

#include <algorithm>
#include <array>

namespace apollo::tsne {
namespace {

constexpr int kLeafSize = 8, kGroupSize = 32;
constexpr int kBits = 16;  // of each coordinate in a Morton code

// The 16 bits of `v` with a 0 before each.
std::uint32_t spread(std::uint32_t v) {
  v = (v | v << 8) & 0x00ff00ff;
  v = (v | v << 4) & 0x0f0f0f0f;
  v = (v | v << 2) & 0x33333333;
  return (v | v << 1) & 0x55555555;
}

// By the upper halves; 11 bits at a time.
void radix_sort(std::vector<std::uint64_t>& keys, std::vector<std::uint64_t>& scratch) {
  scratch.resize(keys.size());
  for (const int shift : {32, 43, 54}) {
    std::array<std::uint32_t, 2049> start{};
    const auto digit = [&](std::uint64_t key) { return key >> shift & 2047; };
    for (const auto key : keys) ++start[digit(key) + 1];
    for (std::size_t d = 1; d < start.size(); ++d) start[d] += start[d - 1];
    for (const auto key : keys) scratch[start[digit(key)]++] = key;
    keys.swap(scratch);
  }
}

// How far a value lies outside an interval.
float outside(float value, float low, float high) { return std::max({low - value, value - high, 0.0F}); }

}  // namespace

void RepulsionTree::Sources::add(float px, float py, float m) {
  if (count + 4 > x.size()) {
    const std::size_t room = 2 * count + 64;
    x.resize(room);
    y.resize(room);
    mass.resize(room);
  }
  x[count] = px;
  y[count] = py;
  mass[count++] = m;
}

void RepulsionTree::Sources::pad() {
  while (count % 4 != 0) add(0, 0, 0);
}

void RepulsionTree::sort(const FloatPairs& positions) {
  const Eigen::RowVector2f low = positions.colwise().minCoeff();
  const float side = (positions.colwise().maxCoeff() - low).maxCoeff();
  const float largest = (1 << kBits) - 1, scale = side > 0 ? largest / side : 0;
  const auto cell = [&](Eigen::Index i, int c) {
    return static_cast<std::uint32_t>(std::min((positions(i, c) - low[c]) * scale, largest));
  };
  const std::size_t n = static_cast<std::size_t>(positions.rows());
  keys_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    keys_[i] = std::uint64_t{spread(cell(row, 0)) << 1 | spread(cell(row, 1))} << 32 | i;
  }
  radix_sort(keys_, scratch_);
  x_.resize(n);
  y_.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    const auto row = static_cast<Eigen::Index>(keys_[i] & 0xffffffff);
    x_[i] = positions(row, 0);
    y_[i] = positions(row, 1);
  }
}

// The node of the points begin .. end - 1, whose codes differ below bit `shift` + 2 at most.
void RepulsionTree::build(int begin, int end, int shift, bool in_group) {
  const std::size_t index = nodes_.size();
  const bool leaf = end - begin <= kLeafSize || shift < 32;
  if (!in_group && (leaf || end - begin <= kGroupSize)) {
    groups_.push_back(static_cast<int>(index));
    in_group = true;
  }
  nodes_.push_back({0, 0, 0, begin, end, 0, 0, 0, 0, 0});
  double sum_x = 0, sum_y = 0;
  Node node{0, 0, 0, begin, end, 0, x_[begin], y_[begin], x_[begin], y_[begin]};
  const auto cover = [&](float low_x, float low_y, float high_x, float high_y) {
    node.low_x = std::min(node.low_x, low_x);
    node.low_y = std::min(node.low_y, low_y);
    node.high_x = std::max(node.high_x, high_x);
    node.high_y = std::max(node.high_y, high_y);
  };
  if (leaf) {
    for (int i = begin; i < end; ++i) {
      sum_x += x_[i];
      sum_y += y_[i];
      cover(x_[i], y_[i], x_[i], y_[i]);
    }
  } else {
    for (int first = begin; first < end;) {
      const std::uint64_t quadrant = keys_[first] >> shift;
      const auto past =
          std::upper_bound(keys_.begin() + first, keys_.begin() + end, quadrant,
                           [&](std::uint64_t q, std::uint64_t key) { return q < key >> shift; });
      const int last = static_cast<int>(past - keys_.begin());
      const std::size_t child_index = nodes_.size();
      build(first, last, shift - 2, in_group);
      const Node& child = nodes_[child_index];
      sum_x += double{child.x} * (last - first);
      sum_y += double{child.y} * (last - first);
      cover(child.low_x, child.low_y, child.high_x, child.high_y);
      first = last;
    }
  }
  node.x = static_cast<float>(sum_x / (end - begin));
  node.y = static_cast<float>(sum_y / (end - begin));
  node.width = std::max(node.high_x - node.low_x, node.high_y - node.low_y);
  node.next = static_cast<int>(nodes_.size());
  nodes_[index] = node;
}

void RepulsionTree::collect(const Node& group, float theta) {
  sources_.count = 0;
  const float theta2 = theta * theta;
  for (int i = 0; i < static_cast<int>(nodes_.size());) {
    const Node& node = nodes_[static_cast<std::size_t>(i)];
    const float dx = outside(node.x, group.low_x, group.high_x);
    const float dy = outside(node.y, group.low_y, group.high_y);
    const bool holds_group = node.begin <= group.begin && group.end <= node.end;
    if (!holds_group && node.width * node.width < theta2 * (dx * dx + dy * dy)) {
      sources_.add(node.x, node.y, static_cast<float>(node.end - node.begin));
      i = node.next;
    } else if (node.next > i + 1) {
      ++i;
    } else {
      if (node.begin == group.begin) own_ = sources_.count;
      for (int p = node.begin; p < node.end; ++p) sources_.add(x_[p], y_[p], 1);
      ++i;
    }
  }
  sources_.pad();
}

// Forces on the group's points; returns their part of the normaliser.
double RepulsionTree::push(const Node& group, FloatPairs& forces) {
  using Four = Eigen::Array4f;
  const auto four = [](const std::vector<float>& all, std::size_t at) {
    return Eigen::Map<const Four>(all.data() + at);
  };
  double normaliser = 0;
  for (int p = group.begin; p < group.end; ++p) {
    float& own_mass = sources_.mass[own_ + static_cast<std::size_t>(p - group.begin)];
    own_mass = 0;
    Four force_x = Four::Zero(), force_y = Four::Zero(), sum = Four::Zero();
    for (std::size_t s = 0; s < sources_.count; s += 4) {
      const Four dx = x_[p] - four(sources_.x, s), dy = y_[p] - four(sources_.y, s);
      const Four q = (1 + dx * dx + dy * dy).inverse();
      const Four mass_q = four(sources_.mass, s) * q;
      sum += mass_q;
      const Four factor = mass_q * q;
      force_x += factor * dx;
      force_y += factor * dy;
    }
    own_mass = 1;
    normaliser += double{sum.sum()};
    forces.row(static_cast<Eigen::Index>(keys_[p] & 0xffffffff)) << force_x.sum(), force_y.sum();
  }
  return normaliser;
}

double RepulsionTree::repulsion(const FloatPairs& positions, float theta, FloatPairs& forces) {
  forces.resize(positions.rows(), 2);
  if (positions.rows() == 0) return 0;
  sort(positions);
  nodes_.clear();
  groups_.clear();
  build(0, static_cast<int>(positions.rows()), 32 + 2 * (kBits - 1), false);
  double normaliser = 0;
  for (const int group : groups_) {
    collect(nodes_[static_cast<std::size_t>(group)], theta);
    normaliser += push(nodes_[static_cast<std::size_t>(group)], forces);
  }
  return normaliser;
}

}  // namespace apollo::tsne
