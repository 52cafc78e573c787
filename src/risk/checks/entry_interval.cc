// SPDX-License-Identifier: MIT
#include "risk/check.h"

#include <algorithm>

namespace keel::risk {
namespace {

/// Entries that cancel each other are one.
bool JoinsAnEntry(const CheckInput& in) {
  const auto& working = in.account.working->entries();
  return in.terms.oco_group != 0 && std::any_of(working.begin(), working.end(), [&](const auto& e) {
           return e.oco_group == in.terms.oco_group && e.side == core::Side::kBuy &&
                  e.strategy == in.strategy && e.instrument == in.terms.instrument;
         });
}

}  // namespace

/// A pause between entries of one strategy in one pair; exits, later slices of one entry and the
/// other entries of its group are exempt.
std::optional<core::Refusal> CheckEntryInterval(const CheckInput& in);

std::optional<core::Refusal> CheckEntryInterval(const CheckInput& in) {
  if (in.reduces_risk || in.is_slice || !in.limits.entry_interval || !in.last_entry) {
    return std::nullopt;
  }
  if (JoinsAnEntry(in)) return std::nullopt;
  const base::Duration since = in.account.now - *in.last_entry;
  if (since >= *in.limits.entry_interval) return std::nullopt;
  return core::Refusal{"entry_interval", since.seconds(), in.limits.entry_interval->seconds(), {}};
}

}  // namespace keel::risk
