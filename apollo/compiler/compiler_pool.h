#pragma once
#include <mutex>
#include <vector>

#include "apollo/compiler/compiler.h"

namespace apollo::compiler {

// Compilers of a set of networks for any number of threads: each set of compilers is used by one thread at a
// time, and remembers what it has compiled for whoever uses it next. Thread-safe.
class CompilerPool {
 public:
  using Compilers = std::vector<Compiler>;  // by network

  // Lends compilers, made if all others are in use, until it goes out of scope. `networks`: the same for all
  // loans of a pool. The pool has to live longer.
  class Loan {
   public:
    Loan(CompilerPool* pool, const std::vector<workloads::Network>& networks);
    ~Loan();
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Compiler& operator[](std::size_t network) { return compilers_[network]; }

   private:
    CompilerPool& pool_;
    Compilers compilers_;
  };

 private:
  std::mutex mutex_;
  std::vector<Compilers> idle_;
};

}  // namespace apollo::compiler
