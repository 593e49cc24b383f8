#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "apollo/study/space_json.h"

namespace apollo::cli {
namespace {

using ::apollo::optimizers::SearchSpace;
using nlohmann::ordered_json;

ordered_json points(const SearchSpace& space) {
  return space.size() ? ordered_json(*space.size()) : ordered_json(nullptr);
}

void list(bool json, std::ostream& out) {
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

}  // namespace

int space(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool json = false;
  Options options("space", "Lists the search spaces, or the parameters of one.");
  options.positional("NAME", name, "a built-in space or a space file", false);
  options.flag("--json", json, "print JSON");
  if (!options.parse(arguments, out)) return 0;
  if (name.empty()) {
    list(json, out);
  } else {
    show(name, json, out);
  }
  return 0;
}

}  // namespace apollo::cli
