// SPDX-License-Identifier: MIT
#include "cli/stress_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/os/file.h"
#include "cli/common_returns.h"
#include "cli/config.h"
#include "cli/stress_files.h"
#include "engine/series_loader.h"
#include "engine/venue_plan.h"
#include "market/liquidity.h"
#include "research/run_store.h"
#include "research/stored_series.h"
#include "storage/catalog.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

/// Spreads and impact coefficients as backtests assume them.
base::Result<sim::ImpactSettings> ImpactOf(const Session& session) {
  TRY(Config config, GatherConfig(session));
  TRY(ApplyConfig(config, "fund"));
  return config.settings.sim.impact;
}

/// The bars of one pair, seen one after the other as time goes on.
class SeenBars {
 public:
  static base::Result<SeenBars> Open(const Session& session, const storage::SeriesKey& key,
                                     std::optional<double> declared_adv) {
    TRY(auto series, storage::Catalog(session.data_dir).Open(key));
    return SeenBars(std::move(series), key.timeframe, declared_adv);
  }

  /// Makes visible what has closed at `time`.
  void AdvanceTo(base::UnixNanos time) {
    const auto bars = series_->bars();
    while (seen_ < bars.size() && timeframe_.CloseOf(bars[seen_].open_time) <= time) ++seen_;
    liquidity_.Advance(bars.first(seen_));
  }
  base::UnixNanos last_close() const {
    return timeframe_.CloseOf(series_->bars()[seen_ - 1].open_time);
  }
  double price() const { return seen_ == 0 ? 0 : series_->bars()[seen_ - 1].close; }
  risk::StressHolding Holding(double value) const {
    return {.value = value,
            .daily_volatility = liquidity_.daily_volatility(),
            .daily_turnover = liquidity_.average_daily_volume() * price()};
  }
  /// Bars that open and close inside the range.
  std::span<const core::Bar> In(const base::TimeRange& range) const {
    const auto bars = series_->bars();
    const auto first = std::partition_point(
        bars.begin(), bars.end(), [&](const core::Bar& b) { return b.open_time < range.from; });
    const auto last = std::partition_point(first, bars.end(), [&](const core::Bar& b) {
      return timeframe_.CloseOf(b.open_time) <= range.to;
    });
    return {first, last};
  }
  TimedPrices Closes(const base::TimeRange& range) const {
    TimedPrices closes;
    for (const core::Bar& bar : In(range)) {
      closes.times.push_back(timeframe_.CloseOf(bar.open_time));
      closes.prices.push_back(bar.close);
    }
    return closes;
  }
  const storage::SeriesNote& note() const { return series_->note(); }
  double hours() const { return timeframe_.period().seconds() / 3600; }

 private:
  SeenBars(std::unique_ptr<storage::BarSeries> series, core::Timeframe timeframe,
           std::optional<double> declared_adv)
      : series_(std::move(series)),
        timeframe_(timeframe),
        liquidity_(timeframe.period(), declared_adv) {}

  std::unique_ptr<storage::BarSeries> series_;
  core::Timeframe timeframe_;
  market::Liquidity liquidity_;
  size_t seen_ = 0;
};

/// The parts of the market that do not change with time.
base::Status FillMarket(const std::vector<core::Symbol>& pairs, const std::vector<SeenBars>& bars,
                        const sim::ImpactSettings& impact, const base::TimeRange& range,
                        StressSubject& subject) {
  std::vector<TimedPrices> closes;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const engine::PairCosts costs = engine::CostsOf(impact, pairs[i]);
    risk::StressMarket::Asset asset{.pair = pairs[i].ToString(),
                                    .half_spread = costs.half_spread,
                                    .impact_k = costs.impact_k,
                                    .log_returns = {},
                                    .hours_per_return = bars[i].hours()};
    closes.push_back(bars[i].Closes(range));
    const std::vector<double>& prices = closes.back().prices;
    for (size_t t = 1; t < prices.size(); ++t) {
      asset.log_returns.push_back(std::log(prices[t] / prices[t - 1]));
    }
    subject.synthetic = subject.synthetic || bars[i].note().synthetic;
    subject.market.assets.push_back(std::move(asset));
  }
  TRY(subject.market.correlation, PairwiseCorrelation(closes));
  return {};
}

