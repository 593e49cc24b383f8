#pragma once
#include <string>

namespace apollo::study {

struct Host {
  std::string processor;  // its model, or else its architecture; empty if unknown
  int processors = 0;     // 0 if unknown
  int memory_gib = 0;     // rounded; 0 if unknown
  std::string system;     // distribution and release of the kernel

  bool operator==(const Host& o) const {
    return processor == o.processor && processors == o.processors && memory_gib == o.memory_gib &&
           system == o.system;
  }
};

// What a file like /proc/cpuinfo says: the processor's model, or the board's where it has none (ARM); without
// either the architecture, such as "aarch64".
std::string processor_model(const std::string& cpuinfo);

// The machine on which this runs. Nothing of it tells whose it is: no host name, no user.
Host this_host();

}  // namespace apollo::study
