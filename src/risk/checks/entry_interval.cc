// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// A pause between entries of one strategy in one pair; exits and later slices of one entry exempt.
std::optional<core::Refusal> CheckEntryInterval(const CheckInput& in);

std::optional<core::Refusal> CheckEntryInterval(const CheckInput& in) {
  if (in.reduces_risk || in.is_slice || !in.limits.entry_interval || !in.last_entry) {
    return std::nullopt;
  }
  const base::Duration since = in.account.now - *in.last_entry;
  if (since >= *in.limits.entry_interval) return std::nullopt;
  return core::Refusal{"entry_interval", since.seconds(), in.limits.entry_interval->seconds(), {}};
}

}  // namespace keel::risk
