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
    {"leakage_mw_per_mm2", &EnergyCoefficients::leakage_mw_per_mm2},
};

template <class Coefficients, std::size_t N>
Coefficients read(JsonObject object, const Row<Coefficients> (&rows)[N]) {
  Coefficients result;
  for (const auto& row : rows) {
    JsonObject entry = object.object(row.key);
    result.*row.member = entry.number("value", 0, kLargestCoefficient);
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
