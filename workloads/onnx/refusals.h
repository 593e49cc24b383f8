#pragma once
#include <string>

namespace apollo::workloads::importer {

// What an operator works on that the chip does not have; "" if there is nothing to say of its type.
std::string refused_subject(const std::string& type);

}  // namespace apollo::workloads::importer
