#include "simulator/systemc/readable_vcd.h"

#include <gtest/gtest.h>

#include <sstream>

namespace apollo::systemc {
namespace {

std::string readable(const std::string& cycles, int clock_mhz) {
  std::istringstream in(cycles);
  std::ostringstream out;
  make_readable(in, out, clock_mhz, {{"state", {"idle", "at work"}}});
  return out.str();
}

TEST(ReadableVcd, TimesAreThoseOfTheClock) {
  EXPECT_EQ(readable("#0\n#3\n#1000001\n", 800), "#0\n#3750\n#1250001250\n");
  EXPECT_EQ(readable("#1\n#2\n", 3), "#333333\n#666667\n");
  EXPECT_EQ(readable("$timescale\n     1 ns\n$end\n", 800), "$timescale 1 ps $end\n");
}

TEST(ReadableVcd, NumbersBecomeTheirTexts) {
  EXPECT_EQ(readable("$var wire   32  aa  state [31:0]  $end\nb0 aa\nb1 aa\n", 800),
            "$var string 1 aa state $end\nsidle aa\nsat_work aa\n");
}

TEST(ReadableVcd, WhatHasNoTextStaysAsItIs) {
  const std::string other = "$var wire 32 ab depth [31:0] $end\nb101 ab\n1ac\n\n$dumpvars\n";
  EXPECT_EQ(readable(other, 800), other);
  EXPECT_EQ(readable("$var wire 32 aa state $end\nb111 aa\nbx aa\n", 800),
            "$var string 1 aa state $end\ns111 aa\nsx aa\n");
}

}  // namespace
}  // namespace apollo::systemc
