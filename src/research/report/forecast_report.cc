// SPDX-License-Identifier: MIT
#include "research/report/forecast_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

constexpr size_t kBands = std::size(kFanProbabilities);

std::string Headline(const ForecastReport& r) {
  return fmt::format("Level {}: {} paths of {} steps, seed {}", r.level,
                     Grouped(static_cast<double>(r.forecast.paths), 0), r.forecast.horizon, r.seed);
}

std::string PlusMinus(const models::Estimate& e, int decimals = 3) {
  return fmt::format("{} \u00b1 {}", Percent(e.value, decimals),
                     Percent(e.standard_error, decimals));
}

/// With a last column for the price where one is known.
std::vector<std::string> QuantileHeader(const ForecastReport& r) {
  std::vector<std::string> header = {"Probability", "Return", "95% interval"};
  if (r.last_price) header.emplace_back("Price");
  return header;
}

std::vector<std::string> QuantileCells(const ForecastReport& r, const models::QuantileEstimate& q) {
  std::vector<std::string> cells = {
      Percent(q.probability, 1), SignedPercent(q.value, 3),
      fmt::format("{} to {}", SignedPercent(q.low, 3), SignedPercent(q.high, 3))};
  if (r.last_price) cells.push_back(PriceText(*r.last_price * (1 + q.value)));
  return cells;
}

std::vector<std::array<std::string, 2>> Summary(const ForecastReport& r) {
  const models::Forecast& f = r.forecast;
  std::vector<std::array<std::string, 2>> rows = {
      {"Expected return", PlusMinus(f.expected_return)},
      {"Standard deviation", Percent(f.return_deviation, 3)},
      {"Chance of a gain", PlusMinus(f.probability_up, 2)},
      {"Expected deepest drawdown", PlusMinus(f.expected_drawdown)}};
  for (const auto& tail : f.tail_risks) {
    const std::string level = Percent(tail.confidence, 0);
    rows.push_back({fmt::format("VaR {}", level), PlusMinus(tail.value_at_risk)});
    rows.push_back({fmt::format("CVaR {}", level), PlusMinus(tail.expected_shortfall)});
  }
  for (const models::HitProbability& hit : f.hits) {
    rows.push_back({fmt::format("Chance to touch {}", SignedPercent(hit.level - 1, 1)),
                    PlusMinus(hit.probability, 2)});
  }
  return rows;
}

/// Price over today's at the bands `x` of `width` columns from now: straight between the steps.
std::array<double, kBands> BandsAt(const ForecastReport& r, size_t x, size_t width) {
  const size_t steps = r.fan.size() / kBands;
  const double at = static_cast<double>(steps) * static_cast<double>(x) /
                    static_cast<double>(std::max<size_t>(1, width - 1));
  const auto before = std::min(static_cast<size_t>(at), steps - 1);
  const double part = at - static_cast<double>(before);
  std::array<double, kBands> bands{};
  for (size_t b = 0; b < kBands; ++b) {
    const double from = before == 0 ? 1 : r.fan[(before - 1) * kBands + b];
    bands[b] = from + part * (r.fan[before * kBands + b] - from);
  }
  return bands;
}

/// The fan in letters: . from 5 to 95 %, + from 25 to 75 %, * the median.
std::string Sketch(const ForecastReport& r, size_t width, size_t height) {
  const size_t steps = r.fan.size() / kBands;
  const double low = std::min(1.0, *std::min_element(r.fan.begin(), r.fan.end()));
  const double high = std::max(1.0, *std::max_element(r.fan.begin(), r.fan.end()));
  const double range = std::max(high - low, 1e-12);
  const auto row_of = [&](double v) {
    return static_cast<size_t>((v - low) / range * static_cast<double>(height - 1) + 0.5);
  };
  std::vector<std::string> lines(height, std::string(width, ' '));
  for (size_t x = 0; x < width; ++x) {
    const std::array<double, kBands> band = BandsAt(r, x, width);
    for (size_t y = row_of(band[0]); y <= row_of(band[4]); ++y) lines[y][x] = '.';
    for (size_t y = row_of(band[1]); y <= row_of(band[3]); ++y) lines[y][x] = '+';
    lines[row_of(band[2])][x] = '*';
  }
  std::string text;
  for (size_t y = height; y-- > 0;) {
    const double at = low + range * static_cast<double>(y) / static_cast<double>(height - 1);
    const size_t end = lines[y].find_last_not_of(' ');
    lines[y].resize(end == std::string::npos ? 0 : end + 1);
    text += fmt::format("  {:>9} |{}\n", SignedPercent(at - 1, 2), lines[y]);
  }
  return text + fmt::format("  {:>9} +{:-<{}}\n  {:>9}  now{:>{}}\n", "", "", width, "",
                            fmt::format("{} step{}", steps, steps == 1 ? "" : "s"), width - 3);
}

