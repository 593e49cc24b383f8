#pragma once
#include <string>

namespace apollo {

struct Machine {
  std::string processor;  // its model; empty if the system does not say
  int processors = 0;     // 0 if unknown
  int memory_gib = 0;     // rounded; 0 if unknown
  std::string system;     // distribution and release of the kernel

  bool operator==(const Machine& o) const {
    return processor == o.processor && processors == o.processors && memory_gib == o.memory_gib &&
           system == o.system;
  }
};

// The machine on which this runs. Nothing of it tells whose it is: no host name, no user.
Machine this_machine();

}  // namespace apollo
