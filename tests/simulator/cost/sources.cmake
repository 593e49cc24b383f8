set(COST_TESTS
  cost/area_test.cpp
  cost/energy_test.cpp
  cost/technology_test.cpp)
