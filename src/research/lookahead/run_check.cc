// SPDX-License-Identifier: MIT
#include "research/lookahead/run_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/random.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

using base::UnixNanos;
using engine::LoadedSeries;
using engine::RunRecord;

/// What can be said about any difference: where it stands and how far before the cut.
FutureDifference DifferenceAt(const KnownWorld& world, core::InstrumentId id, UnixNanos time,
                              UnixNanos cut) {
  const LoadedSeries& series = world.series[id.index];
  const int64_t closed = BarsClosed(series, time);
  FutureDifference d;
  d.pair = series.symbol.ToString();
  d.time = time;
  d.bar = closed > 0 ? series.bars[static_cast<size_t>(closed - 1)].open_time : time;
  d.reach_bars = BarsClosed(series, cut) - closed + 1;
  return d;
}

std::string SubjectOf(const WatchedRun& run, const Wish& wish) {
  return fmt::format("{} of {}", WishName(wish.kind), run.log.strategies[wish.strategy]);
}

/// Both said something of the same kind at the same place, but not the same.
FutureDifference OtherWish(const WatchedRun& whole, const Wish& a, const WatchedRun& part,
                           const Wish& b, FutureDifference d) {
  d.subject = SubjectOf(whole, a);
  d.with_future = WishText(whole.log, a);
  d.without_future = WishText(part.log, b);
  if (a.kind != WishKind::kDecision) return d;
  const WishedDecision& first = whole.log.decisions[a.detail];
  const WishedDecision& second = part.log.decisions[b.detail];
  const std::string_view name = FirstOtherNumber(first, second);
  d.subject = fmt::format("{} in a decision of {}", name, whole.log.strategies[a.strategy]);
  for (size_t i = 0; i < std::min(first.size(), second.size()); ++i) {
    if (first[i] == second[i]) continue;
    d.with_future = ValueText(first[i].second);
    d.without_future = ValueText(second[i].second);
    break;
  }
  return d;
}

/// What is said at the cut itself in answer to a fill of that instant is of the next bar.
bool IsUntil(const Wish& wish, UnixNanos cut) {
  return wish.time < cut || (wish.time == cut && !wish.after_fill);
}

std::optional<FutureDifference> WishDifference(const WatchedRun& whole, const WatchedRun& part,
                                               const KnownWorld& world, UnixNanos cut) {
  const std::vector<Wish>&a = whole.log.wishes, &b = part.log.wishes;
  for (size_t i = 0;; ++i) {
    const Wish* x = i < a.size() && IsUntil(a[i], cut) ? &a[i] : nullptr;
    const Wish* y = i < b.size() && IsUntil(b[i], cut) ? &b[i] : nullptr;
    if (x == nullptr && y == nullptr) return std::nullopt;
    if (x != nullptr && y != nullptr) {
      if (SaysTheSame(whole.log, *x, part.log, *y)) continue;
      if (x->time == y->time && x->instrument == y->instrument && x->strategy == y->strategy &&
          x->kind == y->kind) {
        return OtherWish(whole, *x, part, *y, DifferenceAt(world, x->instrument, x->time, cut));
      }
    }
    // One of them is there in one run only: the earlier one, as both are in order of time.
    const bool only_whole = y == nullptr || (x != nullptr && x->time <= y->time);
    const WatchedRun& run = only_whole ? whole : part;
    const Wish& wish = only_whole ? *x : *y;
    FutureDifference d = DifferenceAt(world, wish.instrument, wish.time, cut);
    d.subject = SubjectOf(run, wish);
    d.with_future = only_whole ? WishText(run.log, wish) : "nothing";
    d.without_future = only_whole ? "nothing" : WishText(run.log, wish);
    return d;
  }
}

/// Whether fills happened at that very time.
bool FilledAt(const RunRecord& run, UnixNanos time) {
  return std::any_of(run.fills.begin(), run.fills.end(),
                     [&](const core::Fill& fill) { return fill.time == time; });
}

/// Orders and fills as text; they differ where limits, algorithms or the venue know the future.
struct Happening {
  UnixNanos time;
  core::InstrumentId instrument;
  std::string what, text;
};
std::optional<Happening> OrderUntil(const RunRecord& run, size_t i, UnixNanos cut) {
  if (i >= run.orders.size()) return std::nullopt;
  const core::Order& o = run.orders[i].order;
  if (o.created_at > cut) return std::nullopt;
  return Happening{
      o.created_at, o.terms.instrument, "order sent for " + run.strategies[o.strategy.index].name,
      fmt::format("{}: {} {} {} limit {} stop {}", o.id.value, core::ToString(o.terms.side),
                  core::ToString(o.terms.type), o.terms.quantity.ToString(),
                  o.terms.limit_price.ToString(), o.terms.stop_price.ToString())};
}
std::optional<Happening> FillUntil(const RunRecord& run, size_t i, UnixNanos cut) {
  if (i >= run.fills.size() || run.fills[i].time >= cut) return std::nullopt;
  const core::Fill& f = run.fills[i];
  return Happening{f.time, f.instrument, "fill of " + run.strategies[f.strategy.index].name,
                   fmt::format("{}: {} {} at {}, fee {}", f.order.value, core::ToString(f.side),
                               f.quantity.ToString(), f.price.ToString(), f.fee.amount.ToString())};
}

