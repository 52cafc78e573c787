// SPDX-License-Identifier: MIT
#include "research/vector/vector_market.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/venue_plan.h"
#include "research/vector/internal/prepared_bars.h"
#include "sim/round_against.h"

namespace keel::research {
namespace {

using base::ErrorCode;
using base::Fail;
using core::Decimal;
using core::Rounding;
using core::Side;
using internal::BarTerms;
using internal::PreparedBars;

const Decimal kRateStep = Decimal::PowerOfTen(-9);  // of rates, as the gate and the venue have it

tl::unexpected<base::Error> Beyond(const std::string& what) {
  return Fail(ErrorCode::kUnsupported,
              "the vector tier runs one strategy on the bars of one pair, "
              "from cash in its quote currency: " +
                  what);
}

base::Result<Decimal> CashOf(const engine::AccountSettings& account, const std::string& quote) {
  if (account.currency != quote) {
    return Beyond(
        fmt::format("the account is in {}, the pair is quoted in {}", account.currency, quote));
  }
  if (!account.cold_storage.empty()) return Beyond("the account has cold storage");
  if (account.balances.size() != 1 || account.balances.begin()->first != quote) {
    return Beyond("the account begins with other balances");
  }
  TRY(const Decimal cash, Decimal::Parse(account.balances.begin()->second));
  return cash;
}

base::Status CheckTerms(const VectorTerms& terms) {
  const core::InstrumentFilters& filters = terms.filters;
  const bool has_grid = filters.tick.is_positive() && filters.lot.is_positive();
  if (!has_grid || filters.min_notional.is_negative()) {
    return Fail(ErrorCode::kUsage, "tick and lot must be positive, the minimum not negative");
  }
  if (!terms.cash.is_positive()) return Fail(ErrorCode::kUsage, "the account is empty");
  const Decimal tenth = Decimal::PowerOfTen(-1);
  if (terms.fee_rate.is_negative() || terms.fee_rate > tenth) {
    return Fail(ErrorCode::kUsage, "the fee must lie in [0, 0.1]");
  }
  const double slippage = terms.market_slippage.value_or(0);
  if (!(terms.half_spread >= 0 && terms.half_spread < 0.5 && slippage >= 0 && slippage <= 1)) {
    return Fail(ErrorCode::kUsage, "half the spread must lie in [0, 0.5), slippage in [0, 1]");
  }
  return {};
}

base::Status CheckBar(const core::Bar& bar, double tick) {
  const double low = std::min({bar.open, bar.high, bar.low, bar.close});
  const double high = std::max({bar.open, bar.high, bar.low, bar.close});
  if (!(low > 0 && std::isfinite(high))) {
    return Fail(ErrorCode::kUsage, fmt::format("the bar of {} has a price that is none",
                                               base::FormatMinute(bar.open_time)));
  }
  if (high / tick < 0x1p50) return {};
  return Fail(ErrorCode::kUnsupported,
              fmt::format("the bar of {} has a price of 2^50 ticks or more",
                          base::FormatMinute(bar.open_time)));
}

/// The terms of one bar after another.
class Pricer {
 public:
  Pricer(const VectorTerms& terms, PreparedBars& prepared)
      : terms_(terms), prepared_(prepared), marks_(terms.filters.tick.value()) {
    if (terms.market_slippage) {
      above_ = Decimal::FromInt(1) + Decimal::FromDouble(*terms.market_slippage, kRateStep);
    }
  }

  BarTerms Of(size_t i) const {
    const double close = prepared_.bars[i].close;
    BarTerms bar;
    bar.close = close;
    const Decimal mark = marks_.Nearest(close);
    bar.mark = Ticks(core::Price(mark));
    bar.worst = core::Mul(core::Mul(mark, above_, Rounding::kUp), with_fee_, Rounding::kUp);
    bar.dearest = std::max(close, bar.worst.ToDouble());
    if (i + 1 < prepared_.size()) Fill(prepared_.bars[i + 1].open, close, bar);
    return bar;
  }

 private:
  void Fill(double open, double close, BarTerms& bar) const {
    const core::Price tick = terms_.filters.tick;
    const core::Price buy = sim::RoundAgainst(open * (1 + terms_.half_spread), tick, Side::kBuy);
    bar.sell = Ticks(sim::RoundAgainst(open * (1 - terms_.half_spread), tick, Side::kSell));
    if (terms_.market_slippage) {
      const Decimal protection = Decimal::FromDouble(close * (1 + *terms_.market_slippage),
                                                     tick.value(), Rounding::kFloor);
      if (buy.value() > protection) return;
    }
    bar.buy = Ticks(buy);
    bar.buy_unit = core::Mul(buy.value(), with_fee_, Rounding::kUp);
  }
  int64_t Ticks(core::Price price) const {
    return static_cast<int64_t>(price.value().raw() / terms_.filters.tick.value().raw());
  }

