// SPDX-License-Identifier: MIT
#include "engine/parity.h"

#include <algorithm>
#include <map>

#include "engine/parity_range.h"
#include "engine/parity_rests.h"
#include "engine/parity_run.h"
#include "risk/limit_change.h"

namespace keel::engine {
namespace {

using core::Decimal;
using core::Rounding;

struct Key {
  base::UnixNanos bar_close;
  core::StrategyId strategy;
  core::InstrumentId instrument;
  core::Side side{};
  friend auto operator<=>(const Key&, const Key&) = default;
};

/// What one side did under a key.
struct Deed {
  std::vector<uint64_t> ids;
  core::Quantity filled;
  Decimal value, fees;  ///< account currency at the end
  Decimal gain;         ///< s (quantity x last close - value) - fees
};
using Deeds = std::map<Key, Deed>;

/// What things are worth at the end of the session.
class LastPrices {
 public:
  LastPrices(const SessionHistory& history, const std::string& account) {
    const auto& pairs = history.first_start.instruments;
    prices_.resize(pairs.size());
    for (const HeardBars& heard : history.bars) {
      for (const BarRecord& bar : heard.bars.bars) {
        const core::Grid ticks(pairs.at(bar.instrument).tick.value());
        prices_[bar.instrument] = ticks.Nearest(bar.close);
      }
    }
    rates_[account] = Decimal::FromInt(1);
    for (size_t round = 0; round < pairs.size(); ++round) {  // as far as chains of pairs go
      for (size_t i = 0; i < pairs.size(); ++i) {
        const core::Symbol symbol = *core::ParseSymbol(pairs[i].symbol);
        quotes_.resize(pairs.size());
        quotes_[i] = symbol.quote;
        const auto quote = rates_.find(symbol.quote);
        if (quote == rates_.end() || prices_[i].is_zero()) continue;
        rates_.emplace(symbol.base, core::Mul(prices_[i], quote->second, Rounding::kHalfEven));
      }
    }
  }
  Decimal price(core::InstrumentId pair) const { return prices_[pair.index]; }
  /// Of one unit in account currency; zero where no pair prices it.
  Decimal rate(const std::string& code) const {
    const auto at = rates_.find(code);
    return at == rates_.end() ? Decimal() : at->second;
  }
  Decimal rate(core::InstrumentId pair) const { return rate(quotes_[pair.index]); }

 private:
  std::vector<Decimal> prices_;
  std::vector<std::string> quotes_;
  std::map<std::string, Decimal> rates_;
};

class Comparison {
 public:
  /// `history` until the end of `range`.
  Comparison(const BacktestSettings& settings, const Registry& registry,
             const SessionHistory& history, const base::TimeRange& range)
      : settings_(settings),
        registry_(registry),
        history_(history),
        range_(range),
        last_(history, settings.account.currency) {
    settings_.account.balances.clear();
    for (const DepositRecord& deposit : history.first_start.deposits) {
      settings_.account.balances[deposit.currency] = deposit.amount.ToString();
    }
  }

  base::Result<ParityReport> Run() {
    TRY(timeframe_, core::Timeframe::Parse(settings_.timeframe));
    TRY(SetLimits());
    const ParitySide session = SessionSide();
    Measure();
    RestedOrders rested(history_, timeframe_, range_.from);
    report_.rested = rested.count();
    report_.notes = ParityNotes(history_, range_);
    TRY(const ParitySide plain, RunParity(settings_, registry_, history_, {.range = range_}));
    const ParityRunOptions as_heard{.range = range_, .as_heard = true};
    TRY(const ParitySide heard, RunParity(settings_, registry_, history_, as_heard));
    SetLatency();
    TRY(const ParitySide delayed, RunParity(settings_, registry_, history_, as_heard));
    SetFees();
    TRY(const ParitySide paid, RunParity(settings_, registry_, history_, as_heard));
    ParityRunOptions as_rested = as_heard;
    as_rested.rests = [&rested](const core::Order& order) { return rested.Next(order); };
    TRY(const ParitySide queued, RunParity(settings_, registry_, history_, as_rested));
    report_.session_orders = static_cast<int64_t>(session.trades.size());
    report_.backtest_orders = static_cast<int64_t>(plain.trades.size());
    Attribute({DeedsOf(plain), DeedsOf(heard), DeedsOf(delayed), DeedsOf(paid), DeedsOf(queued)},
              DeedsOf(session), KeysOf(session.refusals), KeysOf(queued.refusals));
    return std::move(report_);
  }

