#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "files/json_object.h"
#include "optimizers/search_space.h"

// Search spaces as JSON: {"parameters": [{"name": "pes_x", "values": [1, 2, 4]}, ...]}. A parameter with
// "kind": "categorical" has no order; its values are distinct numbers or texts. An ordinal one (the default)
// has strictly ascending numbers. "require", which may be left out, is a condition (conditions.h) or a list
// of them.
namespace apollo::study {

// The space with a built-in name ("apollo") or, if the argument holds a '/' or ends in ".json", from that
// file. ConfigError if there is none, or the file is not as above, or a parameter is named like a column of
// trials.csv.
optimizers::SearchSpace read_space(const std::string& name_or_path);
optimizers::SearchSpace parse_space(const std::string& json_text, const std::string& file);
optimizers::SearchSpace parse_space(files::JsonObject object);

std::vector<std::string> space_names();

nlohmann::ordered_json to_json(const optimizers::SearchSpace& space);

// The value with this index; whole numbers as integers.
nlohmann::json value_of(const optimizers::Parameter& parameter, int index);
// {parameter: value}, in the space's order.
nlohmann::ordered_json configuration_of(const optimizers::SearchSpace& space, const optimizers::Point& point);

}  // namespace apollo::study
