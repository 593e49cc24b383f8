# apollo_library(NAME [PUBLIC target...] [PRIVATE target...]): the library apollo::NAME of all sources of the current folder, which includes
# start at the top of this repository. One folder is one library; tests/architecture/floors.py says which may use which. It is installed with
# its headers, whose paths stay.
function(apollo_library name)
  cmake_parse_arguments(ARG "" "" "PUBLIC;PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  file(GLOB headers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.h)
  set(target apollo_${name})
  if(sources)
    set(interface PUBLIC)
    add_library(${target} STATIC ${sources})
    target_link_libraries(${target} PRIVATE ${ARG_PRIVATE})
  else()
    set(interface INTERFACE)
    add_library(${target} INTERFACE)
  endif()
  add_library(apollo::${name} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_link_libraries(${target} ${interface} ${ARG_PUBLIC})
  target_include_directories(${target} ${interface}
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}> $<INSTALL_INTERFACE:${APOLLO_HEADERS}>)
  target_compile_features(${target} ${interface} cxx_std_17)

  file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  install(TARGETS ${target} EXPORT apollo ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}/apollo COMPONENT dev)
  install(FILES ${headers} DESTINATION ${APOLLO_HEADERS}/${folder} COMPONENT dev)
endfunction()