 private:
  base::UnixNanos BarCloseBefore(base::UnixNanos t) const { return timeframe_.OpenOf(t); }

  /// Those in force when the range began.
  base::Status SetLimits() {
    for (const auto& limit : history_.limits) {
      if (limit.time >= range_.from) break;
      TRY(risk::SetLimit(&settings_.risk, limit.what.name, limit.what.to));
    }
    return {};
  }

  bool IsCounted(const ReportedRecord& report) const {
    return report.fill && report.fill->time >= range_.from;
  }

  ParitySide SessionSide() const {
    ParitySide side;
    for (const SessionOrder& order : history_.orders) {
      ParityTrade trade{order.sent.id,
                        {order.sent.strategy},
                        order.sent.terms.instrument,
                        order.sent.terms.side,
                        order.sent.created_at,
                        {},
                        {},
                        {}};
      for (const ReportedRecord& report : order.reports) {
        if (!IsCounted(report)) continue;
        trade.filled += report.fill->quantity;
        trade.value += core::Notional(report.fill->price, report.fill->quantity);
        trade.fees.emplace_back(report.fill->fee_currency, report.fill->fee);
      }
      const bool is_older = order.sent.created_at < range_.from;
      if (!is_older || trade.filled.is_positive()) side.trades.push_back(std::move(trade));
    }
    for (const SessionRefusal& refusal : history_.refusals) {
      if (refusal.refused.approved.is_positive() || refusal.time < range_.from) continue;
      side.refusals.push_back({refusal.time,
                               {refusal.refused.strategy},
                               {refusal.refused.instrument},
                               refusal.refused.side});
    }
    return side;
  }

  template <typename T>
  static std::optional<T> Middle(std::vector<T> values) {
    if (values.empty()) return std::nullopt;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
  }

  /// What the session met: when it heard of bars, how long its orders took, what they paid.
  void Measure() {
    bool began = false;
    std::vector<base::Duration> late;
    for (const HeardBars& heard : history_.bars) {
      const base::UnixNanos close = timeframe_.CloseOf(heard.bars.bars.at(0).open_time);
      last_close_ = std::max(last_close_, close);
      began = began || (!heard.bars.is_past && heard.heard >= range_.from);
      if (!began || heard.heard >= range_.to) continue;
      ++report_.bars;
      report_.missed_bars += heard.bars.is_past ? 1 : 0;
      if (!heard.bars.is_past) late.push_back(heard.heard - close);
    }
    report_.heard_after = Middle(std::move(late)).value_or(base::Duration{});
    std::vector<base::Duration> latencies;
    for (const SessionOrder& order : history_.orders) {
      if (order.is_kept || order.sent.created_at < range_.from) continue;
      if (const auto latency = LatencyOf(order)) latencies.push_back(*latency);
    }
    report_.latency = Middle(std::move(latencies));
    MeasureFees();
  }

  /// See ParityReport::latency. What the venue was asked after says nothing.
  static std::optional<base::Duration> LatencyOf(const SessionOrder& order) {
    const bool is_market = order.sent.terms.type == core::OrderType::kMarket;
    for (const ReportedRecord& report : order.reports) {
      if (report.kind == ReportKind::kUnknown) return std::nullopt;
      if (is_market && report.fill) return report.fill->time - order.sent_at;
      if (!is_market && report.kind == ReportKind::kAccepted) {
        return base::Duration{(report.time - order.sent_at).ns / 2};
      }
    }
    return std::nullopt;
  }

