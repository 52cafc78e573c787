// SPDX-License-Identifier: MIT
#include "risk/check.h"

namespace keel::risk {

/// Own fills of the last hour, working orders and this entry are together at most a share of what
/// the venue traded in an hour.
std::optional<core::Refusal> CheckParticipation(const CheckInput& in);

std::optional<core::Refusal> CheckParticipation(const CheckInput& in) {
  if (in.reduces_risk) return std::nullopt;
  const core::InstrumentId id = in.terms.instrument;
  const core::Decimal own = in.account.activity->HourVolume(id, in.account.now).value() +
                            in.account.working->OpenQuantity(id, in.terms.oco_group).value();
  const double limit = *in.limits.soft.participation * in.market.hour_volume;
  const double after = (own + in.terms.quantity.value()).ToDouble();
  if (after <= limit) return std::nullopt;
  const core::Quantity lot = in.account.ledger->universe().at(id).lot;
  const core::Quantity room = WholeLots(limit - own.ToDouble(), lot);
  if (in.terms.quantity <= room) return std::nullopt;  // sum and difference round differently
  return core::Refusal{"participation", after, limit, room};
}

}  // namespace keel::risk
