#include "apollo/cli/study_follow.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <thread>

#include "apollo/cli/progress.h"
#include "apollo/cli/study_text.h"
#include "files/config_error.h"
#include "files/folder_lock.h"

namespace apollo::cli {
namespace {

constexpr auto kRedrawInterval = std::chrono::seconds(1), kLineInterval = std::chrono::seconds(5);
constexpr auto kPollInterval = std::chrono::milliseconds(100);

// Takes back what was drawn before.
class Drawing {
 public:
  void draw(const std::string& text) {
    erase();
    std::cout << text << std::flush;
    lines_ = std::count(text.begin(), text.end(), '\n');
  }
  void erase() {
    if (lines_ > 0) std::cout << "\033[" << lines_ << "A\033[J";
    lines_ = 0;
  }

 private:
  std::ptrdiff_t lines_ = 0;
};

// Whether the terminal has room for the text, which could not be taken back otherwise.
bool fits(const std::string& text) {
  struct winsize size = {};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return false;
  std::size_t lines = 0, widest = 0;
  for (std::size_t begin = 0; begin < text.size(); ++lines) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    widest = std::max(widest, end - begin);
    begin = end + 1;
  }
  return lines < size.ws_row && widest <= size.ws_col;
}

// Until the time is over or the run has ended.
void wait_for(const std::string& folder, std::chrono::seconds interval) {
  const auto end = std::chrono::steady_clock::now() + interval;
  while (std::chrono::steady_clock::now() < end && files::FolderLock::is_held(folder))
    std::this_thread::sleep_for(kPollInterval);
}

}  // namespace

void follow(study::StudyWatch& watch, const study::StudyStatus& status, bool json) {
  const bool redraws = !json && isatty(STDOUT_FILENO) != 0;
  Drawing drawing;
  while (status.state == study::StudyState::running) {
    const std::string line = progress_line(status.progress, status.seconds) + "\n";
    if (redraws) {
      const std::string text = to_text(status, watch.spec());
      drawing.draw(fits(text) ? text : line);
    } else {
      std::cout << (json ? to_json(status).dump() + "\n" : line) << std::flush;
    }
    if (!std::cout) throw files::ConfigError("standard output: cannot be written");
    wait_for(status.so_far.folder, redraws ? kRedrawInterval : kLineInterval);
    watch.look();
  }
  drawing.erase();
}

}  // namespace apollo::cli
