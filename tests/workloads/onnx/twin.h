#pragma once
#include <random>
#include <string>
#include <vector>

#include "model_builder.h"

namespace apollo::workloads::importer {

// A plain array of int8 values, row-major.
struct Array {
  Dims dims;
  Values values;
};

// A model, and beside it the values that it computes, evaluated as numpy would: whoever wrote the importer
// has no part in these. Tensors have scale 1/32 and zero point 0 throughout, as imported networks do.
class Twin {
 public:
  struct Tensor {
    std::string name;
    Array array;
  };

  // Values of network inputs by name, in row-major order.
  using Known = std::map<std::string, Values>;

  explicit Twin(std::uint32_t seed = 1, Known known = {}) : random_(seed), known_(std::move(known)) {}

  // Random values that lie in memory as their dimensions say, first to last; of four dimensions, an image: N,
  // C, H, W, with C innermost.
  Tensor flat(const Dims& dims);
  Tensor image(const Dims& dims);
  // An input that the importer may store as it likes. What its bytes mean is known only once it is imported:
  // run() tells, for another Twin of the same seed.
  Tensor input(const Dims& dims);

  Tensor reshape(const Tensor& x, const Dims& dims);
  Tensor transpose(const Tensor& x, const Dims& order);
  Tensor slice(const Tensor& x, std::int64_t axis, std::int64_t begin, std::int64_t end,
               std::int64_t step = 1);
  Tensor gather(const Tensor& x, std::int64_t axis, std::int64_t index);
  Tensor concat(const std::vector<Tensor>& parts, std::int64_t axis);
  std::vector<Tensor> split(const Tensor& x, std::int64_t axis, std::int64_t parts);
  Tensor element_wise(const std::string& type, const Tensor& a, const Tensor& b);  // Add, Sub, Mul
  Tensor matmul(const Tensor& a, const Tensor& b);
  Tensor mean(const Tensor& x, const Dims& axes, bool keep);
  Tensor depth_to_space(const Tensor& x, std::int64_t block, const std::string& mode);
  Tensor space_to_depth(const Tensor& x, std::int64_t block);
  Tensor max_pool(const Tensor& x);  // 2 x 2 at stride 2: a reader that wants an image

  // Ends the model in this tensor, imports it, runs it, and expects the evaluated values. Returns the
  // network.
  Network expect_equal(const Tensor& result);
  // The same without an expectation: the values that the network computes, and those of input()s.
  Values run(const Tensor& result, Network* network, Known* known = nullptr);

  std::size_t pick(std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random_);
  }

 private:
  std::string entry(const Dims& dims, const Values& values);
  ModelBuilder model_{13};
  std::mt19937 random_;
  std::vector<Values> inputs_;  // of the network, as they lie
  int names_ = 0;
  Known known_;
  std::vector<std::string> stored_freely_;
};

// For each index of `dims`, in row-major order, calls visit(index).
template <typename Visit>
void each_index(const Dims& dims, Visit visit) {
  for (const std::int64_t dim : dims)
    if (dim == 0) return;
  Dims at(dims.size(), 0);
  for (;;) {
    visit(at);
    std::size_t axis = dims.size();
    for (; axis > 0; --axis) {
      if (++at[axis - 1] < dims[axis - 1]) break;
      at[axis - 1] = 0;
    }
    if (axis == 0) return;
  }
}

}  // namespace apollo::workloads::importer
