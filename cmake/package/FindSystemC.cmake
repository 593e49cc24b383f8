# SystemC::systemc. Debian's package has no CMake file.
find_path(SYSTEMC_INCLUDE_DIR systemc)
find_library(SYSTEMC_LIBRARY systemc)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SystemC REQUIRED_VARS SYSTEMC_LIBRARY SYSTEMC_INCLUDE_DIR)
if(SystemC_FOUND AND NOT TARGET SystemC::systemc)
  add_library(SystemC::systemc UNKNOWN IMPORTED)
  set_target_properties(SystemC::systemc PROPERTIES IMPORTED_LOCATION ${SYSTEMC_LIBRARY} INTERFACE_INCLUDE_DIRECTORIES ${SYSTEMC_INCLUDE_DIR})
endif()
