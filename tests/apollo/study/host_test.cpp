#include "apollo/study/host.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include "tests/files/scratch.h"

namespace apollo::study {
namespace {

using namespace testing;

TEST(Host, DescribesThisOne) {
  const Host host = this_host();
  EXPECT_GE(host.processors, 1);
  EXPECT_GE(host.memory_gib, 1);
  EXPECT_NE(host.system, "");
  EXPECT_EQ(host, this_host());
}

TEST(Host, HasTheProcessorsModelOrElseItsArchitecture) {
  const Scratch scratch;
  const auto model = [&](const std::string& cpuinfo) {
    write_file(scratch / "cpuinfo", cpuinfo);
    return processor_model(scratch / "cpuinfo");
  };
  EXPECT_EQ(model("model\t\t: 85\nmodel name\t: Some CPU @ 2 GHz\n"), "Some CPU @ 2 GHz");
  EXPECT_EQ(model("processor\t: 0\nCPU part\t: 0xd08\n\nHardware\t: BCM2835\nModel\t\t: Some Pi 4\n"),
            "Some Pi 4");
  EXPECT_EQ(model("model name\t:\nHardware\t: BCM2835\n"), "BCM2835");
  struct utsname kernel = {};
  ASSERT_EQ(::uname(&kernel), 0);
  EXPECT_EQ(model("processor\t: 0\nCPU part\t: 0xd08\n"), kernel.machine);
  EXPECT_EQ(processor_model(scratch / "nowhere"), kernel.machine);
}

}  // namespace
}  // namespace apollo::study
