#include "apollo/designs/technology_choice.h"

#include <algorithm>

#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "files/json_file.h"

namespace apollo::designs {

TechnologyChoice::TechnologyChoice(const std::string& name_or_path) : value_(name_or_path) {
  cost::technology(name_or_path);  // reports what is wrong with it
  const std::vector<std::string> built_in = cost::technology_names();
  if (std::find(built_in.begin(), built_in.end(), name_or_path) == built_in.end())
    value_ = files::parse_json(files::read_text_file(name_or_path), name_or_path);
}

TechnologyChoice TechnologyChoice::parse(files::JsonObject& object, const std::string& key) {
  TechnologyChoice choice;
  choice.value_ = object.value(key);
  if (!choice.value_.is_string() && !choice.value_.is_object())
    object.fail(key, "the name of a technology or what a technology file holds");
  return choice;
}

cost::Technology TechnologyChoice::coefficients(const std::string& file) const {
  std::shared_ptr<const cost::Technology> known = std::atomic_load(&known_);
  if (!known) {
    known = std::make_shared<const cost::Technology>(value_.is_string()
                                                         ? cost::technology(value_.get<std::string>())
                                                         : cost::parse_technology(value_.dump(), file));
    std::atomic_store(&known_, known);
  }
  return *known;
}

std::string TechnologyChoice::name() const {
  const nlohmann::json name = value_.is_string() ? value_ : value_.value("name", nlohmann::json());
  return name.is_string() ? name.get<std::string>() : "unknown";
}

const char* clock_name() {
  const char* name = "";
  for (const auto& field : machine::kConstants) {
    const auto* member = std::get_if<int machine::TemplateConstants::*>(&field.member);
    if (member && *member == &machine::TemplateConstants::clock_mhz) name = field.name;
  }
  return name;
}

void check_clock(const machine::Accelerator& accelerator, const cost::Technology& technology,
                 const std::string& file) {
  constexpr std::size_t kLongestName = 200;  // in a message
  const int clock = accelerator.constants.clock_mhz;
  if (clock > technology.clock.maximum_mhz)
    throw files::ConfigError(file + ": constants.clock_mhz is " + std::to_string(clock) +
                             "; must be at most " + significant(technology.clock.maximum_mhz) + " at " +
                             files::printable(technology.name, kLongestName));
}

}  // namespace apollo::designs
