// CPU time of t-SNE, by parts, on random designs of the built-in space.
//   tsne_benchmark [DESIGNS...]        4096 and 40000 unless given
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "apollo/report/design_rows.h"
#include "apollo/report/tsne/affinities.h"
#include "apollo/report/tsne/neighbours.h"
#include "apollo/report/tsne/tsne.h"
#include "apollo/study/space_json.h"
#include "optimizers/draw.h"

namespace apollo::tsne {
namespace {

// CPU time, as other work may run on the machine; all of it is single-threaded.
double seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

void run(std::size_t designs) {
  const optimizers::SearchSpace space = study::read_space("apollo");
  optimizers::Generator generator(1);
  std::vector<optimizers::Point> points;
  while (points.size() < designs) points.push_back(optimizers::draw_point(generator, space));
  const Eigen::MatrixXd rows = report::design_rows(space, points);

  const tsne::TsneOptions options;
  const double begin = seconds();
  const tsne::Neighbours neighbours =
      tsne::nearest_neighbours(rows, static_cast<int>(3 * options.perplexity));
  const double found = seconds();
  tsne::symmetric_affinities(neighbours, tsne::conditional_affinities(neighbours, options.perplexity));
  const double weighed = seconds();
  const tsne::TsneResult result = tsne::tsne(rows, options);
  const double end = seconds();
  std::printf("| %zu | %.2f s | %.2f s | %.1f s | %d | %.3f |\n", designs, found - begin, weighed - found,
              end - weighed, result.iterations, result.kl_divergence);
}

}  // namespace
}  // namespace apollo::tsne

int main(int argc, char** argv) {
  std::printf(
      "| designs | neighbours | affinities | all | iterations | KL divergence "
      "|\n|---|---|---|---|---|---|\n");
  for (int i = 1; i < argc; ++i) apollo::tsne::run(std::strtoul(argv[i], nullptr, 10));
  if (argc > 1) return 0;
  apollo::tsne::run(4096);
  apollo::tsne::run(40000);
}
