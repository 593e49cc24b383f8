# Tests of the report page and its figures. Included by tests/apollo/CMakeLists.txt.
add_executable(report_page ${CMAKE_CURRENT_LIST_DIR}/report_page.cpp)
target_link_libraries(report_page PRIVATE apollo_page)
find_program(NODE node REQUIRED)
find_program(CHROMIUM chromium)  # tools/check installs it
foreach(test page map edges figures)
  add_test(NAME report.${test} COMMAND ${NODE} ${CMAKE_CURRENT_LIST_DIR}/browser/${test}_test.js)
  set_tests_properties(report.${test} PROPERTIES TIMEOUT 600
    ENVIRONMENT "REPORT_PAGE=$<TARGET_FILE:report_page>;APOLLO_WEB=${APOLLO_WEB};APOLLO_SOURCE=${CMAKE_SOURCE_DIR};CHROMIUM=${CHROMIUM}")
endforeach()
