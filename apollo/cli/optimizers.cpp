#include <nlohmann/json.hpp>
#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/options.h"
#include "apollo/cli/text_table.h"
#include "files/config_error.h"
#include "files/join.h"
#include "files/json_file.h"
#include "files/nearest.h"
#include "optimizers/registry.h"

namespace apollo::cli {
namespace {

using ::apollo::optimizers::find_strategy;
using ::apollo::optimizers::strategies;
using ::apollo::optimizers::Strategy;
using nlohmann::json;
using nlohmann::ordered_json;

ordered_json to_json(const Strategy& strategy) {
  ordered_json options = ordered_json::array();
  for (const auto& o : strategy.options) {
    options.push_back({{"name", o.name},
                       {"help", o.help},
                       {"lowest", o.lowest},
                       {"highest", o.highest},
                       {"default", o.fallback},
                       {"integer", o.integer},
                       {"source", o.source}});
  }
  return {{"name", strategy.name}, {"help", strategy.help}, {"options", options}};
}

std::string to_text(const Strategy& strategy) {
  std::string text = wrapped(strategy.name + ": " + strategy.help + "\n");
  if (strategy.options.empty()) return text + "no options\n";
  TextTable table({{"option", Align::left},
                   {"default"},
                   {"from"},
                   {"to"},
                   {"", Align::left},
                   {"default's source", Align::left}});
  for (const auto& o : strategy.options) {
    const auto number = [&](double value) {
      return o.integer ? json(static_cast<std::int64_t>(value)).dump() : json(value).dump();
    };
    table.row({o.name, number(o.fallback), number(o.lowest), number(o.highest), o.help, o.source});
  }
  return text + "\n" + table.text();
}

void list_strategies(bool as_json, std::ostream& out) {
  ordered_json all = ordered_json::array();
  TextTable table({{"optimizer", Align::left}, {"", Align::left}});
  for (const Strategy& strategy : strategies()) {
    all.push_back(to_json(strategy));
    table.row({strategy.name, strategy.help});
  }
  out << (as_json ? all.dump(2) + "\n" : table.text());
}

const Strategy& strategy_named(const std::string& name) {
  if (const Strategy* strategy = find_strategy(name)) return *strategy;
  std::vector<std::string> names;
  for (const Strategy& strategy : strategies()) names.push_back(strategy.name);
  throw files::ConfigError("optimizer is \"" + files::printable(name, 60) + "\"" +
                           files::did_you_mean(name, names) + "; must be one of: " + files::join(names));
}

}  // namespace

int optimizers(const Arguments& arguments, std::ostream& out) {
  std::string name;
  bool as_json = false;
  Options options("optimizers", "Lists the search strategies, or the options of one.");
  options.positional("NAME", name, "a search strategy", false);
  options.flag("--json", as_json, "print JSON");
  if (!options.parse(arguments, out)) return 0;
  if (name.empty()) {
    list_strategies(as_json, out);
  } else {
    const Strategy& strategy = strategy_named(name);
    out << (as_json ? to_json(strategy).dump(2) + "\n" : to_text(strategy));
  }
  return 0;
}

}  // namespace apollo::cli