std::string FanPlot(const ForecastReport& r) {
  const size_t steps = r.fan.size() / kBands;
  std::array<std::vector<Point>, kBands> lines;
  const double unit = r.last_price.value_or(1.0);
  for (size_t b = 0; b < kBands; ++b) {
    lines[b].push_back({0, unit});
    for (size_t t = 0; t < steps; ++t) {
      lines[b].push_back({static_cast<double>(t + 1), unit * r.fan[t * kBands + b]});
    }
  }
  const auto [low, high] = std::minmax_element(r.fan.begin(), r.fan.end());
  Axis y = ValueAxis(unit * *low, unit * *high, TickFormat::kAmount);
  Plot plot({.title = "Fan of paths",
             .unit = fmt::format("{} by steps ahead, quantiles of {} paths",
                                 r.last_price ? "price" : "value over today's", r.fan_paths),
             .x = ValueAxis(0, static_cast<double>(steps), TickFormat::kNumber, 10),
             .y = y,
             .height_px = 320,
             .wide = true,
             .timeline = false});
  plot.Line(lines[0], "hi", "5% and 95%");
  plot.Line(lines[4], "hi");
  plot.Line(lines[1], "b", "25% and 75%");
  plot.Line(lines[3], "b");
  plot.Line(lines[2], "s", "Median");
  return plot.Html();
}

void Put(base::JsonWriter& json, std::string_view key, const models::Estimate& e) {
  json.Key(key).BeginObject().Key("value").Number(e.value);
  json.Key("standard_error").Number(e.standard_error).EndObject();
}

void PutQuantiles(base::JsonWriter& json, std::string_view key,
                  const std::vector<models::QuantileEstimate>& quantiles) {
  json.Key(key).BeginArray();
  for (const models::QuantileEstimate& q : quantiles) {
    json.BeginObject().Key("probability").Number(q.probability).Key("value").Number(q.value);
    json.Key("low").Number(q.low).Key("high").Number(q.high).EndObject();
  }
  json.EndArray();
}

std::string TableFigure(std::string_view title, const std::string& table) {
  return fmt::format(
      "<figure class=\"fig\"><figcaption><b>{}</b></figcaption><div class=\"scroll\">{}</div>"
      "</figure>\n",
      title, table);
}

}  // namespace

std::vector<double> FanOf(const std::vector<double>& log_paths, size_t horizon,
                          const std::vector<double>& weights) {
  const size_t assets = std::max<size_t>(1, weights.size());
  const size_t paths = horizon == 0 ? 0 : log_paths.size() / (horizon * assets);
  const auto value = [&](const double* log_prices) {
    if (weights.empty()) return std::exp(log_prices[0]);
    double sum = 1;
    for (size_t a = 0; a < assets; ++a) sum += weights[a] * std::expm1(log_prices[a]);
    return sum;
  };
  std::vector<double> fan;
  std::vector<double> now(paths);
  for (size_t t = 0; t < horizon && paths > 0; ++t) {
    for (size_t p = 0; p < paths; ++p) now[p] = value(&log_paths[(p * horizon + t) * assets]);
    std::sort(now.begin(), now.end());
    for (const double probability : kFanProbabilities) {
      const auto at = static_cast<size_t>(probability * static_cast<double>(paths - 1) + 0.5);
      fan.push_back(now[at]);
    }
  }
  return fan;
}