  void MeasureFees() {
    Decimal value[2], fees[2];
    for (const SessionOrder& order : history_.orders) {
      for (const ReportedRecord& report : order.reports) {
        if (!IsCounted(report)) continue;
        const int kind = report.fill->liquidity == core::Liquidity::kMaker ? 0 : 1;
        const Decimal rate = last_.rate(order.sent.terms.instrument);
        value[kind] += core::Mul(core::Notional(report.fill->price, report.fill->quantity), rate,
                                 Rounding::kHalfEven);
        fees[kind] += FeeAtFill(*report.fill);
      }
    }
    const auto bps = [&](int kind) -> std::optional<double> {
      if (!value[kind].is_positive()) return std::nullopt;
      return 1e4 * fees[kind].ToDouble() / value[kind].ToDouble();
    };
    report_.maker_bps = bps(0);
    report_.taker_bps = bps(1);
  }

  /// At the price of its fill: what a schedule of fees charges.
  Decimal FeeAtFill(const FillRecord& fill) const {
    const auto symbol = core::ParseSymbol(history_.first_start.instruments[fill.instrument].symbol);
    if (symbol && fill.fee_currency == symbol->base) {
      return core::Mul(core::Mul(fill.fee, fill.price.value(), Rounding::kHalfEven),
                       last_.rate(core::InstrumentId{fill.instrument}), Rounding::kHalfEven);
    }
    return core::Mul(fill.fee, last_.rate(fill.fee_currency), Rounding::kHalfEven);
  }

  void SetLatency() {
    if (!report_.latency) return;
    settings_.sim.latency = {};
    settings_.sim.latency.model = "fixed";
    settings_.sim.latency.fixed_ms = std::max(0.0, static_cast<double>(report_.latency->ns) / 1e6);
  }

  void SetFees() {
    const sim::FeeTier now = settings_.sim.fees.tiers.at(0);
    if (!report_.maker_bps && !report_.taker_bps) return;
    settings_.sim.fees.tiers = {
        {0, report_.maker_bps.value_or(now.maker_bps), report_.taker_bps.value_or(now.taker_bps)}};
  }

  Key KeyOf(base::UnixNanos time, core::StrategyId strategy, core::InstrumentId instrument,
            core::Side side) const {
    return {BarCloseBefore(time), strategy, instrument, side};
  }

  Deeds DeedsOf(const ParitySide& side) const {
    Deeds deeds;
    for (const ParityTrade& trade : side.trades) {
      Deed& deed = deeds[KeyOf(trade.created, trade.strategy, trade.instrument, trade.side)];
      const Decimal rate = last_.rate(trade.instrument);
      deed.ids.push_back(trade.id);
      deed.filled += trade.filled;
      deed.value += core::Mul(trade.value, rate, Rounding::kHalfEven);
      for (const auto& [code, fee] : trade.fees) {
        deed.fees += core::Mul(fee, last_.rate(code), Rounding::kHalfEven);
      }
    }
    for (auto& [key, deed] : deeds) {
      const Decimal price =
          core::Mul(last_.price(key.instrument), last_.rate(key.instrument), Rounding::kHalfEven);
      const Decimal worth = core::Mul(price, deed.filled.value(), Rounding::kHalfEven);
      deed.gain =
          (key.side == core::Side::kBuy ? worth - deed.value : deed.value - worth) - deed.fees;
    }
    return deeds;
  }