  const VectorTerms& terms_;
  const PreparedBars& prepared_;
  core::Grid marks_;
  Decimal above_ = Decimal::FromInt(1);
  Decimal with_fee_ = Decimal::FromInt(1) + terms_.fee_rate;
};

/// As metrics::ResampleDaily cuts the days of a run that starts at the first open.
void CutDays(PreparedBars& prepared) {
  const auto end_day = [&](size_t bar) {
    prepared.day_marks.push_back(prepared.terms[bar].mark);
    ++prepared.terms[bar].days;
  };
  const base::UnixNanos start = prepared.bars.front().open_time;
  prepared.first_day = base::DayNumber(start);
  base::UnixNanos day_end = base::StartOfDay(start) + base::Days(1);
  for (size_t i = 0; i < prepared.size(); ++i) {
    const base::UnixNanos close = prepared.timeframe.CloseOf(prepared.bars[i].open_time);
    // Before the first close nothing is held, and every mark tells the same.
    for (; close > day_end; day_end = day_end + base::Days(1)) end_day(i == 0 ? 0 : i - 1);
  }
  end_day(prepared.size() - 1);
  for (size_t i = 1; i < prepared.size(); ++i) {
    prepared.terms[i].days += prepared.terms[i - 1].days;
  }
}

void FindExtremes(PreparedBars& prepared) {
  for (const core::Bar& bar : prepared.bars) {
    prepared.tops.push_back(std::max({bar.open, bar.high, bar.low, bar.close}));
    prepared.bottoms.push_back(std::min({bar.open, bar.high, bar.low, bar.close}));
  }
  for (size_t from = 0; from < prepared.size(); from += internal::kWordBars) {
    const size_t to = std::min(from + internal::kWordBars, prepared.size());
    const auto at = [&](const std::vector<double>& v, size_t i) {
      return v.begin() + static_cast<std::ptrdiff_t>(i);
    };
    prepared.word_tops.push_back(*std::max_element(at(prepared.tops, from), at(prepared.tops, to)));
    prepared.word_bottoms.push_back(
        *std::min_element(at(prepared.bottoms, from), at(prepared.bottoms, to)));
  }
}

/// tick x lot in units of 1e-12, where that is a whole number that leaves room for amounts.
int64_t UnitOf(const core::InstrumentFilters& filters) {
  core::Int128 product = 0;
  const core::Int128 tick = filters.tick.value().raw(), lot = filters.lot.value().raw();
  if (__builtin_mul_overflow(tick, lot, &product) || product % Decimal::kOne != 0) return 0;
  product /= Decimal::kOne;
  return product < (core::Int128{1} << 50) ? static_cast<int64_t>(product) : 0;
}

}  // namespace

base::Result<VectorTerms> VectorTermsOf(const engine::BacktestSettings& settings,
                                        std::span<const engine::LoadedSeries> series) {
  if (series.size() != 1) return Beyond("the run has several pairs");
  if (settings.strategies.size() != 1) return Beyond("the run has several strategies");
  const engine::LoadedSeries& bars = series.front();
  const engine::StrategySettings& strategy = settings.strategies.front();
  TRY(const core::Timeframe timeframe,
      core::Timeframe::Parse(strategy.timeframe.value_or(settings.timeframe)));
  if (!bars.trades.empty() || bars.timeframe.period().ns == 0) return Beyond("these are trades");
  if (bars.timeframe != timeframe) {
    return Beyond(fmt::format("the strategy sees {} bars, orders fill on {} bars", timeframe.name(),
                              bars.timeframe.name()));
  }
  if (bars.delisted_at_end) return Beyond("the series ends in a delisting");
  if (strategy.allocation.value_or(1) != 1) return Beyond("the strategy has a part of the account");
  if (!settings.execution.algorithm.empty()) return Beyond("orders are worked by an algorithm");
  VectorTerms terms{.filters = bars.filters};
  TRY(terms.cash, CashOf(settings.account, bars.symbol.quote));
  TRY(engine::FeesOf(settings.sim.fees));
  terms.fee_rate = Decimal::FromDouble(settings.sim.fees.tiers.front().taker_bps * 1e-4, kRateStep);
  terms.half_spread = engine::CostsOf(settings.sim.impact, bars.symbol).half_spread;
  terms.market_slippage = settings.risk.market_slippage;
  TRY(terms.path, sim::ParsePathRule(settings.sim.fill.path));
  return terms;
}

base::Result<VectorMarket> VectorMarket::Make(std::span<const core::Bar> bars,
                                              core::Timeframe timeframe, const VectorTerms& terms) {
  TRY(CheckTerms(terms));
  if (bars.empty()) return Fail(ErrorCode::kUsage, "a sweep needs at least one bar");
  for (const core::Bar& bar : bars) TRY(CheckBar(bar, terms.filters.tick.ToDouble()));
  auto prepared = std::make_unique<PreparedBars>();
  prepared->bars = bars;
  prepared->timeframe = timeframe;
  prepared->filters = terms.filters;
  prepared->cash = terms.cash;
  prepared->fee_rate = terms.fee_rate;
  prepared->half_spread = terms.half_spread;
  prepared->path = terms.path;
  prepared->lot_size = terms.filters.lot.ToDouble();
  prepared->least_value = terms.filters.min_notional.ToDouble();
  prepared->may_buy = terms.half_spread <= terms.market_slippage.value_or(1);
  const core::Int128 lot = terms.filters.lot.value().raw();
  prepared->lot = lot < (core::Int128{1} << 62) ? static_cast<int64_t>(lot) : 0;
  prepared->unit = UnitOf(terms.filters);
  const Pricer pricer(terms, *prepared);
  prepared->terms.reserve(bars.size());
  for (size_t i = 0; i < bars.size(); ++i) {
    prepared->terms.push_back(pricer.Of(i));
    prepared->highest_mark = std::max(prepared->highest_mark, prepared->terms.back().mark);
  }
  CutDays(*prepared);
  FindExtremes(*prepared);
  return VectorMarket(std::move(prepared));
}

VectorMarket::VectorMarket(std::unique_ptr<const PreparedBars> prepared)
    : prepared_(std::move(prepared)) {}
VectorMarket::VectorMarket(VectorMarket&&) noexcept = default;
VectorMarket& VectorMarket::operator=(VectorMarket&&) noexcept = default;
VectorMarket::~VectorMarket() = default;

}  // namespace keel::research
