# Area and energy. Included by simulator/CMakeLists.txt.
target_sources(simulator PRIVATE
  ${CMAKE_CURRENT_LIST_DIR}/area.cpp
  ${CMAKE_CURRENT_LIST_DIR}/energy.cpp
  ${CMAKE_CURRENT_LIST_DIR}/technology.cpp)
apollo_embed(simulator technology_files
  ${CMAKE_SOURCE_DIR}/configs/technologies/7nm.json
  ${CMAKE_SOURCE_DIR}/configs/technologies/16nm.json
  ${CMAKE_SOURCE_DIR}/configs/technologies/28nm.json)
