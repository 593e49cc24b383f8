#include "simulator/systemc/result_codec.h"

#include <cstring>
#include <stdexcept>
#include <type_traits>

namespace apollo::systemc {

namespace {

class Writer {
 public:
  template <typename T>
  void value(const T& v) {
    static_assert(std::is_trivially_copyable<T>::value, "written as it lies in memory");
    bytes_.append(reinterpret_cast<const char*>(&v), sizeof v);
  }
  template <typename Sequence>
  void sequence(const Sequence& s) {
    value(s.size());
    bytes_.append(reinterpret_cast<const char*>(s.data()), s.size() * sizeof *s.data());
  }
  template <typename Sequences>
  void sequences(const Sequences& list) {
    value(list.size());
    for (const auto& s : list) sequence(s);
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(const std::string& bytes) : bytes_(bytes) {}
  template <typename T>
  void value(T* v) {
    std::memcpy(v, next(sizeof *v), sizeof *v);
  }
  template <typename Sequence>
  void sequence(Sequence* s) {
    std::size_t size = 0;
    value(&size);
    const auto* data = reinterpret_cast<const typename Sequence::value_type*>(
        next(size * sizeof(typename Sequence::value_type)));
    s->assign(data, data + size);
  }
  template <typename Sequences>
  void sequences(Sequences* list) {
    std::size_t count = 0;
    value(&count);
    list->resize(count);
    for (auto& s : *list) sequence(&s);
  }

 private:
  const char* next(std::size_t count) {
    if (count > bytes_.size() - position_)
      throw std::runtime_error("SystemC engine: its child process sent half a result");
    position_ += count;
    return bytes_.data() + position_ - count;
  }

  const std::string& bytes_;
  std::size_t position_ = 0;
};

}  // namespace

std::string encode(const simulator::SimulationResult& result) {
  Writer out;
  out.value(result.counters);
  out.sequence(result.events);
  out.sequences(result.dram_buffers);
  out.sequences(result.sums);
  out.sequence(result.deadlock);
  return out.take();
}

simulator::SimulationResult decode_result(const std::string& bytes) {
  Reader in(bytes);
  simulator::SimulationResult result;
  in.value(&result.counters);
  in.sequence(&result.events);
  in.sequences(&result.dram_buffers);
  in.sequences(&result.sums);
  in.sequence(&result.deadlock);
  return result;
}

}  // namespace apollo::systemc
