#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "apollo/designs/evaluation.h"
#include "apollo/designs/technology_choice.h"
#include "simulator/machine/accelerator.h"

namespace apollo::designs {

// What is evaluated: a chip, the process it is made in, and how many inferences it does at a time. A
// configuration file has all of it; everything in it has a name of its own (value_names()).
struct Design {
  machine::Accelerator accelerator;
  TechnologyChoice technology;
  int batch = 1;
};

// The names of two values of a design besides those of machine::kParameters and machine::kConstants.
inline constexpr char kTechnology[] = "technology", kBatch[] = "batch";

// All names: parameters, constants, these two.
const std::vector<std::string>& value_names();

// The design with the values of a configuration file, or some of them: {name: value}, constants also grouped
// as "constants": {name: value}; "technology" is a name, a file, or what a file holds. It keeps what they
// leave out. ConfigError, naming `file`, if a name is unknown or a value out of range.
Design with_values(const Design& design, const nlohmann::json& values, const std::string& file);

// The values of "NAME=VALUE" texts, for with_values(): a number, or of the technology a text. ConfigError,
// naming `option`, if one is none, or a name occurs twice.
nlohmann::json values_of(const std::vector<std::string>& texts, const std::string& option);

// All values by name, without groups; of the technology the name.
nlohmann::ordered_json values_by_name(const Design& design);

// One of them for people: a number without loss, or the technology's name.
std::string value_text(const nlohmann::ordered_json& value);

// A configuration file that is complete whatever baseline it is read over: the parameters, constants that
// differ from those of TemplateConstants or of `baseline`, or are among `named`, technology and batch.
nlohmann::ordered_json configuration_of(const Design& design, const machine::Accelerator& baseline,
                                        const std::vector<std::string>& named);

// "clock_mhz 1000 instead of 800, batch 4 instead of 1": constants, technology and batch in which it differs
// from another; empty if in none.
std::string differences(const Design& design, const Design& other);

// `evaluator` for designs of the technology and batch of this one, and what it says of this one.
DesignEvaluator evaluator_for(const Design& design, const DesignEvaluator& evaluator);
Evaluation evaluate(const Design& design, const DesignEvaluator& evaluator, const EvaluationOptions& options);

}  // namespace apollo::designs
