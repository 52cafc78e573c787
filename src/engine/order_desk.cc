// SPDX-License-Identifier: MIT
#include "engine/order_desk.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/check.h"
#include "execution/impact_model.h"
#include "risk/limit_change.h"

namespace keel::engine {

using core::Decimal;
using core::OrderId;
using core::Quantity;
using core::Rounding;
using execution::OrderSignal;

OrderDesk::OrderDesk(Account& account, market::Board& board, execution::VenueClient& venue,
                     AuditSink& audit, OrderDeskOptions options)
    : account_(account),
      board_(board),
      venue_(venue),
      audit_(audit),
      options_(std::move(options)),
      factory_(account.ledger.universe(), options_.gate.limits().soft.market_slippage),
      parents_(options_.execution),
      watch_(options_.gate, account, board, audit) {
  for (const core::Instrument& pair : account.ledger.universe().instruments()) {
    ticks_.emplace_back(pair.tick.value());
  }
}

risk::MarketView OrderDesk::MarketOf(core::InstrumentId id) {
  risk::MarketView view;
  if (board_.has_price(id)) view.last_price = LastPrice(id);
  view.trading = board_.trading(id);
  view.liquidity = &board_.liquidity(id);
  view.half_spread = options_.costs[id.index].half_spread;
  view.impact_k = options_.costs[id.index].impact_k;
  return view;
}

risk::MarketView OrderDesk::MarketNow(core::InstrumentId id, base::UnixNanos now) {
  risk::MarketView view = MarketOf(id);
  watch_.Complete(id, now, view);
  return view;
}

void OrderDesk::OnRules(core::InstrumentId instrument, const ExitRules& rules, bool are_new,
                        base::UnixNanos now) {
  ticks_[instrument.index] = core::Grid(account_.ledger.universe().at(instrument).tick.value());
  if (are_new) RefilterParents(instrument, now);
  if (exits_) exits_->OnRules(instrument, rules, are_new, now);
}

void OrderDesk::RefilterParents(core::InstrumentId instrument, base::UnixNanos now) {
  const core::Instrument& pair = account_.ledger.universe().at(instrument);
  parents_.SetFilters(instrument, {pair.tick, pair.lot, pair.min_notional}, now);
}

void OrderDesk::Refuse(const core::Intent& intent, std::vector<core::Refusal> refusals,
                       base::UnixNanos now) {
  audit_.OnRefused({intent, std::move(refusals), now});
}

base::Status OrderDesk::ChangeLimits(const risk::Limits& limits, std::string_view by,
                                     std::string_view reason, base::UnixNanos now) {
  TRY(risk::CheckLimits(limits));
  const auto changes = risk::ChangesOf(options_.gate.limits().soft, limits);
  const auto looser = std::find_if(changes.begin(), changes.end(),
                                   [](const risk::LimitChange& change) { return change.loosens; });
  if (looser != changes.end() && (by.empty() || reason.empty())) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("risk.{} would be loosened: that takes a name and a reason", looser->name));
  }
  by = texts_.Keep(by);
  reason = texts_.Keep(reason);
  for (const risk::LimitChange& c : changes) {
    audit_.OnLimit({c.name, c.from, c.to, c.loosens, by, reason, now});
  }
  options_.gate.ChangeLimits(limits);
  account_.breaker.ChangeLimits(limits);
  factory_.ChangeMarketProtection(limits.market_slippage);
  watch_.ChangeLimits(limits, now);
  return {};
}

OrderDesk::Admission OrderDesk::Admit(const core::Intent& intent, base::UnixNanos now,
                                      risk::Leaving leaving) {
  const core::InstrumentId id = intent.terms.instrument;
  risk::Verdict verdict =
      options_.gate.CheckIntent(intent, MarketNow(id, now), AccountNow(now), leaving);
  watch_.OnAsked(intent);
  const bool is_capped = verdict.IsCapped();
  if (verdict.refusals.empty()) return {verdict.approved, is_capped};
  const core::Instrument& pair = account_.ledger.universe().at(id);
  const Decimal lots = core::RoundTo(verdict.approved.value(), pair.lot.value(), Rounding::kDown);
  const bool too_small =
      lots.is_zero() || lots.ToDouble() * intent.reference_price < pair.min_notional.ToDouble();
  if (too_small) {
    Refuse(intent, std::move(verdict.refusals), now);
    return {{}, is_capped};
  }
  audit_.OnShrunk({intent, Quantity(lots), std::move(verdict.refusals), now});
  return {Quantity(lots), is_capped};
}

