set(EVALUATION_TESTS
  evaluation/evaluation_test.cpp)
