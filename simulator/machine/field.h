#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <variant>

namespace apollo::machine {

// One number of Struct as users meet it. The table of a struct has a row for each member, and its JSON
// reading and writing, comparison, error messages, `apollo space --parameters` and docs/template.md come from
// there. The default stands in the struct alone.
template <class Struct>
struct Field {
  const char* name;  // the member's, and the key in JSON files
  std::variant<int Struct::*, std::int64_t Struct::*, double Struct::*> member;
  const char* unit;
  double lowest, highest;  // what files may say, both included
  const char* help;        // what it is; for a constant also the source of its default

  constexpr bool whole() const { return !std::holds_alternative<double Struct::*>(member); }
  // Values are exact: integers in range are below 2^53.
  constexpr double get(const Struct& values) const {
    return std::visit([&](auto field) { return static_cast<double>(values.*field); }, member);
  }
  // Whatever the range; a whole field drops the fraction.
  constexpr void set(Struct* values, double value) const {
    std::visit([&](auto field) { assign(value, &(values->*field)); }, member);
  }
  double default_value() const {
    static constexpr Struct kDefaults{};
    return get(kDefaults);
  }

 private:
  template <class Number>
  static constexpr void assign(double value, Number* number) {
    *number = static_cast<Number>(value);
  }
};

// The field of that name, or null.
template <class Struct, std::size_t N>
constexpr const Field<Struct>* find_field(const Field<Struct> (&fields)[N], std::string_view name) {
  for (const Field<Struct>& field : fields)
    if (field.name == name) return &field;
  return nullptr;
}

template <class Struct, std::size_t N>
bool equal(const Field<Struct> (&fields)[N], const Struct& a, const Struct& b) {
  return std::all_of(std::begin(fields), std::end(fields),
                     [&](const Field<Struct>& field) { return field.get(a) == field.get(b); });
}

}  // namespace apollo::machine
