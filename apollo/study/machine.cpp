#include "apollo/study/machine.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <thread>

#include "workloads/json_file.h"

namespace apollo {
namespace {

constexpr std::size_t longest_text = 200;

// What follows KEY and the separator in the first line of the file that begins with KEY, without spaces and
// quotes around it; empty if there is none.
std::string value_of(const std::string& file, const std::string& key, char separator) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    const std::size_t begin = line.find(separator);
    if (begin == std::string::npos || line.compare(0, key.size(), key) != 0) continue;
    const char* around = " \t\"";
    const std::size_t first = line.find_first_not_of(around, begin + 1);
    if (first == std::string::npos) return "";
    return workloads::printable(line.substr(first, line.find_last_not_of(around) - first + 1), longest_text);
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

Machine this_machine() {
  return {value_of("/proc/cpuinfo", "model name", ':'), static_cast<int>(std::thread::hardware_concurrency()),
          memory_gib(), system_name()};
}

}  // namespace apollo
