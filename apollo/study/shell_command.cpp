#include "apollo/study/shell_command.h"

namespace apollo::study {
namespace {

std::string shell_quoted(const std::string& argument) {
  const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:+";
  if (!argument.empty() && argument.find_first_not_of(plain) == std::string::npos) return argument;
  std::string result = "'";
  for (const char c : argument) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

}  // namespace

std::string shell_command(const std::string& command, const std::vector<std::string>& arguments) {
  std::string text = "apollo " + command;
  for (const std::string& argument : arguments) text += " " + shell_quoted(argument);
  return text;
}

}  // namespace apollo::study
