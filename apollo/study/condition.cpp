#include "apollo/study/condition.h"

#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "apollo/study/space_json.h"
#include "files/config_error.h"
#include "files/json_file.h"
#include "files/nearest.h"

namespace apollo::study {
namespace {

using files::printable;
using optimizers::Parameter;
using optimizers::Point;

constexpr std::size_t kLongestCondition = 200, kLongestWord = 60;  // in a message
constexpr double kFirstText = 1e16, kTextStep = 1024;              // beyond all values (space_json.cpp)
constexpr char kDividesByZero[] = "divides by zero";

double divide(double a, double b) {
  if (b == 0) throw mu::ParserError(kDividesByZero);
  return a / b;
}

double remain(double a, double b) {
  if (b == 0) throw mu::ParserError(kDividesByZero);
  return std::fmod(a, b);
}

struct Operator {
  const char* name;
  double (*function)(double, double);
  unsigned precedence;
};

// Instead of the parser's own, which divide by zero in silence, and assign by "=".
constexpr Operator kOperators[] = {
    {"||", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }, mu::prLOR},
    {"&&", [](double a, double b) { return a != 0 && b != 0 ? 1.0 : 0.0; }, mu::prLAND},
    {"==", [](double a, double b) { return a == b ? 1.0 : 0.0; }, mu::prCMP},
    {"!=", [](double a, double b) { return a != b ? 1.0 : 0.0; }, mu::prCMP},
    {"<", [](double a, double b) { return a < b ? 1.0 : 0.0; }, mu::prCMP},
    {"<=", [](double a, double b) { return a <= b ? 1.0 : 0.0; }, mu::prCMP},
    {">", [](double a, double b) { return a > b ? 1.0 : 0.0; }, mu::prCMP},
    {">=", [](double a, double b) { return a >= b ? 1.0 : 0.0; }, mu::prCMP},
    {"+", [](double a, double b) { return a + b; }, mu::prADD_SUB},
    {"-", [](double a, double b) { return a - b; }, mu::prADD_SUB},
    {"*", [](double a, double b) { return a * b; }, mu::prMUL_DIV},
    {"/", divide, mu::prMUL_DIV},
    {"%", remain, mu::prMUL_DIV},
};

void define_operators(mu::Parser& parser) {
  parser.EnableBuiltInOprt(false);
  parser.DefineOprtChars("+-*/%<>=!&|");
  for (const Operator& row : kOperators)
    parser.DefineOprt(row.name, row.function, row.precedence, mu::oaLEFT, true);
  const auto no = [](double a) { return a == 0 ? 1.0 : 0.0; };
  parser.DefineInfixOprt("!", no, mu::prPOW);
}

void define_functions(mu::Parser& parser) {
  parser.ClearFun();
  parser.ClearConst();
  parser.DefineFun("min", [](const double* a, int count) { return *std::min_element(a, a + count); });
  parser.DefineFun("max", [](const double* a, int count) { return *std::max_element(a, a + count); });
  parser.DefineFun("abs", [](double a) { return std::fabs(a); });
  parser.DefineFun("floor", [](double a) { return std::floor(a); });
  parser.DefineFun("ceil", [](double a) { return std::ceil(a); });
}

// The name that a text begins with, or "".
std::string name_in(const std::string& text) {
  const auto is_of_name = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  if (text.empty() || std::isdigit(static_cast<unsigned char>(text[0])) != 0) return "";
  return {text.begin(), std::find_if_not(text.begin(), text.end(), is_of_name)};
}

}  // namespace

Vocabulary::Vocabulary(const optimizers::SearchSpace& space, const nlohmann::json& known_values) {
  const auto number_of = [&](const std::string& text) {
    return texts.emplace(text, kFirstText + kTextStep * static_cast<double>(texts.size())).first->second;
  };
  for (const Parameter& parameter : space.parameters()) {
    values.push_back(parameter.numbers);
    for (const std::string& text : parameter.texts) values.back().push_back(number_of(text));
    names.push_back(parameter.name);
  }
  for (const auto& [name, value] : known_values.items()) {
    if (std::count(names.begin(), names.end(), name) > 0) continue;
    known[name] = value.is_string() ? number_of(value.get<std::string>()) : value.get<double>();
    names.push_back(name);
  }
}

