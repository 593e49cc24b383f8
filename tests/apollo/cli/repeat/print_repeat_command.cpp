// print_repeat_command FOLDER: the command that repeats the study in the folder, for history_test.py.
#include <iostream>

#include "apollo/study/repeat_command.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::cout << apollo::study::repeat_command(apollo::study::read_history(argv[1])).value() << "\n";
}
