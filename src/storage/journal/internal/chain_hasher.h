// SPDX-License-Identifier: MIT
// SHA-256 of OpenSSL, set up once and used for every record.
#pragma once

#include <initializer_list>
#include <memory>
#include <string_view>

#include "storage/journal/chain_hash.h"

namespace keel::storage::internal {

class ChainHasher {
 public:
  ChainHasher();
  ~ChainHasher();
  ChainHasher(ChainHasher&&) noexcept;
  ChainHasher& operator=(ChainHasher&&) noexcept;

  /// SHA-256 of the pieces, one after the other.
  ChainHash Of(std::initializer_list<std::string_view> pieces);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keel::storage::internal
