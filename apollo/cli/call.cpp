#include "apollo/cli/call.h"

#include <spdlog/logger.h>

#include "apollo/cli/log.h"

namespace apollo::cli {

study::Call call_of(const std::string& command, const Arguments& arguments) {
  study::Call call;
  call.version = version();
  call.command = {"apollo", command};
  call.command.insert(call.command.end(), arguments.begin(), arguments.end());
  call.warn = [](const std::string& what) { log().warn(what); };
  return call;
}

}  // namespace apollo::cli
