#include <gtest/gtest.h>

#include "tests/workloads/equal_networks.h"
#include "workloads/network_json.h"
#include "workloads/zoo/builtin.h"

namespace apollo::zoo {
namespace {

TEST(BuiltinJson, RoundTripsEveryBuiltinNetwork) {
  for (const std::string& name : builtin_network_names()) {
    SCOPED_TRACE(name);
    const workloads::Network network = builtin_network(name);
    const std::string text = workloads::to_json_text(network);
    const workloads::Network again = workloads::parse_network(text, "again.json");
    workloads::expect_equal(network, again);
    EXPECT_EQ(text, workloads::to_json_text(again));
  }
}

}  // namespace
}  // namespace apollo::zoo
