# cmake --install: the program, which reads nothing of the installed tree; the libraries with their headers, for find_package(apollo);
# configurations, examples, documentation, and the licences of what is compiled into the program. The tree may be moved. Components are the
# packages of Packages.cmake: program, dev, python.
include(CMakePackageConfigHelpers)
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/apollo)
set(data ${CMAKE_INSTALL_DATADIR}/apollo)
set(docs ${CMAKE_INSTALL_DOCDIR})

set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME program)
install(TARGETS apollo)
install(EXPORT apollo FILE apolloTargets.cmake NAMESPACE apollo:: DESTINATION ${package} COMPONENT dev)
write_basic_package_version_file(apolloConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/apolloConfigVersion.cmake DESTINATION ${package} COMPONENT dev)
install(DIRECTORY cmake/package/ DESTINATION ${package} COMPONENT dev)

install(DIRECTORY configs examples DESTINATION ${data})
install(FILES README.md CHANGELOG.md LICENSE DESTINATION ${docs})
install(DIRECTORY docs/ DESTINATION ${docs}/docs)

# Manual pages and what shells complete commands by, as the program writes them, in the places where they are looked for.
set(bash_completions ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
set(zsh_completions ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
set(fish_completions ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(CODE "
set(prefix \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")
function(write file)
  execute_process(COMMAND \"$<TARGET_FILE:apollo>\" \${ARGN} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
  file(WRITE \"\${prefix}/\${file}\" \"\${text}\")
  message(STATUS \"Installing: \${prefix}/\${file}\")
endfunction()
write(${bash_completions}/apollo completion bash)
write(${zsh_completions}/_apollo completion zsh)
write(${fish_completions}/apollo.fish completion fish)
execute_process(COMMAND \"$<TARGET_FILE:apollo>\" help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL \"\\n  [a-z]+\" commands \"\${help}\")
write(${CMAKE_INSTALL_MANDIR}/man1/apollo.1 manual)
foreach(command IN LISTS commands)
  string(STRIP \"\${command}\" command)
  write(${CMAKE_INSTALL_MANDIR}/man1/apollo-\${command}.1 manual \${command})
endforeach()")

# The libraries whose headers are compiled into the program, and SQLiteCpp, which is linked statically, as Debian packages them.
set(compiled_in nlohmann-json3-dev libboost-dev libeigen3-dev libspdlog-dev libfmt-dev libcli11-dev libsqlitecpp-dev libonnx-dev libprotobuf-dev
  libsystemc-dev)
foreach(library IN LISTS compiled_in)
  set(licence /usr/share/doc/${library}/copyright)
  if(EXISTS ${licence})
    install(FILES ${licence} DESTINATION ${docs}/licences RENAME ${library}.txt)
  else()
    message(NOTICE "no ${licence}: add the licence of that library to an installed tree that you pass on")
  endif()
endforeach()
# Those of the report page's libraries, whose bundles are in the program.
if(APOLLO_REPORT)
  install(FILES ${APOLLO_THIRD_PARTY} DESTINATION ${docs})
endif()
