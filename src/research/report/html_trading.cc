// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "research/report/breakdown.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"

namespace keel::research {
namespace {

/// The mean of each of `count` equal spans of time: positions that come and go by the hour would be
/// a solid block otherwise.
std::vector<Point> MeanPerSpan(const metrics::EquitySeries& series, size_t count) {
  const double first = Seconds(series.times.front());
  const double span =
      std::max(Seconds(series.times.back()) - first, 1.0) / static_cast<double>(count);
  std::vector<std::pair<double, double>> sums(count);  // values, their number
  for (size_t i = 0; i < series.times.size(); ++i) {
    const auto at = static_cast<size_t>((Seconds(series.times[i]) - first) / span);
    auto& [sum, number] = sums[std::min(at, count - 1)];
    sum += series.exposure[i];
    ++number;
  }
  std::vector<Point> points;
  for (size_t k = 0; k < count; ++k) {
    if (sums[k].second == 0) continue;
    const double mean = sums[k].first / sums[k].second;
    points.push_back({first + span * static_cast<double>(k), mean});
    points.push_back({first + span * static_cast<double>(k + 1), mean});
  }
  return points;
}

std::string ExposurePlot(const MeasuredRun& measured) {
  constexpr size_t kMostSpans = 220;
  const metrics::EquitySeries& series = measured.strategy().inputs.strategy;
  if (series.exposure.empty()) return "";
  const size_t count = std::clamp<size_t>(series.times.size() / 4, 1, kMostSpans);
  const std::vector<Point> points = MeanPerSpan(series, count);
  double low = 0;
  double high = 0.01;
  for (const Point& p : points) {
    low = std::min(low, p.y);
    high = std::max(high, p.y);
  }
  const double span = measured.strategy().days * 86400 / static_cast<double>(count);
  Plot plot({.title = "Exposure",
             .unit = fmt::format("value of positions, % of equity, mean of each {}", Span(span)),
             .x = RunAxis(measured, 10),
             .y = ValueAxis(low, high, TickFormat::kPercent, 4),
             .height_px = 150,
             .wide = true,
             .timeline = true});
  plot.Area(points, 0, "s soft");
  plot.Line(points, "s thin", "Exposure");
  return plot.Html();
}

/// What was bought or sold inside one candle.
struct FillsOfCandle {
  int count = 0;
  double quantity = 0;
  double value = 0;
};

struct CandleFills {
  std::map<size_t, FillsOfCandle> buys;
  std::map<size_t, FillsOfCandle> sells;
};

CandleFills FillsByCandle(const engine::RunRecord& run, const CandleChart& chart) {
  CandleFills result;
  for (const core::Fill& fill : run.fills) {
    if (fill.instrument != chart.instrument || fill.time < chart.from || fill.time >= chart.to) {
      continue;
    }
    const auto after = std::upper_bound(
        chart.candles.begin(), chart.candles.end(), fill.time,
        [](base::UnixNanos t, const core::Bar& candle) { return t < candle.open_time; });
    if (after == chart.candles.begin()) continue;
    const auto index = static_cast<size_t>(after - chart.candles.begin() - 1);
    FillsOfCandle& at = (fill.side == core::Side::kBuy ? result.buys : result.sells)[index];
    ++at.count;
    at.quantity += fill.quantity.ToDouble();
    at.value += fill.quantity.ToDouble() * fill.price.ToDouble();
  }
  return result;
}

void DrawCandles(Plot& plot, const CandleChart& chart) {
  const double width = chart.period.seconds();
  for (const core::Bar& candle : chart.candles) {
    const double middle = Seconds(candle.open_time) + width / 2;
    const bool up = candle.close >= candle.open;
    plot.Segment({middle, candle.low}, {middle, candle.high}, up ? "wu" : "wd");
    plot.Bar(middle - 0.36 * width, middle + 0.36 * width, {candle.open, candle.close},
             up ? "up" : "dn");
  }
}

void DrawFills(Plot& plot, const engine::RunRecord& run, const CandleChart& chart) {
  const CandleFills fills = FillsByCandle(run, chart);
  const core::Symbol& symbol = run.universe.at(chart.instrument).symbol;
  const auto draw = [&](const auto& by_candle, bool buy) {
    for (const auto& [index, at] : by_candle) {
      const core::Bar& candle = chart.candles[index];
      const double x = Seconds(candle.open_time) + chart.period.seconds() / 2;
      plot.Triangle(
          {x, buy ? candle.low : candle.high}, buy ? "buy" : "sell",
          fmt::format("{}: {} {} of {:.6g} {} at {}", base::FormatMinute(candle.open_time),
                      at.count,
                      buy ? (at.count == 1 ? "buy" : "buys") : (at.count == 1 ? "sell" : "sells"),
                      at.quantity, symbol.base, PriceText(at.value / at.quantity)));
    }
  };
  draw(fills.buys, true);
  draw(fills.sells, false);
}

std::string CandlePlot(const engine::RunRecord& run, const CandleChart& chart) {
  const core::Symbol& symbol = run.universe.at(chart.instrument).symbol;
  double low = chart.candles.front().low;
  double high = chart.candles.front().high;
  for (const core::Bar& candle : chart.candles) {
    low = std::min(low, candle.low);
    high = std::max(high, candle.high);
  }
  const bool logarithmic = low > 0 && high / low > 4;
  const double room = (high - low) * 0.05;
  Plot plot({.title = symbol.ToString() + " with fills",
             .unit = fmt::format("{} per {}{}, candles of {}", symbol.quote, symbol.base,
                                 logarithmic ? ", logarithmic" : "", Span(chart.period.seconds())),
             .x = TimeAxis(chart.from, chart.to, 10),
             .y = logarithmic
                      ? LogAxis(low, high, TickFormat::kAmount)
                      : ValueAxis(std::max(low - room, 0.0), high + room, TickFormat::kAmount, 6),
             .height_px = 300,
             .wide = true,
             .timeline = true});
  DrawCandles(plot, chart);
  DrawFills(plot, run, chart);
  plot.Legend("Buy", "tr buy");
  plot.Legend("Sell", "tr sell");
  return plot.Html();
}

std::string CandleSection(const engine::RunRecord& run, std::span<const CandleChart> charts) {
  if (charts.empty()) {
    return "<p class=\"note wide\">The price series of this run are no longer in the catalog, so "
           "candles with fills are not shown.</p>\n";
  }
  std::string out;
  for (const CandleChart& chart : charts) out += CandlePlot(run, chart);
  const size_t pairs = run.universe.instruments().size();
  if (pairs > kMostCandleSeries) {
    out += fmt::format("<p class=\"note wide\">Candles of the first {} of {} pairs.</p>\n",
                       kMostCandleSeries, pairs);
  }
  return out;
}

std::string CostPlot(const MeasuredRun& measured) {
  const engine::CostRecord& costs = measured.run().costs;
  const double start = measured.run().starting_equity.ToDouble();
  const std::array<std::pair<const char*, double>, 4> parts = {{{"Fees", costs.fees},
                                                                {"Spread", costs.spread},
                                                                {"Impact", costs.impact},
                                                                {"Latency", costs.latency}}};
  std::vector<std::string> labels;
  double low = 0;
  double high = 0;
  for (const auto& [name, amount] : parts) {
    labels.emplace_back(name);
    low = std::min(low, amount / start);
    high = std::max(high, amount / start);
  }
  const double total = costs.fees + costs.slippage();
  const double bps = costs.turnover > 0 ? total / costs.turnover * 1e4 : 0;
  Plot plot({.title = "Costs",
             .unit = fmt::format("% of starting equity; in all {}, {:.1f} bps of turnover",
                                 measured.Money(total), bps),
             .x = CategoryAxis(labels),
             .y = ValueAxis(low, high * 1.12, TickFormat::kPercent, 4),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  for (size_t i = 0; i < parts.size(); ++i) {
    const double x = static_cast<double>(i);
    const double share = parts[i].second / start;
    plot.Bar(x + 0.25, x + 0.75, {0, share}, i == 0 ? "s" : "hi");
    plot.Label({x + 0.5, std::max(share, 0.0)}, Grouped(parts[i].second, measured.money_decimals()),
               "over");
  }
  plot.Rule(0, "zero");
  return plot.Html();
}

std::string ExcursionPlot(const MeasuredRun& measured) {
  constexpr size_t kMostDots = 3000;
  const std::vector<engine::TradeRecord>& trades = measured.run().trades;
  if (trades.empty()) return "";
  double worst = -0.005;
  double best = 0.005;
  for (const engine::TradeRecord& t : trades) {
    worst = std::min(worst, t.mae);
    best = std::max(best, t.mfe);
  }
  Plot plot({.title = "Excursions of trades",
             .unit = "best (up) against worst (left) % of entry price while open",
             .x = ValueAxis(worst, 0, TickFormat::kPercent, 6),
             .y = ValueAxis(0, best, TickFormat::kPercent),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  const size_t every = trades.size() / kMostDots + 1;
  for (size_t i = 0; i < trades.size(); i += every) {
    const engine::TradeRecord& t = trades[i];
    plot.Dot({t.mae, t.mfe}, NetProfit(t).is_negative() ? "dn" : "up");
  }
  plot.Legend("Won", "dt up");
  plot.Legend("Lost", "dt dn");
  return plot.Html();
}

std::string TradeReturnPlot(const MeasuredRun& measured) {
  constexpr size_t kMostDots = 3000;
  const std::vector<engine::TradeRecord>& trades = measured.run().trades;
  if (trades.empty()) return "";
  double low = 0;
  double high = 0;
  for (const engine::TradeRecord& t : trades) {
    low = std::min(low, ReturnOf(t));
    high = std::max(high, ReturnOf(t));
  }
  Plot plot({.title = "Return of each trade",
             .unit = "% after fees, by time of exit",
             .x = RunAxis(measured, 6),
             .y = ValueAxis(low, high, TickFormat::kPercent),
             .height_px = 220,
             .wide = false,
             .timeline = true});
  plot.Rule(0, "zero");
  const size_t every = trades.size() / kMostDots + 1;
  for (size_t i = 0; i < trades.size(); i += every) {
    const double value = ReturnOf(trades[i]);
    plot.Dot({Seconds(trades[i].exit_time), value}, value < 0 ? "dn" : "up");
  }
  return plot.Html();
}

std::string DurationPlot(const MeasuredRun& measured) {
  static constexpr std::array<std::pair<const char*, double>, 8> kBins = {{{"< 1 h", 3600},
                                                                           {"1-4 h", 4 * 3600},
                                                                           {"4-12 h", 12 * 3600},
                                                                           {"12-24 h", 86400},
                                                                           {"1-3 d", 3 * 86400},
                                                                           {"3-7 d", 7 * 86400},
                                                                           {"1-4 w", 28 * 86400},
                                                                           {"> 4 w", 1e18}}};
  const std::vector<engine::TradeRecord>& trades = measured.run().trades;
  if (trades.empty()) return "";
  std::array<std::pair<double, double>, kBins.size()> counts{};  // won, lost
  double most = 1;
  for (const engine::TradeRecord& t : trades) {
    const double held = (t.exit_time - t.entry_time).seconds();
    size_t bin = 0;
    while (held >= kBins[bin].second) ++bin;
    ++(NetProfit(t).is_negative() ? counts[bin].second : counts[bin].first);
    most = std::max(most, counts[bin].first + counts[bin].second);
  }
  std::vector<std::string> labels;
  for (const auto& [name, limit] : kBins) labels.emplace_back(name);
  Plot plot({.title = "Holding time",
             .unit = "number of trades by time held",
             .x = CategoryAxis(labels),
             .y = ValueAxis(0, most, TickFormat::kNumber, 4),
             .height_px = 220,
             .wide = false,
             .timeline = false});
  for (size_t i = 0; i < counts.size(); ++i) {
    const double x = static_cast<double>(i);
    const auto [won, lost] = counts[i];
    if (won > 0) plot.Bar(x + 0.2, x + 0.8, {0, won}, "up");
    if (lost > 0) plot.Bar(x + 0.2, x + 0.8, {won, won + lost}, "dn");
  }
  plot.Legend("Won", "ar up");
  plot.Legend("Lost", "ar dn");
  return plot.Html();
}

}  // namespace

std::string TradingSection(const MeasuredRun& measured, std::span<const CandleChart> charts) {
  return SectionTitle("trading", "Trading") + "<div class=\"plots\">\n" + ExposurePlot(measured) +
         CandleSection(measured.run(), charts) + CostPlot(measured) + ExcursionPlot(measured) +
         TradeReturnPlot(measured) + DurationPlot(measured) + "</div>\n";
}

}  // namespace keel::research