struct Condition::Parser {
  mu::Parser of_text;
};

Condition::Condition(const std::string& text, const optimizers::SearchSpace& space,
                     const Vocabulary& vocabulary, const std::string& file)
    : text_(text),
      file_(file),
      space_(space),
      vocabulary_(vocabulary),
      inputs_(space.parameters().size()),
      parser_(std::make_unique<Parser>()) {
  mu::Parser& parser = parser_->of_text;
  try {
    define_operators(parser);
    define_functions(parser);
    for (std::size_t p = 0; p < inputs_.size(); ++p)
      parser.DefineVar(space.parameters()[p].name, &inputs_[p]);
    for (const auto& [name, value] : vocabulary.known) parser.DefineConst(name, value);
    parser.SetExpr(without_texts());
    for (const auto& [name, input] : parser.GetUsedVar()) {
      if (!input) fail_to_name(name);
      parameters_.push_back(static_cast<std::size_t>(input - inputs_.data()));
    }
    if (parser.GetNumResults() > 1) fail("has a comma outside of a function; must be one expression");
  } catch (const mu::ParserError& error) {
    if (error.GetMsg() == kDividesByZero) fail(error.GetMsg() + "; must be defined at every point");
    const std::string name = name_in(error.GetToken());
    if (error.GetCode() == mu::ecUNASSIGNABLE_TOKEN && !name.empty()) fail_to_name(name);
    fail("cannot be read (" + printable(error.GetMsg(), kLongestCondition) +
         "); must be an expression (docs/search.md)");
  }
  std::sort(parameters_.begin(), parameters_.end());
}

Condition::~Condition() = default;

bool Condition::is_kept(const Point& point) {
  use(point);
  try {
    return parser_->of_text.Eval() != 0;
  } catch (const mu::ParserError&) {
    return false;
  }
}

bool Condition::is_kept_and_defined(const Point& point) {
  use(point);
  try {
    return parser_->of_text.Eval() != 0;
  } catch (const mu::ParserError& error) {
    std::string where;
    for (const std::size_t p : parameters_) {
      const Parameter& parameter = space_.parameters()[p];
      where +=
          (where.empty() ? " where " : ", ") + parameter.name + " is " + value_of(parameter, point[p]).dump();
    }
    fail(error.GetMsg() + printable(where, kLongestCondition) + "; must be defined at every point");
  }
}

void Condition::use(const Point& point) {
  for (const std::size_t p : parameters_)
    inputs_[p] = vocabulary_.values[p][static_cast<std::size_t>(point[p])];
}

// With the numbers of its texts.
std::string Condition::without_texts() const {
  std::string result;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] != '"') {
      result += text_[i];
      continue;
    }
    const std::size_t end = text_.find('"', i + 1);
    if (end == std::string::npos) fail("has no second \"; must have texts in double quotes");
    const std::string text = text_.substr(i + 1, end - i - 1);
    const auto found = vocabulary_.texts.find(text);
    if (found == vocabulary_.texts.end()) {
      std::vector<std::string> allowed;
      for (const auto& known : vocabulary_.texts) allowed.push_back(known.first);
      fail("compares with \"" + printable(text, kLongestWord) + "\"" + files::did_you_mean(text, allowed) +
           "; must compare with a value of the parameter");
    }
    result += std::to_string(static_cast<std::int64_t>(found->second));
    i = end;
  }
  return result;
}

void Condition::fail(const std::string& what) const {
  throw files::ConfigError(file_ + ": require has \"" + printable(text_, kLongestCondition) + "\", which " +
                           what);
}

void Condition::fail_to_name(const std::string& name) const {
  fail("names " + printable(name, kLongestWord) + files::did_you_mean(name, vocabulary_.names) +
       "; must name parameters of the space" +
       (vocabulary_.known.empty() ? "" : " or values of the baseline"));
}

}  // namespace apollo::study
