// SPDX-License-Identifier: MIT
// The meaning of columns that have no names, told from the first rows: a high is never below, a low
// never above the others, and a candle opens where the last one closed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/internal/layout.h"

namespace keel::storage::internal {

struct ColumnOrder {
  TableKind kind = TableKind::kBars;
  std::vector<Role> roles;
  std::string remark;  ///< empty where the order is the usual one
};

/// Nothing where no order fits. `text` is whole rows.
std::optional<ColumnOrder> OrderOfColumns(std::string_view text, char delimiter);

}  // namespace keel::storage::internal
