# cmake -DNPM=... -DFROM=folder of package.json -DTO=folder for node_modules -P NpmInstall.cmake: quiet unless it fails.
file(COPY ${FROM}/package.json ${FROM}/package-lock.json DESTINATION ${TO})
execute_process(COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --loglevel=error
  WORKING_DIRECTORY ${TO} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${output}\nnpm could not install the libraries of the report page (${FROM}/package-lock.json); it needs its registry, or its cache, once")
endif()
# npm keeps the packages' own dates, which are older than the lock.
file(GLOB files ${TO}/node_modules/*/build/*.min.js)
file(TOUCH ${files})
