// SPDX-License-Identifier: MIT
// One SHA-256 that stands for a record and everything before it. Whoever knows the hash of the last
// record can tell whether any byte of any record was changed, added or taken away since.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace keel::storage {

struct ChainHash {
  std::array<unsigned char, 32> bytes{};

  /// 64 lower-case hex digits.
  std::string Hex() const;
  /// Reads what Hex prints, in either case. kUsage for anything else.
  static base::Result<ChainHash> Parse(std::string_view hex);

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  friend bool operator==(const ChainHash&, const ChainHash&) = default;
};

}  // namespace keel::storage
