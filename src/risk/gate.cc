// SPDX-License-Identifier: MIT
#include "risk/gate.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "risk/account_sums.h"

namespace keel::risk {
namespace {

std::optional<core::Decimal> Exact(std::optional<double> x) {
  if (!x) return std::nullopt;
  // Large sums of money need a coarser grid to stay within what a double tells apart.
  const int digits = std::abs(*x) < 1e6 ? 9 : 0;
  return core::Decimal::FromDouble(*x, core::Decimal::PowerOfTen(-digits));
}

ExactLimits MakeExact(const Limits& limits) {
  ExactLimits exact;
  exact.position_share = Exact(limits.position_share);
  exact.gross_exposure = Exact(limits.gross_exposure);
  exact.gross_value_max = Exact(limits.gross_value_max);
  exact.order_value_share = Exact(limits.order_value_share);
  exact.order_value_max = Exact(limits.order_value_max);
  exact.order_value_alert = Exact(limits.order_value_alert);
  exact.order_value_floor = Exact(limits.order_value_floor);
  exact.collar_major = Exact(limits.collar_major);
  exact.collar_other = Exact(limits.collar_other);
  exact.through_best = Exact(limits.through_best);
  exact.market_slippage = Exact(limits.market_slippage);
  exact.cluster_exposure = Exact(limits.cluster_exposure);
  exact.self_trade_distance = Exact(limits.self_trade_distance);
  exact.loss_per_trade = Exact(limits.loss_per_trade);
  exact.turnover_per_day = Exact(limits.turnover_per_day);
  exact.fees_alert = Exact(limits.fees_alert);
  exact.venue_share = Exact(limits.venue_share);
  if (limits.entry_interval_s) {
    exact.entry_interval =
        base::Nanoseconds(static_cast<int64_t>(std::llround(*limits.entry_interval_s * 1e9)));
  }
  exact.soft = limits;
  return exact;
}

bool HasLimitPrice(core::OrderType type) {
  return type == core::OrderType::kLimit || type == core::OrderType::kStopLimit;
}
bool HasStopPrice(core::OrderType type) {
  return type == core::OrderType::kStop || type == core::OrderType::kStopLimit ||
         type == core::OrderType::kTakeProfit;
}

/// Whether the checks can compute with the order at all: prices where its type needs them, nothing
/// negative, nothing beyond any market. What is not so is refused before any other check.
bool IsSound(const core::OrderTerms& terms, const MarketView& market, core::Decimal quote_rate) {
  constexpr double kLargestPrice = 1e15;
  constexpr double kLargestValue = 1e24;
  const double stop = terms.stop_price.ToDouble();
  const double limit = terms.limit_price.ToDouble();
  const double last = market.last_price ? market.last_price->ToDouble() : 0;
  const double trail = terms.trail_fraction;
  if (!terms.quantity.is_positive() || stop < 0 || limit < 0) return false;
  if (HasLimitPrice(terms.type) && limit == 0) return false;
  if (HasStopPrice(terms.type) && stop == 0) return false;
  if (terms.type == core::OrderType::kTrailingStop && !(trail > 0 && trail < 1)) return false;
  if (terms.planned_stop && !terms.planned_stop->is_positive()) return false;
  const double price = std::max({stop, limit, last});
  const double rate = std::max(1.0, quote_rate.ToDouble());
  return price <= kLargestPrice && price * rate <= kLargestPrice &&
         2 * price * rate * terms.quantity.ToDouble() <= kLargestValue;
}

/// The highest price at which a buy that waits for a trigger may find the market.
core::Decimal TriggerPrice(const core::OrderTerms& terms, core::Decimal last) {
  if (terms.type == core::OrderType::kTakeProfit) return terms.stop_price.value();
  if (terms.type == core::OrderType::kStop) return std::max(last, terms.stop_price.value());
  const core::Decimal trail = core::Decimal::FromDouble(
      terms.trail_fraction, core::Decimal::PowerOfTen(-9), core::Rounding::kUp);
  return core::Mul(last, core::Decimal::FromInt(1) + trail, core::Rounding::kUp);
}

core::Decimal QuoteRate(const core::OrderTerms& terms, const AccountView& account) {
  return account.ledger->rate(account.ledger->universe().at(terms.instrument).quote);
}

core::Refusal Malformed(const core::OrderTerms& terms) {
  return {"order_terms", terms.quantity.ToDouble(), 0, {}};
}

}  // namespace

Gate::Gate(const Limits& limits, const core::Universe& universe, size_t strategies)
    : instruments_(universe.instruments().size()), last_entry_(strategies * instruments_) {
  ChangeLimits(limits);
}

void Gate::ChangeLimits(const Limits& limits) {
  const SavedGate saved = Save();
  limits_ = MakeExact(limits);
  intent_checks_.clear();
  order_checks_.clear();
  message_checks_.clear();
  alerts_.clear();
  for (const CheckRow& row : AllChecks()) {
    using enum CheckStage;
    if (!row.applies(limits)) continue;
    if (row.stage == kBoth || row.stage == kIntentOnly) intent_checks_.push_back(&row);
    const bool of_orders = row.stage == kBoth || row.stage == kOrderOnly || row.stage == kMessage;
    if (of_orders) order_checks_.push_back(&row);
    if (row.stage == kMessage) message_checks_.push_back(&row);
    if (row.stage == kAlert || row.stage == kDailyAlert) alerts_.push_back({&row});
  }
  Restore(saved);
}

SavedGate Gate::Save() const {
  SavedGate saved{last_entry_, {}};
  for (const ActiveAlert& alert : alerts_) {
    saved.alerts.emplace_back(alert.row->name, alert.told_on_day);
  }
  return saved;
}

void Gate::Restore(const SavedGate& saved) {
  CHECK(saved.last_entry.size() == last_entry_.size(), "saved gate is of other pairs");
  last_entry_ = saved.last_entry;
  for (const auto& [rule, day] : saved.alerts) {
    for (ActiveAlert& alert : alerts_) {
      if (alert.row->name == rule) alert.told_on_day = day;
    }
  }
}

core::Decimal Gate::WorstUnitCost(const core::OrderTerms& terms, core::Price reference,
                                  core::Decimal fee_rate) const {
  return core::Mul(WorstPrice(terms, reference), core::Decimal::FromInt(1) + fee_rate,
                   core::Rounding::kUp);
}

core::Decimal Gate::WorstPrice(const core::OrderTerms& terms, core::Price reference) const {
  using core::OrderType;
  core::Decimal price = reference.value();
  const core::Decimal one = core::Decimal::FromInt(1);
  switch (terms.type) {
    case OrderType::kLimit:
    case OrderType::kStopLimit:
      price = terms.limit_price.value();
      break;
    case OrderType::kMarket:
      if (limits_.market_slippage) {
        price = core::Mul(price, one + *limits_.market_slippage, core::Rounding::kUp);
      }
      break;
    case OrderType::kStop:
    case OrderType::kTakeProfit:
    case OrderType::kTrailingStop:
      price = TriggerPrice(terms, price);
      if (limits_.through_best) {
        price = core::Mul(price, one + *limits_.through_best, core::Rounding::kUp);
      }
      break;
  }
  return price;
}

CheckInput Gate::MakeInput(const core::OrderTerms& terms, core::StrategyId strategy,
                           const MarketView& market, const AccountView& account) const {
  const core::Price reference = market.last_price.value_or(core::Price());
  const bool buys = terms.side == core::Side::kBuy;
  return {terms,
          strategy,
          ReducesRisk(terms),
          false,
          UnitValue(*account.ledger, terms.instrument, market.last_price),
          buys ? WorstUnitCost(terms, reference, account.worst_fee_rate) : core::Decimal(),
          last_entry_[strategy.index * instruments_ + terms.instrument.index],
          market,
          account,
          limits_,
          0,
          buys ? WorstPrice(terms, reference) : core::Decimal()};
}

std::vector<core::Refusal> Gate::RunChecks(const CheckInput& input,
                                           const std::vector<const CheckRow*>& rows) {
  std::vector<core::Refusal> refusals;
  for (const CheckRow* row : rows) {
    if (auto refusal = row->check(input)) {
      refusal->standing = row->standing;
      refusals.push_back(*refusal);
    }
  }
  return refusals;
}

std::vector<core::RiskAlert> Gate::RunAlerts(const CheckInput& input) {
  std::vector<core::RiskAlert> alerts;
  const base::UnixNanos now = input.account.now;
  for (ActiveAlert& alert : alerts_) {
    const bool daily = alert.row->stage == CheckStage::kDailyAlert;
    if (daily && alert.told_on_day == base::DayNumber(now)) continue;
    const auto found = alert.row->check(input);
    if (!found) continue;
    alert.told_on_day = base::DayNumber(now);
    alerts.push_back({found->rule, found->value, found->limit, now});
  }
  return alerts;
}

Verdict Gate::CheckIntent(const core::Intent& intent, const MarketView& market,
                          const AccountView& account, Leaving leaving) const {
  if (!IsSound(intent.terms, market, QuoteRate(intent.terms, account))) {
    return {{}, {Malformed(intent.terms)}};
  }
  CheckInput input = MakeInput(intent.terms, intent.strategy, market, account);
  input.intent_id = intent.id;
  input.leaving = leaving;
  Verdict verdict{intent.terms.quantity, RunChecks(input, intent_checks_)};
  for (const core::Refusal& refusal : verdict.refusals) {
    verdict.approved = std::min(verdict.approved, refusal.head_room);
  }
  return verdict;
}

bool Verdict::IsCapped() const {
  return std::any_of(refusals.begin(), refusals.end(), [this](const core::Refusal& refusal) {
    return refusal.standing && refusal.head_room <= approved;
  });
}

Approval Gate::Approve(const core::Order& order, bool is_slice, const MarketView& market,
                       const AccountView& account, core::Quantity brought) {
  if (!IsSound(order.terms, market, QuoteRate(order.terms, account))) {
    return {std::nullopt, {Malformed(order.terms)}, {}};
  }
  CheckInput input = MakeInput(order.terms, order.strategy, market, account);
  input.is_slice = is_slice;
  input.brought = brought;
  Approval approval{std::nullopt, RunChecks(input, order_checks_), {}};
  if (!approval.refusals.empty()) return approval;
  approval.alerts = RunAlerts(input);
  if (!input.reduces_risk) {
    last_entry_[order.strategy.index * instruments_ + order.terms.instrument.index] = account.now;
  }
  approval.order = ApprovedOrder(order);
  return approval;
}

AmendApproval Gate::ApproveReduction(const core::Order& working, core::Quantity quantity,
                                     const MarketView& market, const AccountView& account) const {
  core::Order amended = working;
  amended.terms.quantity = quantity;
  if (!quantity.is_positive() || quantity >= working.terms.quantity) {
    const double before = working.terms.quantity.ToDouble();
    return {std::nullopt, {{"amend_change", quantity.ToDouble(), before, {}}}};
  }
  CheckInput input = MakeInput(amended.terms, amended.strategy, market, account);
  input.reduces_risk = false;
  AmendApproval approval{std::nullopt, RunChecks(input, message_checks_)};
  if (approval.refusals.empty()) approval.amend = ApprovedAmend(amended);
  return approval;
}

std::vector<core::Refusal> Gate::CheckReplacement(const core::Order& order,
                                                  const MarketView& market,
                                                  const AccountView& account) const {
  if (!IsSound(order.terms, market, QuoteRate(order.terms, account))) {
    return {Malformed(order.terms)};
  }
  CheckInput input = MakeInput(order.terms, order.strategy, market, account);
  input.is_slice = true;
  return RunChecks(input, order_checks_);
}

core::Quantity Gate::HeadRoom(core::StrategyId strategy, core::InstrumentId instrument,
                              const MarketView& market, const AccountView& account) const {
  core::Intent probe;
  probe.strategy = strategy;
  probe.terms.instrument = instrument;
  const core::Decimal unit = UnitValue(*account.ledger, instrument, market.last_price);
  // More than the account could ever pay for; every rule then tells its own head-room.
  probe.terms.quantity = QuantityWorth(account.ledger->equity() * 2, unit);
  if (!probe.terms.quantity.is_positive()) return {};
  return CheckIntent(probe, market, account).approved;
}

}  // namespace keel::risk
