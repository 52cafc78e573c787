// SPDX-License-Identifier: MIT
// What the columns of a text table mean: told from the header's names, or from the numbers where
// there is no header.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/symbol.h"

namespace keel::storage::internal {

enum class Role : uint8_t {
  kSkip,
  kTime,
  kOpen,
  kHigh,
  kLow,
  kClose,
  kVolume,
  kSymbol,      ///< the pair, the same in every row
  kPairClose,   ///< the closes of one pair of a wide table
  kId,          ///< of a trade
  kPrice,       ///< of a trade
  kQuantity,    ///< of a trade
  kSide,        ///< "buy" or "sell": the aggressor
  kBuyerMaker,  ///< true: the seller was the aggressor
};

enum class TableKind : uint8_t { kBars, kCloses, kTrades };

struct Layout {
  TableKind kind = TableKind::kBars;
  char delimiter = ',';
  std::vector<Role> roles;           ///< by column
  std::vector<core::Symbol> pairs;   ///< of the kPairClose columns, in order
  int64_t header_lines = 0;          ///< lines before the first row
  std::vector<std::string> remarks;  ///< what a user should know about how it was understood

  bool has(Role role) const;
};

/// Understands the table whose first lines are `text` (whole lines). `pair`, where known, tells the
/// volume in the base coin from the one in the quote coin. kUnsupported, with what was found and
/// wanted.
base::Result<Layout> DetectLayout(const std::string& name, std::string_view text,
                                  const std::optional<core::Symbol>& pair);

/// The fields of one line, without quotes and blanks around them.
std::vector<std::string_view> FieldsOf(std::string_view line, char delimiter);

}  // namespace keel::storage::internal
