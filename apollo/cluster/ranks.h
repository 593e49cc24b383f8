#pragma once
#include <optional>
#include <string>

namespace apollo::cluster {

// A message from another process.
struct Message {
  int rank = 0;  // of the sender
  std::string bytes;
};

// The processes that were started together as one program, this among them, and a way for messages between
// them. Rank 0 keeps the study, the others evaluate. For one thread at a time.
class Ranks {
 public:
  virtual ~Ranks() = default;

  // Of this process, from 0, and how many there are.
  virtual int rank() const = 0;
  virtual int size() const = 0;

  // May wait until the other looks for messages.
  virtual void send(int rank, const std::string& bytes) = 0;
  // The next message, if there is one; does not wait. Messages of a rank come in the order of sending.
  virtual std::optional<Message> receive() = 0;

  // One of the others is not going to call finish().
  virtual void lose() = 0;
  // Waits until all have called it; before a process ends. Nothing else may be called then. Call it once.
  // Ends all processes with status 2 if one of them is lost.
  virtual void finish() = 0;
};

}  // namespace apollo::cluster
