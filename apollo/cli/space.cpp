#include <cmath>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "apollo/study/space_json.h"
#include "files/config_error.h"
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

void show(const std::string& name, bool json, std::ostream& out) {
  const SearchSpace space = study::read_space(name);
  if (json) {
    ordered_json result = {{"name", name}, {"points", points(space)}};
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
}

}  // namespace

int space(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool json = false, parameters = false;
  Options options("space", "Lists the search spaces, or the parameters of one.");
  options.positional("NAME", name, "a built-in space or a space file", false);
  options.flag(
      "--parameters", parameters,
      "what a space may search and, under \"constants\", a configuration file may override: unit, range, "
      "default");
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