  std::vector<Key> KeysOf(const std::vector<ParityRefusal>& refusals) const {
    std::vector<Key> keys;
    for (const ParityRefusal& r : refusals) {
      keys.push_back(KeyOf(r.time, r.strategy, r.instrument, r.side));
    }
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  struct Steps {
    Deeds plain, heard, delayed, paid, queued;
  };

  void Attribute(const Steps& steps, const Deeds& session, const std::vector<Key>& in_session,
                 const std::vector<Key>& in_backtest) {
    std::map<Key, ParityOrder> orders;
    for (const Deeds* deeds :
         {&steps.plain, &steps.heard, &steps.delayed, &steps.paid, &steps.queued, &session}) {
      for (const auto& [key, deed] : *deeds) {
        orders[key] = {key.bar_close, key.strategy, key.instrument, key.side, {}, {}, {}, {}};
      }
    }
    for (auto& [key, order] : orders) {
      const auto gain = [&, &key = key](const Deeds& deeds) {
        const auto at = deeds.find(key);
        return at == deeds.end() ? Decimal() : at->second.gain;
      };
      order.session = gain(session);
      order.backtest = gain(steps.plain);
      Part(order, ParityCause::kMissedBars) = gain(steps.heard) - gain(steps.plain);
      Part(order, ParityCause::kLatency) = gain(steps.delayed) - gain(steps.heard);
      Part(order, ParityCause::kFees) = gain(steps.paid) - gain(steps.delayed);
      Part(order, ParityCause::kQueue) = gain(steps.queued) - gain(steps.paid);
      const auto here = session.find(key), there = steps.queued.find(key);
      if (here != session.end()) order.orders = here->second.ids;
      const bool refused_here = std::ranges::binary_search(in_session, key);
      const bool refused_there = std::ranges::binary_search(in_backtest, key);
      if (here != session.end() && there != steps.queued.end()) {
        const core::Quantity more = here->second.filled - there->second.filled;
        const bool refused = more.is_negative() ? refused_here : refused_there;
        const auto why = refused ? ParityCause::kRefusals : ParityCause::kSize;
        Compare(here->second, there->second, why, order);
        continue;
      }
      const bool refused = here == session.end() ? refused_here : refused_there;
      const ParityCause cause = key.bar_close >= last_close_ ? ParityCause::kNoBar
                                : refused                    ? ParityCause::kRefusals
                                                             : ParityCause::kOtherOrders;
      Part(order, cause) += gain(session) - gain(steps.queued);
    }
    for (auto& [key, order] : orders) {
      report_.session += order.session;
      report_.backtest += order.backtest;
      for (size_t i = 0; i < kParityCauses; ++i) report_.parts[i] += order.parts[i];
      report_.orders.push_back(std::move(order));
    }
  }

  static Decimal& Part(ParityOrder& order, ParityCause cause) {
    return order.parts[static_cast<size_t>(cause)];
  }

  /// The same order on both sides: price and fee of what both filled, and the rest is its size, or
  /// what refused a part of it.
  void Compare(const Deed& here, const Deed& there, ParityCause size, ParityOrder& order) const {
    const Decimal rest = here.gain - there.gain;
    if (order.bar_close >= last_close_) {
      Part(order, ParityCause::kNoBar) += rest;
      return;
    }
    const bool none = !here.filled.is_positive() || !there.filled.is_positive();
    if (none) {
      Part(order, size) += rest;
      return;
    }
    const Decimal both = std::min(here.filled, there.filled).value();
    const auto of_both = [&](Decimal sum, core::Quantity filled) {
      return core::MulDiv(sum, both, filled.value(), Rounding::kHalfEven);
    };
    const Decimal dearer = of_both(here.value, here.filled) - of_both(there.value, there.filled);
    const Decimal price = order.side == core::Side::kBuy ? -dearer : dearer;
    const Decimal fees = of_both(there.fees, there.filled) - of_both(here.fees, here.filled);
    Part(order, ParityCause::kFillPrice) += price;
    Part(order, ParityCause::kFees) += fees;
    Part(order, size) += rest - price - fees;
  }

  BacktestSettings settings_;
  const Registry& registry_;
  const SessionHistory& history_;
  base::TimeRange range_;
  LastPrices last_;
  core::Timeframe timeframe_;
  base::UnixNanos last_close_ = base::kBeginningOfTime;
  ParityReport report_;
};

}  // namespace

std::string_view ToString(ParityCause cause) {
  static constexpr std::array<std::string_view, kParityCauses> kNames = {
      "missed bars", "latency",  "fees",   "queue",       "fill price",
      "size",        "refusals", "no bar", "other orders"};
  return kNames[static_cast<size_t>(cause)];
}

base::Result<ParityReport> CompareWithBacktest(const BacktestSettings& settings,
                                               const Registry& registry,
                                               const SessionHistory& history,
                                               const base::TimeRange& range) {
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(settings.timeframe));
  const SessionHistory until = HistoryUntil(history, range.to, timeframe);
  return Comparison(settings, registry, until, range).Run();
}

}  // namespace keel::engine
