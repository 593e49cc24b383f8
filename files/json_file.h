#pragma once
#include <nlohmann/json.hpp>
#include <string>

namespace apollo::files {

// The whole content of a regular, readable file of at most 16 MiB; anything else is a ConfigError.
std::string read_text_file(const std::string& path);

// Parses JSON text; `file` names it in errors. Stricter than nlohmann::json::parse: a repeated key, nesting
// deeper than 64 and empty text are ConfigErrors too, of one line like all others. // and /* */ comments are
// allowed.
nlohmann::json parse_json(const std::string& text, const std::string& file);

// `text` with control characters and invalid bytes replaced by '?', cut to `limit` characters: foreign text,
// fit for an error message.
std::string printable(const std::string& text, std::size_t limit);

}  // namespace apollo::files
