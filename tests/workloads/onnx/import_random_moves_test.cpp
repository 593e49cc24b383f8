// Random chains of operators that move data, each compared with a plain evaluation.
#include <gtest/gtest.h>

#include "files/config_error.h"
#include "twin.h"

namespace apollo::workloads::importer {
namespace {

class Chain {
 public:
  // Of inputs that the importer may store as it likes, or not.
  Chain(std::uint32_t seed, bool freely, const Twin::Known& known = {}) : twin_(seed, known) {
    if (freely) {
      for (const Dims& dims : {Dims{1, 12, 4, 6}, Dims{4, 6, 12}, Dims{24, 12}})
        values_.push_back(twin_.input(dims));
      return;
    }
    values_.push_back(twin_.image({1, 12, 4, 6}));
    values_.push_back(twin_.flat({4, 6, 12}));
    values_.push_back(twin_.flat({1, 12, 4, 6}));
  }

  void add(int steps) {
    for (int i = 0; i < steps; ++i) step();
  }
  void expect_equal() { twin_.expect_equal(values_.back()); }
  Twin::Known inputs() {
    Network network;
    Twin::Known known;
    twin_.run(values_.back(), &network, &known);
    return known;
  }

 private:
  using Tensor = Twin::Tensor;

  Tensor any() { return values_[twin_.pick(values_.size())]; }
  std::size_t rank(const Tensor& t) const { return t.array.dims.size(); }

  // A few steps start from the value before, so that chains are long.
  void step() {
    const Tensor x = twin_.pick(3) == 0 ? any() : values_.back();
    Tensor y = x;
    switch (twin_.pick(9)) {
      case 0:
        y = twin_.reshape(x, split_dims(x.array.dims));
        break;
      case 1:
        y = twin_.reshape(x, joined_dims(x.array.dims));
        break;
      case 2:
      case 3:
        y = twin_.transpose(x, order(rank(x)));
        break;
      case 4:
        y = sliced(x);
        break;
      case 5: {
        const auto axis = static_cast<std::int64_t>(twin_.pick(rank(x)));
        y = twin_.concat({x, x}, axis);
        break;
      }
      case 6:
        y = joined_with_sibling(x);
        break;
      case 7:
        if (rank(x) > 1)
          y = twin_.mean(x, {static_cast<std::int64_t>(twin_.pick(rank(x)))}, twin_.pick(2) == 0);
        break;
      default:
        y = product(x);
    }
    std::int64_t size = 1;
    for (const std::int64_t dim : y.array.dims) size *= dim;
    if (size <= 4096 && rank(y) <= 7 && rank(y) >= 1) values_.push_back(y);
  }

  Dims split_dims(Dims dims) {
    const std::size_t axis = twin_.pick(dims.size());
    for (const std::int64_t part : {2, 3}) {
      if (dims[axis] % part != 0 || dims.size() > 6) continue;
      dims[axis] /= part;
      dims.insert(dims.begin() + static_cast<std::ptrdiff_t>(axis), part);
      break;
    }
    return dims;
  }

  Dims joined_dims(Dims dims) {
    if (dims.size() < 2) return dims;
    const std::size_t axis = twin_.pick(dims.size() - 1);
    dims[axis] *= dims[axis + 1];
    dims.erase(dims.begin() + static_cast<std::ptrdiff_t>(axis) + 1);
    return dims;
  }

  Dims order(std::size_t rank) {
    Dims result;
    for (std::size_t i = 0; i < rank; ++i)
      result.insert(result.begin() + static_cast<std::ptrdiff_t>(twin_.pick(i + 1)),
                    static_cast<std::int64_t>(i));
    return result;
  }

  Tensor sliced(const Tensor& x) {
    const std::size_t axis = twin_.pick(rank(x));
    const std::int64_t size = x.array.dims[axis];
    if (size < 3) return x;
    return twin_.slice(x, static_cast<std::int64_t>(axis), twin_.pick(2) == 0 ? 0 : 1, size,
                       static_cast<std::int64_t>(1 + twin_.pick(2)));
  }

  // With a transpose of itself that went another way and came back, so that the two lie differently.
  Tensor joined_with_sibling(const Tensor& x) {
    const Dims there = order(rank(x));
    Dims back(there.size());
    for (std::size_t i = 0; i < there.size(); ++i)
      back[static_cast<std::size_t>(there[i])] = static_cast<std::int64_t>(i);
    Tensor other = twin_.transpose(x, there);
    other = twin_.element_wise("Add", other, other);
    return twin_.element_wise("Sub", x, twin_.transpose(other, back));
  }

  Tensor product(const Tensor& x) {
    if (rank(x) < 2) return x;
    Dims order;
    for (std::size_t i = 0; i < rank(x); ++i) order.push_back(static_cast<std::int64_t>(i));
    std::swap(order[rank(x) - 1], order[rank(x) - 2]);
    return twin_.matmul(x, twin_.transpose(x, order));
  }

  Twin twin_;
  std::vector<Tensor> values_;
};

// Runs chains of 8 operators, and expects most of them to be supported.
template <typename Run>
void run_chains(int chains, Run run) {
  int imported = 0;
  for (int seed = 1; seed <= chains; ++seed) {
    try {
      run(static_cast<std::uint32_t>(seed));
      ++imported;
    } catch (const files::ConfigError& error) {
      // Only what the documentation rules out.
      const std::string message = error.what();
      EXPECT_NE(message.find("split differently"), std::string::npos) << message;
    }
    if (::testing::Test::HasFailure()) FAIL() << "seed " << seed;
  }
  EXPECT_GT(imported, chains * 3 / 4);
}

TEST(OnnxValues, RandomChainsOfMoves) {
  run_chains(600, [](std::uint32_t seed) {
    Chain chain(seed, false);
    chain.add(8);
    chain.expect_equal();
  });
}

TEST(OnnxValues, RandomChainsOnInputsThatAreStoredAsTheirReadersWant) {
  run_chains(600, [](std::uint32_t seed) {
    Chain first(seed, true);
    first.add(8);
    Chain second(seed, true, first.inputs());
    second.add(8);
    second.expect_equal();
  });
}

}  // namespace
}  // namespace apollo::workloads::importer
