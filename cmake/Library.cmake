# apollo_library(NAME [PUBLIC target...] [PRIVATE target...]): the library apollo::NAME of all sources of the current folder, which includes
# start at the top of this repository. One folder is one library; tests/architecture/floors.py says which may use which.
function(apollo_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_library(apollo_${name} STATIC ${sources})
  add_library(apollo::${name} ALIAS apollo_${name})
  target_include_directories(apollo_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  target_link_libraries(apollo_${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()
