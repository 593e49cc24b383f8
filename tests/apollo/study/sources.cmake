set(STUDY_TESTS
  study/results_test.cpp
  study/resume_test.cpp
  study/space_json_test.cpp
  study/spec_test.cpp
  study/store_test.cpp
  study/study_test.cpp
  study/workers_test.cpp)
