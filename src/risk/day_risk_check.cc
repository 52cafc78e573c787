// SPDX-License-Identifier: MIT
#include "risk/day_risk_check.h"

#include <algorithm>
#include <cmath>

#include "risk/account_sums.h"

namespace keel::risk {

namespace {

constexpr int kMostLotsUp = 4;  // the crossing is never further off

}  // namespace

std::optional<core::Refusal> CheckDayRisk(const CheckInput& in, RiskMeasure measure, double share,
                                          std::string_view rule) {
  const portfolio::Ledger& ledger = *in.account.ledger;
  const core::Instrument& pair = ledger.universe().at(in.terms.instrument);
  if (pair.base == ledger.account_currency()) return std::nullopt;
  const PortfolioRisk& portfolio = *in.account.portfolio;
  const double siblings =
      portfolio.SiblingValue(pair.base, in.terms.oco_group, ledger, *in.account.working).ToDouble();
  const double before =
      siblings == 0 ? portfolio.Now(measure) : portfolio.With(measure, pair.base, -siblings);
  const double limit = DayRiskLimit(ledger, share);
  const double bound = std::max(limit, before);
  const double unit = in.unit_value.ToDouble();
  const auto fits = [&](core::Quantity quantity) {
    return portfolio.Fits(measure, pair.base, quantity.ToDouble() * unit - siblings, bound);
  };
  if (fits(in.terms.quantity)) return std::nullopt;
  const double asked = in.terms.quantity.ToDouble() * unit;
  const double value = portfolio.With(measure, pair.base, asked - siblings);
  const double lot_value = pair.lot.ToDouble() * unit;
  const double most = portfolio.Crossing(measure, pair.base, {-siblings, asked - siblings}, bound,
                                         0.25 * lot_value) +
                      siblings;
  core::Quantity room = unit > 0 ? WholeLots(most / unit, pair.lot) : core::Quantity();
  // The crossing is told in money and to a fraction of a lot; the last lots are asked for.
  for (int i = 0; i < kMostLotsUp && room + pair.lot < in.terms.quantity && fits(room + pair.lot);
       ++i) {
    room += pair.lot;
  }
  for (core::Quantity step = pair.lot; room.is_positive() && !fits(room); step += step) {
    room = std::max(room - step, core::Quantity());
  }
  return core::Refusal{rule, value, limit, room};
}

}  // namespace keel::risk
