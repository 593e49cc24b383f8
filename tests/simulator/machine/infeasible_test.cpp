#include "simulator/machine/infeasible.h"

#include <gtest/gtest.h>

namespace apollo::machine {
namespace {

using Reason = Infeasible::Reason;

TEST(Infeasible, NamesTheLayerAndBothNumbers) {
  EXPECT_EQ(describe({Reason::pe_memory, "conv1", 4096, 1024}),
            "pe_memory (layer conv1): needs 4096 bytes, has 1024");
}

TEST(Infeasible, OfTheWholeDesignNamesNoLayer) {
  EXPECT_EQ(describe({Reason::area, "", 7.25, 6.5}), "area: needs 7.25 mm2, has 6.5");
}

TEST(Infeasible, EachReasonHasItsNameAndUnit) {
  struct Row {
    Reason reason;
    const char *name, *unit;
  };
  for (const Row& row : {Row{Reason::area, "area", "mm2"}, Row{Reason::pe_memory, "pe_memory", "bytes"},
                         Row{Reason::core_memory, "core_memory", "bytes"},
                         Row{Reason::parameter_memory, "parameter_memory", "bytes"},
                         Row{Reason::activation_memory, "activation_memory", "bytes"},
                         Row{Reason::instruction_memory, "instruction_memory", "entries"},
                         Row{Reason::latency, "latency", "ms"}, Row{Reason::power, "power", "W"},
                         Row{Reason::reticle, "reticle", "mm2"}}) {
    EXPECT_STREQ(to_string(row.reason), row.name);
    EXPECT_STREQ(unit_symbol(row.reason), row.unit) << row.name;
  }
}

}  // namespace
}  // namespace apollo::machine
