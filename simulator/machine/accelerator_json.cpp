#include <nlohmann/json.hpp>

#include "embedded/template_files.h"
#include "files/json_object.h"
#include "simulator/machine/accelerator.h"

namespace apollo::machine {

namespace {

using files::JsonObject;

// Reads every constant; `fallback` supplies those that may be absent.
TemplateConstants read_constants(JsonObject& json, const TemplateConstants* fallback) {
  const TemplateConstants defaults;
  const auto get = [&](const char* key, int TemplateConstants::*field, int lowest, int highest) {
    return static_cast<int>(json.integer(
        key, lowest, highest, fallback ? std::optional<std::int64_t>(fallback->*field) : std::nullopt));
  };
  TemplateConstants k = defaults;
  k.clock_mhz = get("clock_mhz", &TemplateConstants::clock_mhz, 1, 10000);
  k.mac_ways = get("mac_ways", &TemplateConstants::mac_ways, 1, 64);
  k.instruction_entry_bytes =
      get("instruction_entry_bytes", &TemplateConstants::instruction_entry_bytes, 1, 4096);
  k.parameter_entry_bytes = get("parameter_entry_bytes", &TemplateConstants::parameter_entry_bytes, 1, 4096);
  k.activation_entry_bytes =
      get("activation_entry_bytes", &TemplateConstants::activation_entry_bytes, 1, 4096);
  k.instruction_fetch_cycles =
      get("instruction_fetch_cycles", &TemplateConstants::instruction_fetch_cycles, 1, 10000);
  k.unit_queue_entries = get("unit_queue_entries", &TemplateConstants::unit_queue_entries, 1, 4096);
  k.network_base_latency_cycles =
      get("network_base_latency_cycles", &TemplateConstants::network_base_latency_cycles, 1, 10000);
  k.network_hop_cycles = get("network_hop_cycles", &TemplateConstants::network_hop_cycles, 0, 1000);
  k.dram_latency_cycles = get("dram_latency_cycles", &TemplateConstants::dram_latency_cycles, 1, 100000);
  k.dram_burst_bytes = get("dram_burst_bytes", &TemplateConstants::dram_burst_bytes, 1, 4096);
  k.dram_outstanding_requests =
      get("dram_outstanding_requests", &TemplateConstants::dram_outstanding_requests, 1, 4096);
  k.pe_memory_read_bytes = get("pe_memory_read_bytes", &TemplateConstants::pe_memory_read_bytes, 1, 65536);
  k.pe_memory_write_bytes = get("pe_memory_write_bytes", &TemplateConstants::pe_memory_write_bytes, 1, 65536);
  k.compute_startup_cycles =
      get("compute_startup_cycles", &TemplateConstants::compute_startup_cycles, 1, 10000);
  return k;
}

const TemplateConstants& template_constants() {
  static const TemplateConstants constants = [] {
    const std::string file = "configs/template.json";
    const nlohmann::json json = files::parse_json(embedded::template_files().at("template"), file);
    JsonObject root(json, file);
    const TemplateConstants k = read_constants(root, nullptr);
    root.reject_unknown_keys("the template constants");
    return k;
  }();
  return constants;
}

nlohmann::ordered_json to_json(const TemplateConstants& k) {
  return {{"clock_mhz", k.clock_mhz},
          {"mac_ways", k.mac_ways},
          {"instruction_entry_bytes", k.instruction_entry_bytes},
          {"parameter_entry_bytes", k.parameter_entry_bytes},
          {"activation_entry_bytes", k.activation_entry_bytes},
          {"instruction_fetch_cycles", k.instruction_fetch_cycles},
          {"unit_queue_entries", k.unit_queue_entries},
          {"network_base_latency_cycles", k.network_base_latency_cycles},
          {"network_hop_cycles", k.network_hop_cycles},
          {"dram_latency_cycles", k.dram_latency_cycles},
          {"dram_burst_bytes", k.dram_burst_bytes},
          {"dram_outstanding_requests", k.dram_outstanding_requests},
          {"pe_memory_read_bytes", k.pe_memory_read_bytes},
          {"pe_memory_write_bytes", k.pe_memory_write_bytes},
          {"compute_startup_cycles", k.compute_startup_cycles}};
}

}  // namespace

Accelerator parse_accelerator(const std::string& json_text, const std::string& file) {
  const nlohmann::json json = files::parse_json(json_text, file);
  JsonObject root(json, file);
  Accelerator a;
  Configuration& c = a.configuration;
  const auto small = [&](const char* key, int highest) {
    return static_cast<int>(root.integer(key, 1, highest));
  };
  c.pes_x = small("pes_x", 64);
  c.pes_y = small("pes_y", 64);
  c.pe_memory_bytes = root.integer("pe_memory_bytes", 1 << 10, 1 << 30);
  c.cores_per_pe = small("cores_per_pe", 64);
  c.core_memory_bytes = root.integer("core_memory_bytes", 1 << 8, 1 << 30);
  c.compute_lanes = small("compute_lanes", 1024);
  c.instruction_memory_entries = small("instruction_memory_entries", 1 << 24);
  c.parameter_memory_entries = small("parameter_memory_entries", 1 << 24);
  c.activation_memory_entries = small("activation_memory_entries", 1 << 24);
  c.dram_bandwidth_gbps = root.number("dram_bandwidth_gbps", 0.001, 10000);
  a.constants = template_constants();
  if (root.has("constants")) {
    JsonObject constants = root.object("constants");
    a.constants = read_constants(constants, &template_constants());
    constants.reject_unknown_keys("the template constants");
  }
  root.reject_unknown_keys("a configuration");
  return a;
}

Accelerator read_accelerator(const std::string& path) {
  return parse_accelerator(files::read_text_file(path), path);
}

std::string to_json_text(const Accelerator& a) {
  const Configuration& c = a.configuration;
  nlohmann::ordered_json json = {{"pes_x", c.pes_x},
                                 {"pes_y", c.pes_y},
                                 {"pe_memory_bytes", c.pe_memory_bytes},
                                 {"cores_per_pe", c.cores_per_pe},
                                 {"core_memory_bytes", c.core_memory_bytes},
                                 {"compute_lanes", c.compute_lanes},
                                 {"instruction_memory_entries", c.instruction_memory_entries},
                                 {"parameter_memory_entries", c.parameter_memory_entries},
                                 {"activation_memory_entries", c.activation_memory_entries},
                                 {"dram_bandwidth_gbps", c.dram_bandwidth_gbps}};
  nlohmann::ordered_json differences = nlohmann::ordered_json::object();
  const auto standard = to_json(template_constants()), mine = to_json(a.constants);
  for (const auto& [key, value] : mine.items())
    if (standard.at(key) != value) differences[key] = value;
  if (!differences.empty()) json["constants"] = differences;
  return json.dump(2) + "\n";
}

}  // namespace apollo::machine
