#pragma once
#include <nlohmann/json.hpp>
#include <optional>

#include "files/json_object.h"
#include "simulator/machine/field.h"

// Fields in JSON files.
namespace apollo::machine {

template <class Struct>
double read_number(files::JsonObject& json, const Field<Struct>& field, std::optional<double> absent) {
  if (!field.whole()) return json.number(field.name, field.lowest, field.highest, absent);
  const auto whole = [](double number) { return static_cast<std::int64_t>(number); };
  return static_cast<double>(json.integer(field.name, whole(field.lowest), whole(field.highest),
                                          absent ? std::optional(whole(*absent)) : std::nullopt));
}

// Reads every field; those that are absent have the fallback's value, without one they are an error.
template <class Struct, std::size_t N>
Struct read_fields(files::JsonObject& json, const Field<Struct> (&fields)[N], const Struct* fallback) {
  Struct result;
  for (const Field<Struct>& field : fields) {
    const auto absent = fallback ? std::optional(field.get(*fallback)) : std::nullopt;
    field.set(&result, read_number(json, field, absent));
  }
  return result;
}

template <class Struct>
nlohmann::ordered_json value(const Field<Struct>& field, const Struct& values) {
  if (field.whole()) return static_cast<std::int64_t>(field.get(values));
  return field.get(values);
}

}  // namespace apollo::machine
