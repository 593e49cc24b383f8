#include "simulator/cost/technology.h"

#include "embedded/technology_files.h"
#include "files/builtin_file.h"
#include "files/json_object.h"

namespace apollo::cost {
namespace {

using files::JsonObject;

// Far above any process; catches a value in the wrong unit.
constexpr double kLargestCoefficient = 1e6;

template <class Coefficients>
struct Row {
  const char* key;
  double Coefficients::*member;
  double lowest = 0;
};

constexpr Row<AreaCoefficients> kAreaRows[] = {
    {"sram_scale", &AreaCoefficients::sram_scale},
    {"mac_mm2", &AreaCoefficients::mac_mm2},
    {"core_control_mm2", &AreaCoefficients::core_control_mm2},
    {"pe_control_mm2", &AreaCoefficients::pe_control_mm2},
    {"network_mm2_per_bus_byte", &AreaCoefficients::network_mm2_per_bus_byte},
    {"network_mm2_per_pe_and_bus_byte", &AreaCoefficients::network_mm2_per_pe_and_bus_byte},
    {"uncore_mm2", &AreaCoefficients::uncore_mm2},
    {"dram_controller_mm2_per_gbps", &AreaCoefficients::dram_controller_mm2_per_gbps},
    {"dram_phy_mm2_per_gbps", &AreaCoefficients::dram_phy_mm2_per_gbps},
};

constexpr Row<EnergyCoefficients> kEnergyRows[] = {
    {"mac_pj", &EnergyCoefficients::mac_pj},
    {"sram_scale", &EnergyCoefficients::sram_scale},
    {"network_pj_per_byte_and_hop", &EnergyCoefficients::network_pj_per_byte_and_hop},
    {"dram_pj_per_byte", &EnergyCoefficients::dram_pj_per_byte},
    {"instruction_pj", &EnergyCoefficients::instruction_pj},
    {"sram_leakage_scale", &EnergyCoefficients::sram_leakage_scale},
    {"logic_leakage_mw_per_mm2", &EnergyCoefficients::logic_leakage_mw_per_mm2},
};

constexpr double kLowestClock = 1;  // MHz, and of a configuration

constexpr Row<ClockCoefficients> kClockRows[] = {
    {"nominal_mhz", &ClockCoefficients::nominal_mhz, kLowestClock},
    {"maximum_mhz", &ClockCoefficients::maximum_mhz, kLowestClock},
    {"supply_per_clock", &ClockCoefficients::supply_per_clock},
};

template <class Coefficients, std::size_t N>
Coefficients read(JsonObject object, const Row<Coefficients> (&rows)[N]) {
  Coefficients result;
  for (const auto& row : rows) {
    JsonObject entry = object.object(row.key);
    result.*row.member = entry.number("value", row.lowest, kLargestCoefficient);
    entry.text("source");
    entry.reject_unknown_keys("a coefficient");
  }
  object.reject_unknown_keys();
  return result;
}

}  // namespace

Technology parse_technology(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  JsonObject root(json, file);
  Technology result;
  result.name = root.text("name");
  result.sram = sram_table(root.text("sram_table"));
  result.area = read(root.object("area"), kAreaRows);
  result.energy = read(root.object("energy"), kEnergyRows);
  JsonObject clock = root.object("clock");
  result.clock = read(clock, kClockRows);
  if (result.clock.maximum_mhz < result.clock.nominal_mhz)
    clock.object("maximum_mhz").fail("value", "at least clock.nominal_mhz");
  root.reject_unknown_keys("a technology");
  return result;
}

Technology technology(const std::string& name_or_path) {
  const files::NamedText found =
      files::builtin_or_read("technology", name_or_path, embedded::technology_files());
  return parse_technology(found.text, found.file);
}

std::vector<std::string> technology_names() {
  std::vector<std::string> names;
  for (const auto& file : embedded::technology_files()) names.push_back(file.first);
  return names;
}

}  // namespace apollo::cost
