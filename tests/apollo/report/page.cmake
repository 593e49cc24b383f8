# Tests of the report page and its figures. Included by tests/apollo/CMakeLists.txt.
add_executable(report_page ${CMAKE_CURRENT_LIST_DIR}/report_page.cpp)
target_link_libraries(report_page PRIVATE apollo_page)
