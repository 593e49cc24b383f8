#pragma once
#include "node_checks.h"
#include "tests/files/error_of.h"

namespace apollo::workloads::importer {

// Folds a node of these constants, named "a", "b", ..., in a graph of its own.
class FoldRun {
 public:
  FoldRun(const std::string& type, const std::vector<Constant>& constants,
          const std::map<std::string, Attribute>& attributes = {}, std::vector<std::string> outputs = {"y"})
      : node_(node_of(type, {}, attributes, std::move(outputs))) {
    for (const Constant& constant : constants) {
      node_.inputs.emplace_back(1, static_cast<char>('a' + node_.inputs.size()));
      graph_.define(node_.inputs.back(), constant);
    }
  }

  // Whether it was folded.
  bool run() { return fold(graph_, node_); }
  Constant output(std::size_t index = 0) {
    const Constant* made = graph_.constant(node_.outputs[index]);
    EXPECT_TRUE(made) << node_.type << " made no constant";
    return made ? *made : Constant();
  }

 private:
  Graph graph_ = graph_of({});
  Node node_;
};

// The constant that a node of constants makes.
inline Constant folded(const std::string& type, const std::vector<Constant>& constants,
                       const std::map<std::string, Attribute>& attributes = {}) {
  FoldRun run(type, constants, attributes);
  EXPECT_TRUE(run.run()) << type;
  return run.output();
}

inline std::vector<double> values_of(const Constant& constant) {
  EXPECT_TRUE(constant.values);
  return constant.values.value_or(std::vector<double>());
}

// The message that folding ends with.
inline std::string fold_error(const std::string& type, const std::vector<Constant>& constants,
                              const std::map<std::string, Attribute>& attributes = {}) {
  return testing::error_of([&] { FoldRun(type, constants, attributes).run(); });
}

}  // namespace apollo::workloads::importer
