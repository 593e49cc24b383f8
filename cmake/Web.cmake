# apollo_npm_libraries(VARIABLE PACKAGE_FOLDER FILE...): at build time, installs what the folder's package-lock.json names into
# <build>/web/node_modules, again when the lock changes, and leaves the paths of FILE... (in node_modules) in VARIABLE.
find_program(NPM npm)
if(NOT NPM)
  message(FATAL_ERROR "the report page needs npm, which is missing: tools/packages.sh installs it (Debian: apt-get install nodejs npm)")
endif()
set(APOLLO_WEB ${CMAKE_BINARY_DIR}/web)

function(apollo_npm_libraries variable folder)
  list(TRANSFORM ARGN PREPEND ${APOLLO_WEB}/node_modules/ OUTPUT_VARIABLE files)
  add_custom_command(OUTPUT ${files} VERBATIM
    COMMAND ${CMAKE_COMMAND} -DNPM=${NPM} -DFROM=${folder} -DTO=${APOLLO_WEB} -P ${CMAKE_SOURCE_DIR}/cmake/NpmInstall.cmake
    DEPENDS ${folder}/package.json ${folder}/package-lock.json ${CMAKE_SOURCE_DIR}/cmake/NpmInstall.cmake
    COMMENT "npm packages of the report page")
  set(${variable} ${files} PARENT_SCOPE)
endfunction()

# The notices of what the libraries' bundles hold: a file of the build, in the page and in an installed tree.
find_program(NODE NAMES node nodejs)
set(APOLLO_THIRD_PARTY ${APOLLO_WEB}/THIRD-PARTY.txt)
function(apollo_third_party)
  add_custom_command(OUTPUT ${APOLLO_THIRD_PARTY} VERBATIM
    COMMAND ${NODE} ${CMAKE_SOURCE_DIR}/cmake/third_party.js ${APOLLO_WEB}/node_modules ${APOLLO_THIRD_PARTY}
    DEPENDS ${CMAKE_SOURCE_DIR}/cmake/third_party.js ${ARGN}
    COMMENT "licences of the report page's libraries")
endfunction()
