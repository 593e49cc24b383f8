#include "files/json_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <set>
#include <vector>

#include "files/config_error.h"

namespace apollo::files {
namespace {

constexpr std::size_t kLargestFile = 16U << 20;
constexpr char kNotRegular[] = "not a regular file; must be a text file";
constexpr std::size_t kDeepestNesting = 64;

struct OpenFile {
  int descriptor;  // negative: none
  ~OpenFile() {
    if (descriptor >= 0) ::close(descriptor);
  }
};

// The library's own messages, without their "[json.exception.parse_error.101] " prefix.
std::string reason(const nlohmann::json::exception& error) {
  const std::string text = error.what();
  const std::size_t prefix = text.find("] ");
  return printable(prefix == std::string::npos ? text : text.substr(prefix + 2), 200);
}

// Throws on what the library would let pass; stops at what it rejects. No callback of the library's parser,
// which searches the whole array at the end of each object in it.
class Strictness : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Strictness(std::string file) : file_(std::move(file)) {}

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t) override { return true; }
  bool number_unsigned(number_unsigned_t) override { return true; }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }
  bool key(string_t& key) override {
    if (keys_.back().insert(key).second) return true;
    throw ConfigError(file_ + ": key \"" + printable(key, 60) +
                      "\" occurs twice in one object; must be unique");
  }

 private:
  bool open() {
    if (keys_.size() == kDeepestNesting) {
      throw ConfigError(file_ + ": nested deeper than " + std::to_string(kDeepestNesting) + " levels");
    }
    keys_.emplace_back();
    return true;
  }
  bool close() {
    keys_.pop_back();
    return true;
  }

  std::string file_;
  std::vector<std::set<std::string>> keys_;  // of each open object or array
};

}  // namespace

std::string printable(const std::string& text, std::size_t limit) {
  std::string result;
  for (const char c : text) {
    if (result.size() == limit) return result + "...";
    result += c >= ' ' && c <= '~' ? c : '?';
  }
  return result;
}

std::string read_text_file(const std::string& path) {
  const std::string name = printable(path, 1000);
  const auto fail = [&](const std::string& what) { throw ConfigError(name + ": " + what); };
  // O_NONBLOCK: opening a pipe that nobody writes to would never end.
  const OpenFile file{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (file.descriptor < 0) {
    if (errno == ENOENT || errno == ENOTDIR) fail("no such file");
    if (errno == ENXIO) fail(kNotRegular);  // a socket
    fail(std::string("cannot be read: ") + std::strerror(errno));
  }
  struct stat status = {};
  if (::fstat(file.descriptor, &status) != 0) fail(std::string("cannot be read: ") + std::strerror(errno));
  if (!S_ISREG(status.st_mode)) fail(kNotRegular);
  std::string text;
  for (char block[65536];;) {
    const ssize_t count = ::read(file.descriptor, block, sizeof block);
    if (count == 0) return text;
    if (count < 0 && errno != EINTR) fail(std::string("cannot be read: ") + std::strerror(errno));
    if (count > 0) text.append(block, static_cast<std::size_t>(count));
    if (text.size() > kLargestFile) fail("too large; must be at most 16 MiB");
  }
}

nlohmann::json parse_json(const std::string& text, const std::string& file) {
  const std::string name = printable(file, 1000);
  if (text.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw ConfigError(name + ": is empty; must be a JSON object");
  }
  try {
    Strictness strictness(name);
    nlohmann::json::sax_parse(text, &strictness, nlohmann::json::input_format_t::json, true, true);
    return nlohmann::json::parse(text, nullptr, true, true);
  } catch (const nlohmann::json::exception& error) {
    throw ConfigError(name + ": not valid JSON: " + reason(error));
  }
}

}  // namespace apollo::files
