// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "research/lookahead/run_check.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

using base::UnixNanos;
using engine::LoadedSeries;

constexpr char kFills[] = "fills";

/// Whether an order may reach the venue at the instant of its decision.
bool MayArriveAtOnce(const sim::LatencySettings& latency) {
  return (latency.model == "fixed" && latency.fixed_ms <= 0) ||
         (latency.model == "uniform" && latency.min_ms <= 0) || latency.model == "measured";
}

/// The bar in which `time` lies; nothing in a gap, and where the series is single trades.
const core::Bar* BarAround(const LoadedSeries& series, UnixNanos time) {
  if (!series.trades.empty()) return nullptr;
  const auto closed = static_cast<size_t>(BarsClosed(series, time));
  if (closed >= series.bars.size() || series.bars[closed].open_time > time) return nullptr;
  return &series.bars[closed];
}

/// The fill's price before spread and impact.
double PlainPrice(const core::Fill& fill) {
  const double quantity = fill.quantity.ToDouble();
  const double cost = quantity > 0 ? (fill.cost.spread + fill.cost.impact) / quantity : 0;
  return fill.price.ToDouble() - core::Sign(fill.side) * cost;
}

struct FillDoubt {
  UnixNanos decided;
  std::string found, allowed;
};

class FillCheck {
 public:
  FillCheck(const WatchedRun& run, const KnownWorld& world, const sim::VenueSettings& sim)
      : run_(run), world_(world), at_once_(MayArriveAtOnce(sim.latency)) {
    for (const engine::OrderRecord& record : run.record.orders) {
      created_.emplace(record.order.id.value, record.order.created_at);
    }
  }

  LookaheadVerdict Run() {
    for (const core::Fill& fill : run_.record.fills) Look(fill);
    if (run_.log.unclosed) AddUnclosed(*run_.log.unclosed);
    verdict_.checks.push_back(
        {kFills, looked_ + run_.log.bars, 0,
         fmt::format("{} fills came after their decision, at prices of their own bar, and {} bars "
                     "were shown after their close.",
                     Grouped(static_cast<double>(looked_), 0),
                     Grouped(static_cast<double>(run_.log.bars), 0))});
    if (!verdict_.alarms.empty()) {
      verdict_.checks.back().sentence = "Fills and bars against the clock of their decisions.";
    }
    return std::move(verdict_);
  }

 private:
  void Look(const core::Fill& fill) {
    if (fill.liquidity == core::Liquidity::kInternal || fill.reason == "delisted") return;
    const auto created = created_.find(fill.order.value);
    if (created == created_.end()) return;
    ++looked_;
    const UnixNanos decided = created->second;
    if (fill.time < decided || (fill.time == decided && !at_once_)) {
      return Alarm(fill, {decided, base::FormatIso(fill.time),
                          "later than the decision at " + base::FormatIso(decided)});
    }
    const LoadedSeries& series = world_.series[fill.instrument.index];
    const core::Bar* bar = BarAround(series, fill.time);
    if (bar == nullptr) return;
    const double price = PlainPrice(fill);
    const double room = series.filters.tick.ToDouble() + 1e-9 * bar->high;
    if (price <= bar->high + room && price >= bar->low - room) return;
    Alarm(fill,
          {decided, fmt::format("at {} before costs", PriceText(price)),
           fmt::format("within its bar's {} to {}", PriceText(bar->low), PriceText(bar->high))});
  }

  /// Of many fills of one strategy and pair the first is told.
  void Alarm(const core::Fill& fill, const FillDoubt& doubt) {
    const LoadedSeries& series = world_.series[fill.instrument.index];
    const std::string& name = run_.record.strategies[fill.strategy.index].name;
    const std::string subject = "fill of " + name, pair = series.symbol.ToString();
    for (LookaheadAlarm& alarm : verdict_.alarms) {
      if (alarm.subject == subject && alarm.pair == pair) {
        ++alarm.seen;
        return;
      }
    }
    LookaheadAlarm alarm;
    alarm.check = kFills;
    alarm.subject = subject;
    alarm.pair = pair;
    alarm.time = doubt.decided;
    const auto closed = static_cast<size_t>(BarsClosed(series, doubt.decided));
    if (closed > 0) alarm.bar = series.bars[closed - 1].open_time;
    alarm.with_future = doubt.found;
    alarm.without_future = doubt.allowed;
    alarm.seen = 1;
    alarm.sentence = fmt::format(
        "A {} of {} for an order of {} is {}, and must be {}: nobody could have traded so.",
        subject, pair, base::FormatMinute(doubt.decided), doubt.found, doubt.allowed);
    verdict_.alarms.push_back(std::move(alarm));
  }

  void AddUnclosed(const UnclosedBar& seen) {
    LookaheadAlarm alarm;
    alarm.check = kFills;
    alarm.subject = "bar shown to " + run_.log.strategies[seen.strategy];
    alarm.pair = world_.series[seen.instrument.index].symbol.ToString();
    alarm.bar = seen.open;
    alarm.time = seen.time;
    alarm.with_future = "shown at " + base::FormatIso(seen.time);
    alarm.without_future = "closed at " + base::FormatIso(seen.close);
    alarm.seen = 1;
    alarm.sentence = fmt::format(
        "The {} of {} that opened at {} was shown at {}, before it closed.", alarm.subject,
        alarm.pair, base::FormatMinute(seen.open), base::FormatMinute(seen.time));
    verdict_.alarms.push_back(std::move(alarm));
  }

  const WatchedRun& run_;
  const KnownWorld& world_;
  bool at_once_;
  std::unordered_map<uint64_t, UnixNanos> created_;
  int64_t looked_ = 0;
  LookaheadVerdict verdict_;
};

}  // namespace

LookaheadVerdict CheckFills(const WatchedRun& run, const KnownWorld& world,
                            const sim::VenueSettings& sim) {
  return FillCheck(run, world, sim).Run();
}

}  // namespace keel::research
