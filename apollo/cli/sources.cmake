# The command line. Included by apollo/CMakeLists.txt.
find_package(CLI11 REQUIRED)
add_library(apollo_cli STATIC
  ${CMAKE_CURRENT_LIST_DIR}/call.cpp
  ${CMAKE_CURRENT_LIST_DIR}/commands.cpp
  ${CMAKE_CURRENT_LIST_DIR}/evaluate.cpp
  ${CMAKE_CURRENT_LIST_DIR}/evaluation_json.cpp
  ${CMAKE_CURRENT_LIST_DIR}/evaluation_outcome.cpp
  ${CMAKE_CURRENT_LIST_DIR}/evaluation_text.cpp
  ${CMAKE_CURRENT_LIST_DIR}/explain.cpp
  ${CMAKE_CURRENT_LIST_DIR}/explanation.cpp
  ${CMAKE_CURRENT_LIST_DIR}/import.cpp
  ${CMAKE_CURRENT_LIST_DIR}/import_options.cpp
  ${CMAKE_CURRENT_LIST_DIR}/interrupt.cpp
  ${CMAKE_CURRENT_LIST_DIR}/listing.cpp
  ${CMAKE_CURRENT_LIST_DIR}/loop_text.cpp
  ${CMAKE_CURRENT_LIST_DIR}/network_figures.cpp
  ${CMAKE_CURRENT_LIST_DIR}/network_graph.cpp
  ${CMAKE_CURRENT_LIST_DIR}/network_table.cpp
  ${CMAKE_CURRENT_LIST_DIR}/optimizers.cpp
  ${CMAKE_CURRENT_LIST_DIR}/options.cpp
  ${CMAKE_CURRENT_LIST_DIR}/output_file.cpp
  ${CMAKE_CURRENT_LIST_DIR}/progress.cpp
  ${CMAKE_CURRENT_LIST_DIR}/report.cpp
  ${CMAKE_CURRENT_LIST_DIR}/report_designs.cpp
  ${CMAKE_CURRENT_LIST_DIR}/report_provenance.cpp
  ${CMAKE_CURRENT_LIST_DIR}/repeat_command.cpp
  ${CMAKE_CURRENT_LIST_DIR}/requests.cpp
  ${CMAKE_CURRENT_LIST_DIR}/search.cpp
  ${CMAKE_CURRENT_LIST_DIR}/search_options.cpp
  ${CMAKE_CURRENT_LIST_DIR}/search_summary.cpp
  ${CMAKE_CURRENT_LIST_DIR}/shell_command.cpp
  ${CMAKE_CURRENT_LIST_DIR}/space.cpp
  ${CMAKE_CURRENT_LIST_DIR}/space_evaluator.cpp
  ${CMAKE_CURRENT_LIST_DIR}/sweep.cpp
  ${CMAKE_CURRENT_LIST_DIR}/sweep_file.cpp
  ${CMAKE_CURRENT_LIST_DIR}/text_table.cpp
  ${CMAKE_CURRENT_LIST_DIR}/timeline.cpp
  ${CMAKE_CURRENT_LIST_DIR}/verify.cpp
  ${CMAKE_CURRENT_LIST_DIR}/workload_options.cpp
  ${CMAKE_CURRENT_LIST_DIR}/workloads.cpp)
target_link_libraries(apollo_cli PUBLIC apollo_core PRIVATE apollo_page CLI11::CLI11 spdlog::spdlog)
add_executable(apollo main.cpp)
target_link_libraries(apollo PRIVATE apollo_cli)
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/commands.cpp PROPERTIES COMPILE_DEFINITIONS APOLLO_VERSION="${PROJECT_VERSION}")
