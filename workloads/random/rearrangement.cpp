#include "workloads/random/rearrangement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "workloads/random/convolution.h"

namespace apollo::workloads::random {
namespace {

// Swaps two elements of an order.
std::vector<int> swapped(std::vector<int> order, int a, int b) {
  std::swap(order[static_cast<std::size_t>(a)], order[static_cast<std::size_t>(b)]);
  return order;
}

int product(const std::vector<int>& factors, std::size_t begin, std::size_t end) {
  int all = 1;
  for (std::size_t i = begin; i < end; ++i) all *= factors[i];
  return all;
}

// The shape whose height, width and channels are made of so many factors each.
Shape made_of(const std::vector<int>& factors, std::size_t of_height, std::size_t of_width) {
  return {product(factors, 0, of_height), product(factors, of_height, of_height + of_width),
          product(factors, of_height + of_width, factors.size())};
}

struct Split {
  std::vector<int> split, order;
  std::size_t in_height, in_width, out_height, out_width;  // factors of
};

Split any_split(Random& r) {
  constexpr int kFewest = 3;
  constexpr int kLargest[] = {9, 6, 4, 3};  // so that all of them in one axis make no more than 1296
  Split any{{}, {}, 0, 0, 0, 0};
  const int factors = r.between(kFewest, 6);
  for (int i = 0; i < factors; ++i) {
    any.split.push_back(r.between(1, kLargest[factors - kFewest]));
    any.order.push_back(i);
  }
  for (int i = factors; i-- > 1;) any.order = swapped(any.order, i, r.between(0, i));
  const auto some = [&](int most) { return static_cast<std::size_t>(r.between(0, most)); };
  any.in_height = some(2), any.in_width = some(factors - 2);
  any.out_height = some(2), any.out_width = some(factors - 2);
  any.in_width = std::min(any.in_width, any.split.size() - any.in_height);
  any.out_width = std::min(any.out_width, any.split.size() - any.out_height);
  return any;
}

Split split_of(const std::string& kind, Random& r) {
  const int h = r.between(2, 9), w = r.between(2, 9), c = r.between(2, 9);
  const int f = r.between(2, 4), g = r.between(2, 4);
  if (kind == "channel_shuffle") return {{h, w, f, c}, {0, 1, 3, 2}, 1, 1, 1, 1};
  if (kind == "swap_axes") {
    const int kept = r.between(0, 2);
    return {{h, w, c}, swapped({0, 1, 2}, kept == 0 ? 1 : 0, kept == 2 ? 1 : 2), 1, 1, 1, 1};
  }
  if (kind == "flatten_to_sequence") {  // of rows or of columns first, or back
    const std::vector<int> order = r.chance(50) ? std::vector<int>{0, 1, 2} : std::vector<int>{1, 0, 2};
    if (r.chance(50)) return {{h, w, c}, order, 1, 1, 0, 2};
    return {{h, w, c}, order, 0, 2, 1, 1};
  }
  if (kind == "depth_to_space") {
    if (r.chance(50)) return {{h, w, f, g, c}, {0, 2, 1, 3, 4}, 1, 1, 2, 2};
    return {{h, f, w, g, c}, {0, 2, 1, 3, 4}, 2, 2, 1, 1};
  }
  return any_split(r);
}

}  // namespace

Network rearrangement(Draft& d) {
  Random& r = d.random;
  NetworkBuilder& b = d.builder;
  const Split s = split_of(d.kind, r);
  std::vector<int> moved;
  for (const int factor : s.order) moved.push_back(s.split[static_cast<std::size_t>(factor)]);
  const Shape in = made_of(s.split, s.in_height, s.in_width);
  const Quantization q = quantization_of(r);
  int x = b.input("x", in, q);
  if (r.chance(60)) x = b.add(same_convolution(r, x, in.channels), q);
  Layer l = layer_of(LayerType::rearrange, {x});
  l.split = s.split;
  l.order = s.order;
  l.shape = made_of(moved, s.out_height, s.out_width);
  if (r.chance(30)) l.activation = Activation::relu6;
  x = b.add(l, r.chance(30) ? quantization_of(r) : q);
  if (r.chance(30)) return b.finish({x});
  const Quantization read = quantization_of(r);
  return b.finish({b.add(same_convolution(r, x, r.between(1, 20)), read)});
}

}  // namespace apollo::workloads::random
