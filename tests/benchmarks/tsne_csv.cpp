// apollo's t-SNE of any rows, for tools/compare_tsne: numbers separated by commas on standard input, a line
// per row; positions in the same form on standard output, then a line "kl_divergence,iterations,seconds" of
// CPU time.
//   tsne_csv [SEED [THETA]]
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "apollo/report/tsne/tsne.h"

namespace {

Eigen::MatrixXd read_rows(std::istream& in) {
  std::vector<double> values;
  Eigen::Index rows = 0;
  for (std::string line, cell; std::getline(in, line); ++rows) {
    for (std::istringstream cells(line); std::getline(cells, cell, ',');) values.push_back(std::stod(cell));
  }
  const Eigen::Index columns = rows == 0 ? 0 : static_cast<Eigen::Index>(values.size()) / rows;
  using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  return Eigen::Map<RowMajor>(values.data(), rows, columns);
}

}  // namespace

int main(int argc, char** argv) {
  apollo::tsne::TsneOptions options;
  if (argc > 1) options.seed = std::strtoull(argv[1], nullptr, 10);
  if (argc > 2) options.theta = std::strtod(argv[2], nullptr);
  const Eigen::MatrixXd rows = read_rows(std::cin);
  const std::clock_t begin = std::clock();
  const apollo::tsne::TsneResult result = apollo::tsne::tsne(rows, options);
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  for (Eigen::Index i = 0; i < result.positions.rows(); ++i) {
    std::printf("%.17g,%.17g\n", result.positions(i, 0), result.positions(i, 1));
  }
  std::printf("%.17g,%d,%.3f\n", result.kl_divergence, result.iterations, seconds);
}
