#include "apollo/study/host.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <thread>

#include "files/json_file.h"

namespace apollo::study {
namespace {

constexpr std::size_t kLongestText = 200;

// Without spaces and quotes around it.
std::string trimmed(const std::string& text) {
  const char* around = " \t\"";
  const std::size_t first = text.find_first_not_of(around);
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(around) - first + 1);
}

// The value of the first line "KEY SEPARATOR VALUE" of the file that has one; empty if there is none.
std::string value_of(const std::string& file, const std::string& key, char separator) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t at = line.find(separator);
    if (at == std::string::npos || trimmed(line.substr(0, at)) != key) continue;
    const std::string value = trimmed(line.substr(at + 1));
    if (!value.empty()) return files::printable(value, kLongestText);
  }
  return "";
}

int memory_gib() {
  const double bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGE_SIZE));
  return bytes > 0 ? static_cast<int>(std::lround(bytes / (1 << 30))) : 0;
}

std::string system_name() {
  std::string name = value_of("/etc/os-release", "PRETTY_NAME", '=');
  struct utsname kernel = {};
  if (::uname(&kernel) != 0) return name;
  return (name.empty() ? "" : name + ", ") + std::string(kernel.sysname) + " " + kernel.release;
}

}  // namespace

std::string processor_model(const std::string& cpuinfo) {
  for (const char* key : {"model name", "cpu model", "uarch", "Model", "Hardware"}) {
    const std::string model = value_of(cpuinfo, key, ':');
    if (!model.empty()) return model;
  }
  struct utsname kernel = {};
  return ::uname(&kernel) == 0 ? kernel.machine : "";
}

Host this_host() {
  return {processor_model("/proc/cpuinfo"), static_cast<int>(std::thread::hardware_concurrency()),
          memory_gib(), system_name()};
}

}  // namespace apollo::study