Submission OrderDesk::Submit(const core::Intent& intent, base::UnixNanos now, Manner manner) {
  CHECK(!intent.terms.quantity.is_negative(), "an order for less than nothing");
  if (warming_) return {};
  const core::InstrumentId id = intent.terms.instrument;
  const bool at_once = manner == Manner::kWayOut;
  const auto [approved, is_capped] =
      Admit(intent, now, at_once ? risk::Leaving::kAtOnce : risk::Leaving::kInParts);
  if (approved.is_zero()) return {.is_capped = is_capped};
  if (BeginParent(intent, approved, manner, now)) {
    watch_.OnPassed(intent, now);
    return {std::nullopt, approved, is_capped, /*waits=*/true};
  }
  const Quantity child = LargestChild(intent, approved);
  const Part part = manner == Manner::kContinued ? Part::kContinued : Part::kEntry;
  const Child first = SendChild(intent, child, part, now, Pursues(manner));
  if (first.order || first.must_wait) watch_.OnPassed(intent, now);
  if (first.must_wait) {
    slices_.push_back({intent, approved, watch_.NextRoom(id, now), part});
  } else if (first.order && child < approved && !at_once) {
    slices_.push_back(
        {intent, approved - child, now + options_.slice_pace, Part::kLater, {*first.order}});
  }
  return {first.order, approved, is_capped, first.must_wait};
}

// A group that cancels itself cannot be cut into parts.
Quantity OrderDesk::LargestChild(const core::Intent& intent, Quantity quantity) {
  if (risk::Gate::ReducesRisk(intent.terms)) return LargestSale(intent.terms, quantity);
  const risk::ExactLimits& limits = options_.gate.limits();
  const bool limited = limits.order_value_share || limits.order_value_max;
  if (!limited || intent.terms.oco_group != 0) return quantity;
  const core::CurrencyId quote = account_.ledger.universe().at(intent.terms.instrument).quote;
  const Decimal unit = core::Mul(LastPrice(intent.terms.instrument).value(),
                                 account_.ledger.rate(quote), Rounding::kUp);
  Decimal room = limits.order_value_max.value_or(Decimal::PowerOfTen(20));
  if (limits.order_value_share) {
    room = std::min(
        room, core::Mul(account_.ledger.equity(), *limits.order_value_share, Rounding::kDown));
  }
  return std::min(quantity, risk::QuantityWorth(room, unit));
}

// An exit is cut by nothing but the venue's maximum.
Quantity OrderDesk::LargestSale(const core::OrderTerms& terms, Quantity quantity) const {
  if (!exits_ || terms.type != core::OrderType::kMarket) return quantity;
  return std::min(quantity, exits_->LargestSale(terms.instrument).value_or(quantity));
}

OrderDesk::Child OrderDesk::SendChild(const core::Intent& intent, Quantity quantity, Part part,
                                      base::UnixNanos now, bool may_wait) {
  core::Refusal refusal;
  const std::optional<core::Order> order =
      factory_.Make(intent, quantity, account_.orders.next_id(), now, &refusal);
  if (!order) {
    Refuse(intent, {refusal}, now);
    return {};
  }
  const risk::AccountView account = AccountNow(now);
  const bool is_leg = part == Part::kLeg || part == Part::kEntryLeg;
  const bool is_slice = part == Part::kLater || is_leg;
  risk::Approval approval =
      options_.gate.Approve(*order, is_slice, MarketNow(intent.terms.instrument, now), account);
  if (!approval.order) {
    if (may_wait && approval.IsThrottledOnly()) return {.must_wait = true};
    Refuse(intent, std::move(approval.refusals), now);
    return {};
  }
  for (const core::RiskAlert& alert : approval.alerts) audit_.OnAlert(alert);
  if (exits_ && !is_leg && exits_->Keeps(order->terms)) return KeepExit(intent, *order, now);
  const bool begins = part == Part::kEntry || part == Part::kEntryLeg;
  const core::SubmitOrder sent{*order, now, Reserve(order->terms), begins};
  Enter(sent);
  audit_.OnSubmit(sent);
  venue_.Submit(*approval.order, now);
  watch_.TellEvents();
  return {order->id};
}

/// What a unit of a purchase may cost.
Decimal OrderDesk::Reserve(const core::OrderTerms& terms) {
  if (terms.side == core::Side::kSell) return {};
  return options_.gate.WorstUnitCost(terms, LastPrice(terms.instrument), options_.worst_fee_rate);
}

