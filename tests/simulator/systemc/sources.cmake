# Tests of the SystemC engine; paths from tests/simulator.
set(SYSTEMC_TESTS
  systemc/bus_test.cpp
  systemc/compute_test.cpp
  systemc/dispatch_test.cpp
  systemc/dram_test.cpp
  systemc/engines_agree_test.cpp
  systemc/functional_test.cpp
  systemc/monotone_test.cpp
  systemc/one_convolution.cpp
  systemc/repeated_simulation_test.cpp
  systemc/start_test.cpp
  systemc/trace_test.cpp
  systemc/watchdog_test.cpp)
