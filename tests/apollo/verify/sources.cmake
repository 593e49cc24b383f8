set(VERIFY_TESTS
  verify/capacity.cpp
  verify/limits_test.cpp
  verify/peak.cpp)