/// The order counts from here on, by itself and against the limits.
void OrderDesk::Enter(const core::SubmitOrder& sent) {
  account_.orders.Add(sent.order);
  const core::OrderTerms& terms = sent.order.terms;
  const bool rests = terms.type == core::OrderType::kLimit;
  account_.working.Add({sent.order.id, sent.order.strategy, terms.instrument, terms.side,
                        terms.quantity, sent.reserved_per_unit, terms.oco_group,
                        rests ? std::optional(terms.limit_price) : std::nullopt});
  watch_.OnOrder(sent.order, sent.begins_entry, sent.time);
}

void OrderDesk::Recall(const core::SubmitOrder& sent) {
  Enter(sent);
  const uint32_t group = sent.order.terms.oco_group;
  last_oco_group_ = std::max(last_oco_group_, group);
  // Of every other group something was kept before an order was sent for it.
  if (group == 0 || kept_groups_.contains(group) || !brackets_.insert(group).second) return;
  if (exits_) exits_->Expect(sent.order);
}

void OrderDesk::Recall(const core::CancelOrder& asked) {
  account_.orders.Apply(asked.order, OrderSignal::kCancelRequest);
}

void OrderDesk::Cancel(OrderId id, core::OrderEnd why, base::UnixNanos now) {
  if (warming_ || !account_.orders.Contains(id)) return;
  if (!replacing_.empty()) DropReplacement(id, now);
  if (IsLeg(id)) {  // or it would be made again
    if (const auto exit = exits_->ExitOf(id)) Cancel(*exit, why, now);
    return;
  }
  AskToCancel(id, why, now);
  if (brackets_.contains(account_.orders.at(id).order.terms.oco_group)) CancelEntryOf(id, why, now);
}

void OrderDesk::AskToCancel(OrderId id, core::OrderEnd why, base::UnixNanos now) {
  const execution::OrderEntry& entry = account_.orders.at(id);
  if (entry.is_terminal() || entry.state == execution::OrderState::kPendingCancel) return;
  account_.orders.Apply(id, OrderSignal::kCancelRequest);
  audit_.OnCancel({id, why, now});
  if (entry.is_kept) {
    exits_->Cancel(id, why);
  } else {
    venue_.Cancel(id, why, now);
  }
}

void OrderDesk::CancelEntries(base::UnixNanos now, const core::TradingScope& scope) {
  const auto covers = [&](core::StrategyId strategy, core::InstrumentId id) {
    return risk::KillSwitch::Covers(scope, strategy, account_.ledger.universe().at(id));
  };
  std::erase_if(slices_, [&](const Slice& s) {
    return covers(s.intent.strategy, s.intent.terms.instrument);
  });
  if (!parents_.empty()) StopEntriesOf(scope, now);
  std::vector<OrderId> entries;
  for (const auto& e : account_.working.entries()) {
    if (e.side == core::Side::kBuy && covers(e.strategy, e.instrument)) entries.push_back(e.id);
  }
  for (const OrderId id : entries) Cancel(id, core::OrderEnd::kCanceledByBreaker, now);
}

base::Status OrderDesk::Kill(const core::TradingScope& scope, std::string_view by,
                             std::string_view reason, base::UnixNanos now) {
  TRY(watch_.kill_switch().Throw(scope, by, reason, now));
  watch_.TellEvents();
  CancelEntries(now, scope);
  return {};
}

void OrderDesk::DropSlices(core::StrategyId strategy, core::InstrumentId instrument,
                           base::UnixNanos now) {
  if (!parents_.empty()) StopParentsOf(strategy, instrument, now);
  std::erase_if(slices_, [&](const Slice& s) {
    return s.intent.strategy == strategy && s.intent.terms.instrument == instrument;
  });
}

bool OrderDesk::HasSlices(core::StrategyId strategy, core::InstrumentId instrument) const {
  if (!parents_.empty() && parents_.Has(strategy, instrument)) return true;
  return std::any_of(slices_.begin(), slices_.end(), [&](const Slice& s) {
    return s.intent.strategy == strategy && s.intent.terms.instrument == instrument;
  });
}

base::UnixNanos OrderDesk::EarliestSlice() const {
  base::UnixNanos next = base::kEndOfTime;
  for (const Slice& slice : slices_) next = std::min(next, slice.at);
  return next;
}

