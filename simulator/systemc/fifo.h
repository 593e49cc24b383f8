#pragma once
#include <cassert>
#include <systemc>
#include <vector>

namespace apollo::systemc {

template <typename T>
class FifoReadIf : virtual public sc_core::sc_interface {
 public:
  virtual bool empty() const = 0;
  virtual const T& front() const = 0;  // the oldest entry; the FIFO is not empty
  virtual T pop() = 0;
  virtual const sc_core::sc_event& written() const = 0;
};

template <typename T>
class FifoWriteIf : virtual public sc_core::sc_interface {
 public:
  virtual bool full() const = 0;
  virtual void push(const T& value) = 0;  // the FIFO is not full
  virtual const sc_core::sc_event& freed() const = 0;
};

// A registered FIFO whose head can be looked at: what is pushed in cycle t can be read from t + 1 on, and a
// place that is popped in cycle t can be filled from t + 1 on, whichever side runs first in t. One reader,
// one writer.
template <typename T>
class Fifo : public sc_core::sc_prim_channel, public FifoReadIf<T>, public FifoWriteIf<T> {
 public:
  Fifo(const char* name, int capacity) : sc_prim_channel(name), ring_(capacity) { assert(capacity > 0); }

  bool empty() const override { return depth_ == popped_; }
  const T& front() const override {
    assert(!empty());
    return ring_[(first_ + popped_) % ring_.size()];
  }
  T pop() override {
    const T value = front();
    ++popped_;
    request_update();
    return value;
  }
  const sc_core::sc_event& written() const override { return written_; }

  bool full() const override { return depth_ + pushed_ == ring_.size(); }
  void push(const T& value) override {
    assert(!full());
    ring_[(first_ + depth_ + pushed_) % ring_.size()] = value;
    ++pushed_;
    request_update();
  }
  const sc_core::sc_event& freed() const override { return freed_; }

  void trace(sc_core::sc_trace_file* file) const override {
    sc_core::sc_trace(file, depth_, std::string(name()) + ".depth");
  }

 private:
  void update() override {
    if (pushed_ > 0) written_.notify(sc_core::SC_ZERO_TIME);
    if (popped_ > 0) freed_.notify(sc_core::SC_ZERO_TIME);
    first_ = (first_ + popped_) % ring_.size();
    depth_ = depth_ + pushed_ - popped_;
    pushed_ = popped_ = 0;
  }

  std::vector<T> ring_;
  unsigned first_ = 0, depth_ = 0;    // registered
  unsigned pushed_ = 0, popped_ = 0;  // in this cycle
  sc_core::sc_event written_, freed_;
};

}  // namespace apollo::systemc
