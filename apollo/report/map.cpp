#include "apollo/report/map.h"

#include <algorithm>
#include <unordered_map>

#include "apollo/report/design_rows.h"
#include "apollo/report/tsne/tsne.h"
#include "apollo/study/space_json.h"
#include "optimizers/draw.h"

namespace apollo::report {
namespace {

// What a trial may have.
struct Figure {
  std::string column;
  std::optional<double> Trial::*value;
};

const std::vector<Figure>& figures() {
  static const std::vector<Figure> table = {{"throughput_per_s", &Trial::throughput_per_s},
                                            {"latency_ms", &Trial::latency_ms},
                                            {"energy_mj", &Trial::energy_mj},
                                            {"power_w", &Trial::power_w}};
  return table;
}

// The columns but the parameters'.
std::vector<std::string> own_columns(const std::vector<Figure>& known) {
  std::vector<std::string> columns = {"x",      "y",      "run",    "trial",   "strategy",
                                      "budget", "status", "reward", "area_mm2"};
  for (const Figure& figure : known) columns.push_back(figure.column);
  columns.insert(columns.end(), {"reason", "detail"});
  return columns;
}

struct Place {
  std::size_t run;
  const Trial* trial;
};

// How many trials to take of each run: the same of all, but what short runs lack goes to the others.
std::vector<std::size_t> quotas(const Runs& runs, std::size_t points) {
  std::vector<std::size_t> by_length(runs.runs.size()), quota(runs.runs.size());
  for (std::size_t i = 0; i < by_length.size(); ++i) by_length[i] = i;
  const auto length = [&](std::size_t i) { return runs.runs[i].trials.size(); };
  std::stable_sort(by_length.begin(), by_length.end(),
                   [&](std::size_t a, std::size_t b) { return length(a) < length(b); });
  std::size_t left = points, runs_left = by_length.size();
  for (const std::size_t i : by_length) {
    quota[i] = std::min(length(i), left / runs_left--);
    left -= quota[i];
  }
  return quota;
}

std::vector<Place> sample(const Runs& runs, std::size_t points) {
  const std::vector<std::size_t> quota = quotas(runs, points);
  std::vector<Place> places;
  for (std::size_t i = 0; i < runs.runs.size(); ++i) {
    const Run& run = runs.runs[i];
    std::vector<const Trial*> trials;
    for (const Trial& trial : run.trials) trials.push_back(&trial);
    optimizers::Generator generator(i);
    optimizers::draw_order(generator, trials);
    trials.resize(quota[i]);
    const Trial* best = run.best();
    if (best && std::find(trials.begin(), trials.end(), best) == trials.end()) trials.push_back(best);
    for (const Trial* trial : trials) places.push_back({i, trial});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.trial->id < b.trial->id; });
  return places;
}

// By index into places. Each design is laid out once, however many runs tried it.
Eigen::MatrixX2d positions(const Runs& runs, const std::vector<Place>& places) {
  std::unordered_map<optimizers::Point, Eigen::Index, optimizers::PointHash> index;
  std::vector<optimizers::Point> distinct;
  for (const Place& place : places) {
    if (index.emplace(place.trial->point, distinct.size()).second) distinct.push_back(place.trial->point);
  }
  const Eigen::MatrixX2d laid_out = tsne::tsne(design_rows(runs.runs[0].spec.space, distinct), {}).positions;
  Eigen::MatrixX2d result(static_cast<Eigen::Index>(places.size()), 2);
  for (std::size_t i = 0; i < places.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = laid_out.row(index.at(places[i].trial->point));
  return result;
}

}  // namespace

std::vector<std::string> parameter_columns(const optimizers::SearchSpace& space) {
  const std::vector<std::string> own = own_columns(figures());
  std::vector<std::string> columns;
  for (const optimizers::Parameter& parameter : space.parameters()) {
    const bool taken = std::find(own.begin(), own.end(), parameter.name) != own.end();
    columns.push_back(taken ? "parameter " + parameter.name : parameter.name);
  }
  return columns;
}

Dataset map(const Runs& runs, std::int64_t points) {
  const std::vector<Place> places = sample(runs, static_cast<std::size_t>(points));
  const Eigen::MatrixX2d position = positions(runs, places);
  std::vector<const Trial*> best;  // of each budget
  for (const Run* run : runs.best_runs()) best.push_back(run->best());
  std::vector<Figure> known;
  std::copy_if(figures().begin(), figures().end(), std::back_inserter(known), [&](const Figure& figure) {
    return std::any_of(places.begin(), places.end(), [&](const Place& p) { return p.trial->*figure.value; });
  });
  const auto& parameters = runs.runs[0].spec.space.parameters();

  std::vector<std::string> columns = own_columns(known);
  const std::vector<std::string> exact = parameter_columns(runs.runs[0].spec.space);
  columns.insert(columns.end(), exact.begin(), exact.end());
  Dataset data(columns, {exact.begin(), exact.end()});
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Trial& trial = *places[i].trial;
    const Run& run = runs.runs[places[i].run];
    const bool is_best = std::find(best.begin(), best.end(), &trial) != best.end();
    const auto row = static_cast<Eigen::Index>(i);
    std::vector<Json> values = {position(row, 0),
                                position(row, 1),
                                places[i].run,
                                trial.id,
                                run.strategy,
                                run.budget,
                                is_best          ? "best"
                                : trial.feasible ? "feasible"
                                                 : "infeasible",
                                trial.feasible ? Json(trial.reward) : Json(nullptr),
                                trial.area_mm2};
    for (const Figure& figure : known) {
      const std::optional<double>& value = trial.*figure.value;
      values.push_back(value ? Json(*value) : Json(nullptr));
    }
    values.insert(values.end(), {trial.reason, trial.detail});
    for (std::size_t p = 0; p < parameters.size(); ++p)
      values.push_back(Json(study::value_of(parameters[p], trial.point[p])));
    data.add(values);
  }
  return data;
}

}  // namespace apollo::report