void OrderDesk::SendDueSlices(base::UnixNanos now) {
  for (size_t i = 0; i < slices_.size();) {
    if (slices_[i].at > now) {
      ++i;
      continue;
    }
    Slice slice = slices_[i];
    slices_.erase(slices_.begin() + static_cast<std::ptrdiff_t>(i));
    const Quantity child = LargestChild(slice.intent, slice.rest);
    const Child sent = SendChild(slice.intent, child, slice.part, now, true);
    if (sent.must_wait) {
      slice.at = watch_.NextRoom(slice.intent.terms.instrument, now);
    } else {
      if (!sent.order || child == slice.rest) continue;
      slice.rest -= child;
      slice.at = now + options_.slice_pace;
      slice.part = Part::kLater;
      slice.sent.push_back(*sent.order);
    }
    slices_.push_back(slice);
  }
}

void OrderDesk::Book(const core::Report& report) {
  const auto* filled = std::get_if<core::OrderFilled>(&report);
  if (filled != nullptr && PaysInThirdCoin(filled->fill)) [[unlikely]]
    PriceThirdCoin(filled->fill.fee.currency);
  audit_.OnReport(report);
  std::visit(
      [this](const auto& e) {
        using E = std::decay_t<decltype(e)>;
        if constexpr (std::is_same_v<E, core::OrderAccepted>) {
          account_.orders.Apply(e.order, OrderSignal::kAccept);
        } else if constexpr (std::is_same_v<E, core::OrderRejected>) {
          End(e.order, OrderSignal::kReject, e.why, e.time);
        } else if constexpr (std::is_same_v<E, core::OrderCanceled>) {
          End(e.order, OrderSignal::kCancel, e.why, e.time);
        } else if constexpr (std::is_same_v<E, core::OrderOutcomeUnknown>) {
          account_.orders.Apply(e.order, OrderSignal::kLoseSight);
        } else if constexpr (std::is_same_v<E, core::OrderFilled>) {
          BookFill(e.fill);
        } else if constexpr (std::is_same_v<E, core::OrderAmended>) {
          BookAmend(e);
        }
      },
      report);
}

void OrderDesk::End(OrderId id, OrderSignal signal, core::OrderEnd why, base::UnixNanos time) {
  account_.orders.Apply(id, signal);
  execution::OrderEntry& entry = account_.orders.at(id);
  entry.end = why;
  entry.ended_at = time;
  account_.working.Remove(id);
  watch_.OnOrderChanged();
}

void OrderDesk::BookFill(const core::Fill& fill) {
  execution::OrderEntry& entry = account_.orders.at(fill.order);
  entry.filled += fill.quantity;
  entry.value += core::Notional(fill.price, fill.quantity);
  CHECK(entry.filled <= entry.order.terms.quantity, "an order filled beyond its quantity");
  const bool complete = entry.open().is_zero();
  account_.orders.Apply(fill.order, complete ? OrderSignal::kLastFill : OrderSignal::kPartialFill);
  if (complete) {
    entry.ended_at = fill.time;
    account_.working.Remove(fill.order);
  } else {
    account_.working.Reduce(fill.order, fill.quantity);
  }
  if (entry.order.terms.oco_group != 0) FollowGroup(entry.order, fill);
  BookForced(fill);
}

bool OrderDesk::PaysInThirdCoin(const core::Fill& fill) const {
  const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
  return fill.fee.currency != pair.quote && fill.fee.currency != pair.base;
}

// Nobody marks a pair whose coin is not held.
void OrderDesk::PriceThirdCoin(core::CurrencyId id) {
  const auto pair = account_.ledger.pricing_pair(id);
  if (!pair || !board_.has_price(*pair) || !board_.trading(*pair)) return;
  account_.ledger.Mark(*pair, LastPrice(*pair));
}

void OrderDesk::TellThirdCoin(const core::Fill& fill) {
  const core::CurrencyId coin = fill.fee.currency;
  audit_.OnFeeBalance({account_.ledger.balance(coin), coin});
  if (!account_.ledger.rate(coin).is_zero() || fill.fee.amount.is_zero()) return;
  audit_.OnAlert({"unpriced_fee", fill.fee.amount.ToDouble(), 0, fill.time});
}

void OrderDesk::BookForced(const core::Fill& fill) {
  // A venue's word is booked, also where others have sold what this sale was to be of.
  if (fill.venue_trade != 0 && !account_.ledger.Covers(fill)) return BookForeign(fill);
  closed_.clear();
  account_.ledger.Mark(fill.instrument, LastPrice(fill.instrument));  // flat pairs are not marked
  watch_.BeforeFill(fill);
  account_.ledger.Book(fill, &closed_);
  for (const portfolio::ClosedLot& lot : closed_) audit_.OnClosedLot(lot);
  const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
  audit_.OnBalances({account_.ledger.balance(pair.base), pair.base},
                    {account_.ledger.balance(pair.quote), pair.quote});
  if (PaysInThirdCoin(fill)) [[unlikely]]
    TellThirdCoin(fill);
  const bool buys = fill.side == core::Side::kBuy;  // then others have sold, if anybody
  watch_.AfterFill(fill, buys ? std::span<const portfolio::ClosedLot>() : closed_);
}

