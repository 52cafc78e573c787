// SPDX-License-Identifier: MIT
// The names of a session's orders at the venue: "k-<session>-<number>", and since starts have marks
// "k-<session>-<mark>-<number>". A journal that was put back from a backup gives out numbers again;
// with the mark of its start none of its orders has the name of one that it has forgotten.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "core/order.h"

namespace keel::execution {

/// Of a start at that time: its second in [a-z0-9], at most 7 of them until the year 4453.
std::string MarkOf(base::UnixNanos start);

class OrderNames {
 public:
  /// `session`: at most 12 of [a-z0-9].
  explicit OrderNames(std::string_view session);

  /// A start: orders from `first` on have its mark, or none where it is empty. Requires that
  /// `first` never goes back.
  void Begin(core::OrderId first, std::string mark);
  /// At most 36 characters for numbers below 1e13.
  std::string Of(core::OrderId id) const;
  /// The order that has, or would have, that name.
  std::optional<core::OrderId> Find(std::string_view name) const;
  /// Whether it looks like the name of an order of this session.
  bool IsAlike(std::string_view name) const { return name.starts_with(prefix_); }

 private:
  std::string prefix_;
  std::vector<std::pair<core::OrderId, std::string>> marks_;  // by their first order
};

}  // namespace keel::execution
