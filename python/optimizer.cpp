#include "python/optimizer.h"

#include <pybind11/stl.h>

#include "apollo/study/design_space.h"
#include "apollo/study/spec.h"
#include "files/config_error.h"
#include "files/join.h"
#include "optimizers/registry.h"
#include "python/json_conversion.h"
#include "python/outcome.h"

namespace apollo::python {
namespace {

namespace py = pybind11;

constexpr char kOptimizerName[] = "apollo.Optimizer";

// What may be proposed: the space without the points that break its conditions.
optimizers::SearchSpace allowed(const Space& space, const Evaluator* evaluator) {
  if (!evaluator) {
    study::remaining_points(space.space, nlohmann::json::object(), space.name);
    return study::restricted_by_conditions(space.space, nlohmann::json::object(), space.name);
  }
  const designs::Design base = default_design(evaluator->scoring());
  study::check_design_space(base, space.space, space.name);
  study::remaining_designs(base, space.space, space.name);
  return study::allowed_designs(base, space.space, space.name);
}

optimizers::OptionValues option_values(py::handle options) {
  const nlohmann::json given = to_json(options, kOptimizerName);
  return study::parse_option_values(files::JsonObject(given, kOptimizerName, "options"));
}

py::list strategies() {
  py::list list;
  for (const optimizers::Strategy& strategy : optimizers::strategies()) {
    py::list options;
    for (const optimizers::Option& o : strategy.options) {
      py::dict option;
      option["name"] = o.name;
      option["help"] = o.help;
      option["lowest"] = o.lowest;
      option["highest"] = o.highest;
      option["default"] = o.fallback;
      option["integer"] = o.integer;
      options.append(option);
    }
    py::dict row;
    row["name"] = strategy.name;
    row["help"] = strategy.help;
    row["options"] = options;
    list.append(row);
  }
  return list;
}

}  // namespace

Optimizer::Optimizer(const std::string& strategy, py::handle space, std::int64_t seed, py::handle options,
                     const Evaluator* evaluator)
    : strategy_(strategy), space_(make_space(space)), configurations_(space_.space) {
  study::StudySpec spec{allowed(space_, evaluator)};
  spec.optimizer = strategy;
  spec.options = option_values(options);
  spec.seed = seed;
  check(spec, kOptimizerName);
  optimizer_ =
      optimizers::make_optimizer(strategy, spec.space, static_cast<std::uint64_t>(seed), spec.options);
}

py::list Optimizer::ask(int count) {
  if (count < 1 || count > study::kMostProposals)
    throw files::ConfigError("count is " + std::to_string(count) + "; must be an integer from 1 to " +
                             std::to_string(study::kMostProposals));
  std::vector<optimizers::Point> points;
  {
    const py::gil_scoped_release release;
    const std::lock_guard<std::mutex> guard(mutex_);
    points = optimizer_->ask(count);
  }
  py::list list;
  for (const optimizers::Point& point : points) list.append(configurations_.dict_of(point));
  return list;
}

void Optimizer::tell(const py::sequence& configurations, const py::sequence& outcomes) {
  if (configurations.size() != outcomes.size())
    throw files::ConfigError("tell: there are " + std::to_string(configurations.size()) +
                             " configurations and " + std::to_string(outcomes.size()) +
                             " outcomes; must be as many");
  std::vector<optimizers::Trial> trials;
  std::vector<std::string> objectives = objectives_;
  for (std::size_t i = 0; i < configurations.size(); ++i) {
    const std::string at = "[" + std::to_string(i) + "]";
    optimizers::Trial& trial = trials.emplace_back(trial_of(outcomes[i], "outcomes" + at, objectives));
    trial.point = configurations_.point_of(configurations[i], "configurations" + at);
    trial.id = told_ + static_cast<std::int64_t>(i);
  }
  objectives_ = std::move(objectives);
  told_ += static_cast<std::int64_t>(trials.size());
  const py::gil_scoped_release release;
  const std::lock_guard<std::mutex> guard(mutex_);
  optimizer_->tell(trials);
}

std::vector<std::string> Optimizer::proposers() const {
  const py::gil_scoped_release release;
  const std::lock_guard<std::mutex> guard(mutex_);
  return optimizer_->proposers();
}

void bind_optimizer(py::module_& module) {
  py::class_<Optimizer>(module, "Optimizer",
                        "A search strategy: proposes configurations and learns from their outcomes.\n\n"
                        "The same space, seed, options and calls give the same configurations.")
      .def(py::init<const std::string&, py::handle, std::int64_t, py::handle, const Evaluator*>(),
           py::arg("strategy"), py::arg("space"), py::arg("seed") = 1, py::arg("options") = py::dict(),
           py::arg("evaluator") = py::none(),
           "strategy: a name of apollo.strategies().\n"
           "space: an apollo.Space, or what makes one.\n"
           "options: numbers by the strategy's options' names.\n"
           "evaluator: if the space's conditions name what designs have besides its parameters.")
      .def(
          "ask", &Optimizer::ask, py::arg("count") = 1,
          "Up to count configurations, none of which was asked or told before; none at all once the space is "
          "exhausted.")
      .def(
          "tell", &Optimizer::tell, py::arg("configurations"), py::arg("outcomes"),
          "The outcome of each configuration, asked for or not: an Evaluation; a reward, to be maximised; "
          "None "
          "if it is infeasible; or a dict with feasible, reward, rewards ({objective: number of at least 0}, "
          "of several) and reason.")
      .def_property_readonly(
          "proposers", &Optimizer::proposers,
          "Of an ensemble the member that has proposed each configuration of the last ask.")
      .def_property_readonly("strategy", &Optimizer::strategy, "Its name.")
      .def_property_readonly("space", &Optimizer::space, py::return_value_policy::copy, "What is searched.");
  module.def(
      "strategies", &strategies,
      "All search strategies, as dicts: name, help, options (dicts: name, help, lowest, highest, default, "
      "integer).");
}

}  // namespace apollo::python
