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
foreach(linked configs examples)  # where links of the documentation look for them
  file(RELATIVE_PATH target ${CMAKE_INSTALL_FULL_DOCDIR} ${CMAKE_INSTALL_FULL_DATADIR}/apollo/${linked})
  install(CODE "file(CREATE_LINK ${target} \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${docs}/${linked}\" SYMBOLIC)")
endforeach()

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
function(write_page name)
  set(page ${CMAKE_INSTALL_MANDIR}/man1/\${name}.1)
  write(\${page} manual \${ARGN})
  file(ARCHIVE_CREATE OUTPUT \"\${prefix}/\${page}.gz\" PATHS \"\${prefix}/\${page}\" FORMAT raw COMPRESSION GZip COMPRESSION_LEVEL 9)
  file(REMOVE \"\${prefix}/\${page}\")
endfunction()
write(${bash_completions}/apollo completion bash)
write(${zsh_completions}/_apollo completion zsh)
write(${fish_completions}/apollo.fish completion fish)
execute_process(COMMAND \"$<TARGET_FILE:apollo>\" help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL \"\\n  [a-z]+\" commands \"\${help}\")
write_page(apollo)
foreach(command IN LISTS commands)
  string(STRIP \"\${command}\" command)
  write_page(apollo-\${command} \${command})
endforeach()")

# Licences of what a component's binaries have in them: the libraries whose headers are compiled in, and SQLiteCpp, which is linked statically, as
# Debian packages them; and the libraries of the report page, whose bundles are embedded.
function(install_licences component folder)
  foreach(library IN LISTS ARGN)
    set(licence /usr/share/doc/${library}/copyright)
    if(EXISTS ${licence})
      install(FILES ${licence} DESTINATION ${folder}/licences RENAME ${library}.txt COMPONENT ${component})
    else()
      message(NOTICE "no ${licence}: add the licence of that library to an installed tree that you pass on")
    endif()
  endforeach()
  if(APOLLO_REPORT)
    install(FILES ${APOLLO_THIRD_PARTY} DESTINATION ${folder} COMPONENT ${component})
  endif()
endfunction()
set(compiled_in nlohmann-json3-dev libboost-dev libeigen3-dev libspdlog-dev libfmt-dev libcli11-dev libsqlitecpp-dev libonnx-dev libprotobuf-dev
  libsystemc-dev)
install_licences(program ${docs} ${compiled_in})
