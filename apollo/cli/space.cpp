#include <algorithm>
#include <cmath>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "apollo/designs/number_text.h"
#include "apollo/designs/scoring.h"
#include "apollo/study/design_space.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/join.h"
#include "simulator/machine/accelerator.h"

namespace apollo::cli {
namespace {

using ::apollo::optimizers::SearchSpace;
using nlohmann::ordered_json;

ordered_json points(const SearchSpace& space) {
  return space.size() ? ordered_json(*space.size()) : ordered_json(nullptr);
}

void list_spaces(bool json, std::ostream& out) {
  ordered_json all = ordered_json::array();
  TextTable table({{"space", Align::left}, {"parameters"}, {"points"}});
  for (const std::string& name : study::space_names()) {
    const SearchSpace space = study::read_space(name);
    all.push_back({{"name", name}, {"parameters", space.dimensions()}, {"points", points(space)}});
    table.row({name, std::to_string(space.dimensions()), points(space).dump()});
  }
  out << (json ? all.dump(2) + "\n" : table.text());
}

bool is_one_of(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Whether apollo itself can evaluate the points, or only a program of the user.
bool has_designs(const SearchSpace& space) {
  const auto& parameters = space.parameters();
  return std::all_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    const auto is_built_in = [](const std::string& text) {
      return is_one_of(text, cost::technology_names());
    };
    return is_one_of(parameter.name, designs::value_names()) &&
           (parameter.name != designs::kTechnology ||
            std::all_of(parameter.texts.begin(), parameter.texts.end(), is_built_in));
  });
}

// What conditions leave of it, which may name values of the built-in baseline.
study::Remaining remaining_of(const SearchSpace& space, const std::string& name) {
  if (has_designs(space))
    return study::remaining_designs(designs::baseline_design(designs::Scoring()), space, name);
  return study::remaining_points(space, ordered_json::object(), name);
}

std::string conditions_text(const SearchSpace& space, const study::Remaining& remaining) {
  std::string text;
  for (const std::string& condition : space.conditions())
    text += wrapped("requires " + files::printable(condition, 1000) + "\n");
  const bool is_count = remaining.is_exact && space.size();
  const double kept = remaining.share * static_cast<double>(space.size().value_or(0));
  return text + "of which the conditions leave " + (remaining.is_exact ? "" : "about ") +
         (is_count ? designs::plain(std::round(kept)) + ", " : "") + designs::percent(remaining.share) + "\n";
}

void show(const std::string& name, bool json, std::ostream& out) {
  const SearchSpace space = study::read_space(name);
  const study::Remaining remaining = remaining_of(space, name);
  if (json) {
    ordered_json result = {{"name", name},
                           {"points", points(space)},
                           {"allowed_share", remaining.share},
                           {"allowed_share_is_exact", remaining.is_exact}};
    result.update(study::to_json(space));
    out << result.dump(2) << "\n";
    return;
  }
  TextTable table({{"parameter", Align::left}, {"kind", Align::left}, {"values", Align::left}});
  for (const auto& parameter : space.parameters()) {
    std::string values;
    for (int i = 0; i < parameter.size(); ++i)
      values += (i == 0 ? "" : ", ") + study::value_of(parameter, i).dump();
    table.row({parameter.name,
               parameter.kind == ::apollo::optimizers::Parameter::Kind::ordinal ? "ordinal" : "categorical",
               values});
  }
  out << table.text() << points(space).dump() << " points\n";
  if (!space.conditions().empty() || remaining.share < 1) out << conditions_text(space, remaining);
}

template <class Struct, std::size_t N>
ordered_json described(const machine::Field<Struct> (&fields)[N]) {
  ordered_json list = ordered_json::array();
  for (const machine::Field<Struct>& field : fields) {
    const auto number = [](double value) {
      return value == std::floor(value) ? ordered_json(static_cast<std::int64_t>(value))
                                        : ordered_json(value);
    };
    list.push_back({{"name", field.name},
                    {"unit", field.unit},
                    {"lowest", number(field.lowest)},
                    {"highest", number(field.highest)},
                    {"default", number(field.default_value())},
                    {"help", field.help}});
  }
  return list;
}

// What spaces and configuration files may set.
void list_parameters(bool json, std::ostream& out) {
  const ordered_json all = {{"parameters", described(machine::kParameters)},
                            {"constants", described(machine::kConstants)}};
  if (json) {
    out << all.dump(2) << "\n";
    return;
  }
  const char* separator = "";
  for (const auto& [kind, fields] : all.items()) {
    TextTable table({{kind, Align::left},
                     {"unit", Align::left},
                     {"lowest"},
                     {"highest"},
                     {"default"},
                     {"help", Align::left}});
    for (const ordered_json& field : fields)
      table.row({field.at("name"), field.at("unit"), field.at("lowest").dump(), field.at("highest").dump(),
                 field.at("default").dump(), field.at("help")});
    out << separator << table.text();
    separator = "\n";
  }
  out << "\nbesides them: technology (" << files::join(cost::technology_names()) << "), batch (1 to "
      << designs::kLargestBatch << ")\n";
}

}  // namespace

int space(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool json = false, parameters = false;
  Options options("space", "Lists the search spaces, or the parameters of one.");
  options.positional("NAME", name, "a built-in space or a space file", false);
  options.flag("--parameters", parameters,
               "what a space may search, --set give and a configuration file hold: unit, range, default");
  options.flag("--json", json, "print JSON");
  if (!options.parse(arguments, out)) return 0;
  if (parameters && !name.empty())
    throw files::ConfigError("--parameters is given with the space " + files::printable(name, 60) +
                             "; must be given alone");
  if (parameters) {
    list_parameters(json, out);
  } else if (name.empty()) {
    list_spaces(json, out);
  } else {
    show(name, json, out);
  }
  return 0;
}

}  // namespace apollo::cli
