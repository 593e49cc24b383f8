#include "workloads/onnx/import.h"

#include <spdlog/logger.h>

#include <ostream>

#include "apollo/cli/commands.h"
#include "apollo/cli/import_options.h"
#include "apollo/cli/log.h"
#include "apollo/cli/options.h"
#include "apollo/cli/output_file.h"
#include "apollo/cli/scoring_options.h"
#include "apollo/cli/terminal.h"
#include "apollo/cli/value_check.h"
#include "apollo/designs/number_text.h"
#include "files/config_error.h"
#include "workloads/network_json.h"

namespace apollo::cli {

int import(const Arguments& arguments, std::ostream& out) {
  std::string model, path, name;
  ValueCheckOptions check;
  ImportArguments how;
  Options options("import", "Makes a network of an ONNX model, and says what it approximates or leaves out.");
  options.positional("MODEL.onnx", model, "an ONNX model, of operator set 7 to 26", true);
  options.text("-o", path, "NETWORK.json", "write the network to this file");
  options.text("--name", name, "NAME", "name of the network (default the file's)");
  how.declare(options);
  options.text(
      "--check-values", check.folder, "DIR",
      "run a quantized model on the chip with its own values, and compare with ONNX test data: a folder "
      "of input_0.pb, ..., output_0.pb, ..., or a folder of several such");
  options.text("--accelerator", check.accelerator, "CONFIG",
               "configuration file of the chip that --check-values runs on (default the edge baseline)");
  declare_template(options, check.template_file);
  options.flag("--json", check.json, "print the network, or what --check-values found");
  if (!options.parse(arguments, out)) return 0;
  const bool checks = options.given("--check-values");
  if (checks && !path.empty()) throw files::ConfigError("-o: must not be used with --check-values");
  if (checks && how.skip_unsupported)
    throw files::ConfigError("--skip-unsupported: must not be used with --check-values");
  for (const char* of_checks : {"--accelerator", "--template"})
    if (!checks && options.given(of_checks))
      throw files::ConfigError(std::string(of_checks) + ": must be used with --check-values");
  OutputFile file("-o", path, ".json");
  file.keep({model});
  apollo::workloads::importer::ImportOptions import;
  import.name = name;
  const designs::NetworkImport chosen = how.import();
  import.skip_unsupported = chosen.skip_unsupported;
  for (const designs::InputShape& shape : chosen.input_shapes)
    import.input_shapes.emplace(shape.input, shape.sizes);
  if (checks) return check_values(model, import, check, out);
  const apollo::workloads::importer::Imported imported =
      apollo::workloads::importer::import_onnx(model, import);
  const apollo::workloads::Network& network = imported.network;
  const std::string text = to_json_text(network);
  if (file.wanted()) file.commit(text);
  if (check.json) {
    out << text;
    warn_of_skipped({network});
    for (const std::string& note : imported.notes) log().info("note: " + note);
    return 0;
  }
  std::string said = network.name + ": " + std::to_string(network.layers.size()) + " layers, " +
                     std::to_string(network.macs()) + " MACs, " + std::to_string(network.parameters()) +
                     " parameters\n";
  for (const std::string& skipped : network.skipped) said += "left out: " + skipped + "\n";
  if (network.skipped_share > 0)
    said += "left out: " + designs::percent(network.skipped_share) +
            " of all elements that the model's nodes make\n";
  for (const std::string& note : imported.notes) said += "note: " + note + "\n";
  out << wrapped(said);
  return 0;
}

}  // namespace apollo::cli
