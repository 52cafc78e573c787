// SPDX-License-Identifier: MIT
#include "risk/gate.h"

#include <algorithm>
#include <cmath>

namespace keel::risk {
namespace {

std::optional<core::Decimal> Exact(std::optional<double> x) {
  if (!x) return std::nullopt;
  return core::Decimal::FromDouble(*x, core::Decimal::PowerOfTen(-9));
}

}  // namespace

Gate::Gate(const Limits& limits, const core::Universe& universe, size_t strategies)
    : instruments_(universe.instruments().size()), last_entry_(strategies * instruments_) {
  limits_.position_share = Exact(limits.position_share);
  limits_.gross_exposure = Exact(limits.gross_exposure);
  limits_.order_value_share = Exact(limits.order_value_share);
  limits_.order_value_max = Exact(limits.order_value_max);
  limits_.through_best = Exact(limits.through_best);
  if (limits.entry_interval_s) {
    limits_.entry_interval =
        base::Nanoseconds(static_cast<int64_t>(std::llround(*limits.entry_interval_s * 1e9)));
  }
  limits_.soft = limits;
}

core::Decimal Gate::WorstUnitCost(const core::OrderTerms& terms, core::Price reference,
                                  core::Decimal fee_rate) const {
  using core::OrderType;
  core::Decimal price = reference.value();
  const core::Decimal one = core::Decimal::FromInt(1);
  switch (terms.type) {
    case OrderType::kLimit:
    case OrderType::kStopLimit:
      price = terms.limit_price.value();
      break;
    case OrderType::kMarket: {
      const auto protection = Exact(limits_.soft.market_slippage);
      if (protection) price = core::Mul(price, one + *protection, core::Rounding::kUp);
      break;
    }
    case OrderType::kStop:
    case OrderType::kTakeProfit:
    case OrderType::kTrailingStop:
      if (terms.stop_price.is_positive()) price = terms.stop_price.value();
      if (limits_.through_best)
        price = core::Mul(price, one + *limits_.through_best, core::Rounding::kUp);
      break;
  }
  return core::Mul(price, one + fee_rate, core::Rounding::kUp);
}

CheckInput Gate::MakeInput(const core::OrderTerms& terms, core::StrategyId strategy,
                           const MarketView& market, const AccountView& account) const {
  const core::Price reference = market.last_price.value_or(core::Price());
  const core::CurrencyId quote = account.ledger->universe().at(terms.instrument).quote;
  core::Decimal unit_value = reference.value();
  if (quote != account.ledger->account_currency()) {
    unit_value = core::Mul(unit_value, account.ledger->rate(quote), core::Rounding::kUp);
  }
  const bool buys = terms.side == core::Side::kBuy;
  return {terms,
          strategy,
          ReducesRisk(terms),
          false,
          unit_value,
          buys ? WorstUnitCost(terms, reference, account.worst_fee_rate) : core::Decimal(),
          last_entry_[strategy.index * instruments_ + terms.instrument.index],
          market,
          account,
          limits_};
}

std::vector<core::Refusal> Gate::RunChecks(const CheckInput& input, bool order_stage) const {
  std::vector<core::Refusal> refusals;
  for (const CheckRow& row : AllChecks()) {
    if (row.stage == CheckStage::kOrderOnly && !order_stage) continue;
    if (auto refusal = row.check(input)) refusals.push_back(*refusal);
  }
  return refusals;
}

Verdict Gate::CheckIntent(const core::Intent& intent, const MarketView& market,
                          const AccountView& account) const {
  const CheckInput input = MakeInput(intent.terms, intent.strategy, market, account);
  Verdict verdict{intent.terms.quantity, RunChecks(input, false)};
  for (const core::Refusal& refusal : verdict.refusals) {
    verdict.approved = std::min(verdict.approved, refusal.head_room);
  }
  if (verdict.approved.is_negative()) verdict.approved = {};
  return verdict;
}

Approval Gate::Approve(const core::Order& order, bool is_slice, const MarketView& market,
                       const AccountView& account) {
  CheckInput input = MakeInput(order.terms, order.strategy, market, account);
  input.is_slice = is_slice;
  Approval approval{std::nullopt, RunChecks(input, true)};
  if (!approval.refusals.empty()) return approval;
  if (!input.reduces_risk) {
    last_entry_[order.strategy.index * instruments_ + order.terms.instrument.index] = account.now;
  }
  approval.order = ApprovedOrder(order);
  return approval;
}

core::Quantity Gate::HeadRoom(core::StrategyId strategy, core::InstrumentId instrument,
                              const MarketView& market, const AccountView& account) const {
  core::Intent probe;
  probe.strategy = strategy;
  probe.terms.instrument = instrument;
  const core::Decimal unit = market.last_price ? market.last_price->value() : core::Decimal();
  // More than the account could ever pay for; every rule then tells its own head-room.
  probe.terms.quantity = QuantityWorth(account.ledger->equity() * 2, unit);
  if (!probe.terms.quantity.is_positive()) return {};
  return CheckIntent(probe, market, account).approved;
}

}  // namespace keel::risk
