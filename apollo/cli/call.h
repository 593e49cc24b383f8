#pragma once
#include "apollo/cli/commands.h"
#include "apollo/study/history.h"

namespace apollo::cli {

// What history.json says of this call of `apollo COMMAND ARGUMENT...`; warns on the standard error.
study::Call call_of(const std::string& command, const Arguments& arguments);

}  // namespace apollo::cli