void OrderDesk::BookTransfer(core::Money money, base::UnixNanos now) {
  if (!money.amount.is_negative()) return account_.ledger.Deposit(money);
  closed_.clear();
  account_.ledger.Withdraw({-money.amount, money.currency}, now, &closed_);
  for (const portfolio::ClosedLot& lot : closed_) audit_.OnClosedLot(lot);
  watch_.OnOrderChanged();
}

void OrderDesk::BookForeign(const core::Fill& fill) {
  closed_.clear();
  const bool has_price = board_.has_price(fill.instrument);
  account_.ledger.Mark(fill.instrument, has_price ? LastPrice(fill.instrument) : fill.price);
  account_.ledger.BookForeign(fill, &closed_);
  for (const portfolio::ClosedLot& lot : closed_) audit_.OnClosedLot(lot);
  const core::Instrument& pair = account_.ledger.universe().at(fill.instrument);
  audit_.OnBalances({account_.ledger.balance(pair.base), pair.base},
                    {account_.ledger.balance(pair.quote), pair.quote});
  watch_.OnOrderChanged();
}

Quantity OrderDesk::HeadRoom(core::StrategyId strategy, core::InstrumentId instrument,
                             base::UnixNanos now) {
  return options_.gate.HeadRoom(strategy, instrument, MarketNow(instrument, now), AccountNow(now));
}

double OrderDesk::ExpectedCost(core::InstrumentId instrument, double value) {
  const core::CurrencyId quote = account_.ledger.universe().at(instrument).quote;
  const double unit = board_.last_close(instrument) * account_.ledger.rate(quote).ToDouble();
  const double fee = options_.worst_fee_rate.ToDouble();
  if (!(unit > 0)) return fee + options_.costs[instrument.index].half_spread;
  return fee + MarketOf(instrument).ExpectedSlippage(value / unit);
}

bool OrderDesk::MayEnter(core::StrategyId strategy, core::InstrumentId instrument,
                         base::UnixNanos now) {
  constexpr std::array<std::string_view, 9> kForbid = {
      "kill_switch", "trading_state",    "venue_state",        "instrument_status", "data_quality",
      "price_jump",  "stablecoin_depeg", "repeated_execution", "strategy_day_loss"};
  core::Intent intent;
  intent.strategy = strategy;
  intent.terms.instrument = instrument;
  intent.terms.quantity = account_.ledger.universe().at(instrument).lot;
  intent.decided_at = now;
  intent.reference_price = board_.last_close(instrument);
  const risk::Verdict verdict =
      options_.gate.CheckIntent(intent, MarketNow(instrument, now), AccountNow(now));
  return std::none_of(verdict.refusals.begin(), verdict.refusals.end(), [&](const auto& refusal) {
    return std::find(kForbid.begin(), kForbid.end(), refusal.rule) != kForbid.end();
  });
}

uint64_t OrderDesk::Keep(core::StrategyId strategy, const strategy::Decision& decision) {
  if (warming_) return 0;
  audit_.OnDecision(++last_decision_, strategy, decision);
  return last_decision_;
}

double OrderDesk::AffordableQuantity(core::InstrumentId instrument, double equity) {
  core::OrderTerms terms;
  terms.instrument = instrument;
  const core::CurrencyId quote = account_.ledger.universe().at(instrument).quote;
  const double unit =
      options_.gate.WorstUnitCost(terms, LastPrice(instrument), options_.worst_fee_rate)
          .ToDouble() *
      account_.ledger.rate(quote).ToDouble();
  return unit > 0 ? equity / unit : 0;
}

VenueCost OrderDesk::VenueCostOf(core::InstrumentId instrument, Quantity quantity) {
  const PairCosts& costs = options_.costs[instrument.index];
  const market::Liquidity& liquidity = board_.liquidity(instrument);
  const execution::Impact impact =
      execution::SquareRootImpact(costs.impact_k, liquidity.daily_volatility(), quantity.ToDouble(),
                                  liquidity.average_daily_volume());
  return {options_.worst_fee_rate.ToDouble(), costs.half_spread, impact.total()};
}

}  // namespace keel::engine