std::string ForecastText(const ForecastReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n", r.series, Headline(r));
  for (const std::string& sentence : r.assumptions) text += "  " + Wrapped(sentence, 90, 4) + "\n";
  text += "\nAT THE HORIZON (\u00b1 is one standard error of the simulation)\n";
  TextTable summary({"", ""});
  for (const auto& row : Summary(r)) summary.Row({row[0], row[1]});
  text += summary.Text() + "\nQUANTILES\n";
  TextTable quantiles(QuantileHeader(r));
  for (const auto& q : r.forecast.quantiles) quantiles.Row(QuantileCells(r, q));
  text += quantiles.Text() + "\nDEEPEST DRAWDOWN OF A PATH\n";
  TextTable drawdowns({"Probability", "Drawdown"});
  for (const auto& q : r.forecast.drawdown_quantiles) {
    drawdowns.Row({Percent(q.probability, 0), Percent(q.value, 3)});
  }
  text += drawdowns.Text();
  if (r.fan.empty()) return text;
  return text + "\nFAN (. 5 to 95 %, + 25 to 75 %, * median)\n" + Sketch(r, 66, 15);
}

std::string ForecastJson(const ForecastReport& r) {
  const models::Forecast& f = r.forecast;
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("level").Number(int64_t{r.level}).Key("paths").Number(f.paths);
  json.Key("horizon").Number(f.horizon).Key("seed").Number(static_cast<int64_t>(r.seed));
  json.Key("last_price");
  r.last_price ? json.Number(*r.last_price) : json.Null();
  json.Key("assumptions").BeginArray();
  for (const std::string& sentence : r.assumptions) json.String(sentence);
  json.EndArray();
  Put(json, "expected_return", f.expected_return);
  json.Key("return_deviation").Number(f.return_deviation);
  Put(json, "probability_up", f.probability_up);
  Put(json, "expected_drawdown", f.expected_drawdown);
  PutQuantiles(json, "quantiles", f.quantiles);
  PutQuantiles(json, "drawdown_quantiles", f.drawdown_quantiles);
  json.Key("tail_risks").BeginArray();
  for (const auto& tail : f.tail_risks) {
    json.BeginObject().Key("confidence").Number(tail.confidence);
    Put(json, "value_at_risk", tail.value_at_risk);
    Put(json, "expected_shortfall", tail.expected_shortfall);
    json.EndObject();
  }
  json.EndArray().Key("hits").BeginArray();
  for (const models::HitProbability& hit : f.hits) {
    json.BeginObject().Key("level").Number(hit.level);
    Put(json, "probability", hit.probability);
    json.EndObject();
  }
  return json.EndArray().EndObject().text() + "\n";
}

std::string ForecastHtml(const ForecastReport& r) {
  std::string summary, quantiles, drawdowns, assumptions;
  for (const auto& row : Summary(r)) {
    summary += fmt::format("<tr><th>{}</th>{}</tr>", EscapeXml(row[0]), NumberCell(row[1]));
  }
  for (const auto& q : r.forecast.quantiles) {
    quantiles += "<tr>";
    for (const std::string& cell : QuantileCells(r, q)) quantiles += NumberCell(cell);
    quantiles += "</tr>";
  }
  for (const auto& q : r.forecast.drawdown_quantiles) {
    drawdowns += fmt::format("<tr>{}{}</tr>", NumberCell(Percent(q.probability, 0)),
                             NumberCell(Percent(q.value, 3)));
  }
  for (const std::string& sentence : r.assumptions) {
    assumptions += "<li>" + EscapeXml(sentence) + "</li>";
  }
  const std::string body = fmt::format(
      "<p>{}. After the sign stands one standard error of the simulation.</p><ul>{}</ul>"
      "<div class=\"plots\">{}{}{}{}</div>",
      EscapeXml(Headline(r)), assumptions, FanPlot(r),
      TableFigure("At the horizon", HtmlTable({"", ""}, 1, summary)),
      TableFigure("Quantiles", HtmlTable(QuantileHeader(r), 0, quantiles)),
      TableFigure("Deepest drawdown of a path",
                  HtmlTable({"Probability", "Drawdown"}, 0, drawdowns)));
  return HtmlPage({.title = "Forecast", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
