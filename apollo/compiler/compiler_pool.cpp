#include "apollo/compiler/compiler_pool.h"

namespace apollo::compiler {

CompilerPool::Loan::Loan(CompilerPool* pool, const std::vector<workloads::Network>& networks) : pool_(*pool) {
  {
    const std::lock_guard<std::mutex> lock(pool_.mutex_);
    if (!pool_.idle_.empty()) {
      compilers_ = std::move(pool_.idle_.back());
      pool_.idle_.pop_back();
      return;
    }
  }
  for (const workloads::Network& network : networks) compilers_.emplace_back(network);
}

CompilerPool::Loan::~Loan() {
  const std::lock_guard<std::mutex> lock(pool_.mutex_);
  pool_.idle_.push_back(std::move(compilers_));
}

}  // namespace apollo::compiler