std::optional<double> DeclaredAdv(const sim::ImpactSettings& impact, const std::string& pair) {
  const auto found = impact.declared_adv.find(pair);
  return found == impact.declared_adv.end() ? std::nullopt : std::optional(found->second);
}

/// The series of a run, as run.json names it.
struct RunSeries {
  core::Symbol pair;
  storage::SeriesKey key;
  base::TimeRange range;
  std::string hash;  ///< of the bars in the range
  std::optional<double> declared_adv;
};

base::Result<std::vector<RunSeries>> SeriesOf(const research::KeptRun& run) {
  std::vector<RunSeries> result;
  const base::JsonValue* part = run.json.Find("data");
  const base::JsonValue* list = part == nullptr ? nullptr : part->Find("series");
  for (size_t i = 0; list != nullptr && i < list->items.size(); ++i) {
    const research::KeptRun one{run.place, list->items[i]};
    TRY(const core::Symbol pair, core::ParseSymbol(one.Text("pair")));
    TRY(const core::Timeframe timeframe, core::Timeframe::Parse(one.Text("timeframe")));
    TRY(const base::UnixNanos from, base::ParseTime(one.Text("from")));
    TRY(const base::UnixNanos to, base::ParseTime(one.Text("to")));
    result.push_back({pair,
                      {one.Text("venue"), pair, timeframe},
                      {from, to},
                      one.Text("hash"),
                      one.Number("declared_adv")});
  }
  return result;
}

/// Bars of the pairs that the fills are in.
base::Status OpenHeld(const Session& session, const research::KeptRun& run,
                      const std::vector<research::StoredFill>& fills,
                      std::vector<core::Symbol>& pairs, std::vector<SeenBars>& bars) {
  const std::string currency = run.Text("account_currency");
  TRY(const std::vector<RunSeries> all, SeriesOf(run));
  for (const RunSeries& series : all) {
    const std::string pair = series.pair.ToString();
    const bool traded = std::any_of(fills.begin(), fills.end(),
                                    [&](const auto& fill) { return fill.pair == pair; });
    if (!traded || std::find(pairs.begin(), pairs.end(), series.pair) != pairs.end()) continue;
    if (series.pair.quote != currency) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("run {} holds {}, which is not quoted in its currency {}; stress "
                              "tests add up money of one currency",
                              run.place.id, pair, currency));
    }
    TRY(SeenBars opened, SeenBars::Open(session, series.key, series.declared_adv));
    if (engine::HashBars(opened.In(series.range)) != series.hash) {
      session.note(fmt::format("the bars of {} have changed since the run", pair));
    }
    pairs.push_back(series.pair);
    bars.push_back(std::move(opened));
  }
  return {};
}

/// What was held at every point of the curve.
base::Status FillPoints(const std::vector<research::StoredFill>& fills,
                        const std::vector<core::Symbol>& pairs, std::vector<SeenBars>& bars,
                        StressSubject& subject) {
  std::vector<core::Decimal> quantities(pairs.size());
  size_t filled = 0;
  for (size_t point = 0; point < subject.times.size(); ++point) {
    const base::UnixNanos time = subject.times[point];
    for (; filled < fills.size() && fills[filled].time <= time; ++filled) {
      for (size_t i = 0; i < pairs.size(); ++i) {
        if (fills[filled].pair == subject.market.assets[i].pair) {
          quantities[i] += fills[filled].signed_quantity;
        }
      }
    }
    for (size_t i = 0; i < pairs.size(); ++i) {
      bars[i].AdvanceTo(time);
      if (quantities[i].is_negative()) {
        return Fail(ErrorCode::kCorrupt,
                    fmt::format("{}: its fills.csv sells {} of {} more than it bought by {}; the "
                                "file is damaged or not of this run",
                                subject.name, (-quantities[i]).ToString(),
                                subject.market.assets[i].pair, base::FormatMinute(time)));
      }
      subject.holdings.push_back(bars[i].Holding(quantities[i].ToDouble() * bars[i].price()));
    }
    if (!(subject.equity[point] > 0)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} has nothing left at {}", subject.name, base::FormatMinute(time)));
    }
  }
  return {};
}

}  // namespace

