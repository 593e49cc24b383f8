# The report page and its figures. Included by apollo/CMakeLists.txt.
apollo_npm_libraries(libraries ${CMAKE_CURRENT_LIST_DIR}/web
  vega/build/vega.min.js vega-lite/build/vega-lite.min.js vega-embed/build/vega-embed.min.js vega/LICENSE)
file(GLOB charts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/charts/*.json)
file(GLOB web_files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/web/*.html ${CMAKE_CURRENT_LIST_DIR}/web/*.css ${CMAKE_CURRENT_LIST_DIR}/web/*.js)
add_library(apollo_page STATIC ${CMAKE_CURRENT_LIST_DIR}/page.cpp ${CMAKE_CURRENT_LIST_DIR}/figures.cpp)
target_link_libraries(apollo_page PUBLIC apollo_core)
apollo_embed(apollo_page report_charts ${charts})
apollo_embed(apollo_page report_web_files ${web_files} ${libraries})
