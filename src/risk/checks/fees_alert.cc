// SPDX-License-Identifier: MIT
#include "risk/account_sums.h"
#include "risk/check.h"

namespace keel::risk {

/// Fees since 00:00 UTC above a share of equity are told: a strategy may be feeding its venue.
std::optional<core::Refusal> AlertFees(const CheckInput& in);

std::optional<core::Refusal> AlertFees(const CheckInput& in) {
  const core::Decimal limit = ShareOfEquity(*in.account.ledger, *in.limits.fees_alert);
  const core::Decimal fees = in.account.activity->fees();
  if (fees <= limit) return std::nullopt;
  return core::Refusal{"fees_alert", fees.ToDouble(), limit.ToDouble(), {}};
}

}  // namespace keel::risk
