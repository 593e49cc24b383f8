set(EVALUATION_TESTS
  evaluation/evaluation_test.cpp
  evaluation/objective_test.cpp)
