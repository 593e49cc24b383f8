#pragma once
#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "workloads/network.h"

namespace apollo::python {

struct Network {
  workloads::Network network;
  std::vector<std::string> notes;  // what its import approximates
};

void bind_network(pybind11::module_& module);

}  // namespace apollo::python
