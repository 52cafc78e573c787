// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// The same entry is not asked for twice within seconds (pair, side, quantity and price alike), and
/// no decision is carried out twice. The slices of one entry are alike and are not asked.
std::optional<core::Refusal> CheckDuplicate(const CheckInput& in);

std::optional<core::Refusal> CheckDuplicate(const CheckInput& in) {
  const Activity& activity = *in.account.activity;
  const double limit = *in.limits.soft.duplicate_s;
  if (in.intent_id != 0 && activity.WasUsed(in.intent_id)) {
    return core::Refusal{"duplicate", 0, limit, {}};
  }
  if (in.reduces_risk) return std::nullopt;
  const auto last = activity.LastAlike(in.terms, in.account.now);
  if (!last) return std::nullopt;
  return core::Refusal{"duplicate", (in.account.now - *last).seconds(), limit, {}};
}

}  // namespace keel::risk