double StressSubject::CashAt(size_t point) const {
  const auto held = At(point);
  return std::accumulate(held.begin(), held.end(), equity[point],
                         [](double rest, const auto& holding) { return rest - holding.value; });
}

base::Result<StressSubject> PortfolioSubject(const Session& session, const std::string& path,
                                             const StressBars& wanted) {
  TRY(const std::string text, base::os::ReadFile(PathFrom(session, path)));
  TRY(const PortfolioFile file, ParsePortfolio(text, path));
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(wanted.timeframe));
  TRY(const sim::ImpactSettings impact, ImpactOf(session));
  std::map<std::string, double> amounts = file.quantities;
  amounts.insert(file.values.begin(), file.values.end());
  StressSubject subject;
  subject.currency = file.currency;
  subject.market.confidence = wanted.confidence;
  std::vector<core::Symbol> pairs;
  std::vector<SeenBars> bars;
  double equity = file.cash;
  for (const auto& [pair, amount] : amounts) {
    TRY(core::Symbol symbol, core::ParseSymbol(pair));
    TRY(SeenBars opened,
        SeenBars::Open(session, {wanted.venue, symbol, timeframe}, DeclaredAdv(impact, pair)));
    opened.AdvanceTo(wanted.range.to);
    if (opened.Closes(wanted.range).times.size() < 2) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} {} at {} has fewer than 2 bars in the time range", pair,
                              timeframe.name(), wanted.venue));
    }
    const double value = file.values.contains(pair) ? amount : amount * opened.price();
    subject.holdings.push_back(opened.Holding(value));
    if (const auto volume = file.volumes.find(pair); volume != file.volumes.end()) {
      subject.holdings.back().daily_turnover = volume->second;
    }
    equity += value;
    const base::UnixNanos last = opened.last_close();
    subject.times = {subject.times.empty() ? last : std::max(subject.times[0], last)};
    pairs.push_back(std::move(symbol));
    bars.push_back(std::move(opened));
  }
  TRY(FillMarket(pairs, bars, impact, wanted.range, subject));
  subject.name = subject.times.empty()
                     ? path
                     : fmt::format("{}, market of {}", path, base::FormatMinute(subject.times[0]));
  if (subject.times.empty()) subject.times = {session.clock->now()};
  subject.equity = {equity};
  subject.peak = std::max(equity, file.peak.value_or(equity));
  return subject;
}

base::Result<StressSubject> RunSubject(const Session& session, const std::string& name,
                                       double confidence) {
  TRY(const research::KeptRun run, research::FindRun(session.home, name));
  TRY(research::StoredEquity curve, research::ReadEquity(run.place.directory));
  TRY(const auto fills, research::ReadFills(run.place.directory));
  TRY(const sim::ImpactSettings impact, ImpactOf(session));
  if (curve.equity.empty()) {
    return Fail(ErrorCode::kUsage, fmt::format("run {} has no equity", run.place.id));
  }
  StressSubject subject;
  subject.name = fmt::format("run {}", run.place.id);
  subject.currency = run.Text("account_currency");
  subject.synthetic = run.Flag("synthetic");
  subject.is_run = true;
  subject.market.confidence = confidence;
  subject.times = std::move(curve.times);
  subject.equity = std::move(curve.equity);
  subject.peak = *std::max_element(subject.equity.begin(), subject.equity.end());
  std::vector<core::Symbol> pairs;
  std::vector<SeenBars> bars;
  TRY(OpenHeld(session, run, fills, pairs, bars));
  TRY(FillMarket(pairs, bars, impact, {subject.times.front(), subject.times.back()}, subject));
  TRY(FillPoints(fills, pairs, bars, subject));
  return subject;
}

}  // namespace keel::cli