template <typename Get>
std::optional<FutureDifference> HappeningDifference(const WatchedRun& whole, const WatchedRun& part,
                                                    const KnownWorld& world, UnixNanos cut,
                                                    const Get& get) {
  for (size_t i = 0;; ++i) {
    const auto a = get(whole.record, i, cut);
    const auto b = get(part.record, i, cut);
    if (!a && !b) return std::nullopt;
    if (a && b &&
        std::tie(a->time, a->instrument, a->text) == std::tie(b->time, b->instrument, b->text)) {
      continue;
    }
    const Happening& first = a && (!b || a->time <= b->time) ? *a : *b;
    FutureDifference d = DifferenceAt(world, first.instrument, first.time, cut);
    d.subject = first.what;
    d.with_future = a ? a->text : "nothing";
    d.without_future = b ? b->text : "nothing";
    return d;
  }
}

/// Whether no bar is under way then, in any series, and each has begun.
bool IsBetweenBars(const KnownWorld& world, UnixNanos time) {
  for (const LoadedSeries& series : world.series) {
    const auto closed = static_cast<size_t>(BarsClosed(series, time));
    if (closed == 0) return false;
    if (closed < series.bars.size() && series.bars[closed].open_time < time) return false;
  }
  return true;
}

/// When strategies asked for something else than before, in order, each time once.
std::vector<UnixNanos> Turns(const WitnessLog& log) {
  std::vector<UnixNanos> turns;
  std::map<std::tuple<uint16_t, uint32_t, WishKind>, double> last;
  for (const Wish& wish : log.wishes) {
    if (wish.kind == WishKind::kTarget || wish.kind == WishKind::kDecision) {
      double& share = last[{wish.strategy, wish.instrument.index, wish.kind}];
      if (std::exchange(share, wish.share) == wish.share) continue;
    }
    if (turns.empty() || turns.back() != wish.time) turns.push_back(wish.time);
  }
  return turns;
}

/// Up to `count` of `from`, one of each of as many equal parts.
void DrawSpread(const std::vector<UnixNanos>& from, int count, base::RandomStream& stream,
                std::set<UnixNanos>* into) {
  const auto n = from.size(), parts = static_cast<size_t>(std::max(count, 0));
  for (size_t k = 0; k < parts; ++k) {
    const size_t first = k * n / parts, end = (k + 1) * n / parts;
    if (first < end) into->insert(from[first + stream.NextBelow(end - first)]);
  }
}

}  // namespace

int64_t BarsClosed(const LoadedSeries& series, UnixNanos time) {
  const auto later = std::partition_point(
      series.bars.begin(), series.bars.end(),
      [&](const core::Bar& bar) { return series.timeframe.CloseOf(bar.open_time) <= time; });
  return later - series.bars.begin();
}

base::Result<std::unique_ptr<WatchedRun>> RunWatched(const engine::BacktestSettings& settings,
                                                     const PlugIns& plug_ins, const RunSeries& run,
                                                     KnownWorld world,
                                                     const engine::RunHooks& hooks) {
  auto watched = std::make_unique<WatchedRun>();
  const PlugInSet set = plug_ins(world);
  const auto strategies = Watched(set.strategies, &watched->log);
  engine::RunHooks quiet = hooks;
  quiet.benchmark = false;
  TRY(watched->record, run(settings, {strategies, set.features}, std::move(world.series), quiet));
  if (watched->record.interrupted) {
    return base::Fail(base::ErrorCode::kInterrupted, "the look-ahead check was stopped");
  }
  return watched;
}

std::optional<FutureDifference> FirstDifference(const WatchedRun& whole, const WatchedRun& part,
                                                const KnownWorld& world, UnixNanos cut) {
  if (auto d = WishDifference(whole, part, world, cut)) return d;
  // A fill at the very cut is one at the open of the next bar, and so is what follows from it where
  // there is no latency.
  const bool goes_on = FilledAt(whole.record, cut) || FilledAt(part.record, cut);
  const UnixNanos sent_until = goes_on ? cut - base::Nanoseconds(1) : cut;
  if (auto d = HappeningDifference(whole, part, world, sent_until, OrderUntil)) return d;
  return HappeningDifference(whole, part, world, cut, FillUntil);
}

std::vector<UnixNanos> ChooseCuts(const KnownWorld& world, const WitnessLog& whole, int count,
                                  uint64_t seed) {
  UnixNanos end = base::kBeginningOfTime;
  for (const LoadedSeries& series : world.series) end = std::max(end, series.record.to);
  const auto usable = [&](UnixNanos t) { return t < end && IsBetweenBars(world, t); };
  std::vector<UnixNanos> turns, closes;
  for (const UnixNanos time : Turns(whole)) {
    if (usable(time)) turns.push_back(time);
  }
  const LoadedSeries& first = world.series.front();
  for (const core::Bar& bar : first.bars) {
    const UnixNanos close = first.timeframe.CloseOf(bar.open_time);
    if (usable(close)) closes.push_back(close);
  }
  base::RandomStream stream(seed, "research.lookahead.cuts");
  std::set<UnixNanos> cuts;
  DrawSpread(turns, count - count / 3, stream, &cuts);
  DrawSpread(closes, count - static_cast<int>(cuts.size()), stream, &cuts);
  return {cuts.begin(), cuts.end()};
}

}  // namespace keel::research
