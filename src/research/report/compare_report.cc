// SPDX-License-Identifier: MIT
#include "research/report/compare_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

std::string Value(const metrics::Metric& metric, std::optional<double> value) {
  if (metric.unit == metrics::Unit::kSeconds && value) return Span(*value);
  return metrics::FormatValue(metric.unit, value);
}

std::string Difference(const ComparedMetric& row) {
  const auto difference = row.difference();
  if (!difference || row.metric->unit == metrics::Unit::kDate) return "";
  if (*difference == 0) return "=";
  if (row.metric->unit == metrics::Unit::kSeconds) {
    return (*difference < 0 ? "-" : "+") + Span(std::abs(*difference));
  }
  std::string text = metrics::FormatValue(row.metric->unit, difference);
  if (text.find_first_of("123456789") == std::string::npos) return "~0";
  // The difference of two percentages is in points.
  if (row.metric->unit == metrics::Unit::kFraction) text = Grouped(*difference * 100, 2) + " pp";
  return *difference > 0 ? "+" + text : text;
}

std::string TradeText(const StoredTrade& trade) {
  return fmt::format("{} {} in {} at {}, out {} at {}, PnL {} ({})", trade.pair,
                     trade.quantity.ToString(), base::FormatMinute(trade.entry_time),
                     trade.entry_price.ToString(), base::FormatMinute(trade.exit_time),
                     trade.exit_price.ToString(), SignedGrouped(trade.profit.ToDouble(), 2),
                     trade.exit_reason);
}

/// The last value at or before each of `count` moments evenly spread over [from, to].
std::vector<double> Sampled(const StoredEquity& series, base::UnixNanos from, base::UnixNanos to,
                            size_t count) {
  std::vector<double> values;
  const double start = series.equity.empty() ? 0 : series.equity.front();
  size_t next = 0;
  double last = 1;
  for (size_t i = 0; i < count; ++i) {
    const double share = static_cast<double>(i + 1) / static_cast<double>(count);
    const base::UnixNanos t =
        from + base::Duration{static_cast<int64_t>(share * static_cast<double>((to - from).ns))};
    while (next < series.times.size() && series.times[next] <= t) {
      last = start > 0 ? series.equity[next] / start : 1;
      ++next;
    }
    values.push_back(last);
  }
  return values;
}

struct Window {
  base::UnixNanos from, to;
};

Window WindowOf(const StoredEquity& a, const StoredEquity& b) {
  return {std::min(a.times.front(), b.times.front()), std::max(a.times.back(), b.times.back())};
}

std::string SettingsText(const Comparison& c) {
  TextTable table({"", "1", "2"}, 3);
  std::string same;
  for (const ComparedSetting& s : c.settings) {
    if (s.same()) {
      same += (same.empty() ? "" : ", ") + s.name;
    } else {
      table.Row({s.name, s.first, s.second});
    }
  }
  std::string text;
  if (!table.empty()) text += "\nDIFFERENT\n" + table.Text();
  if (!same.empty()) text += "\nSAME\n  " + Wrapped(same, kConsoleWidth - 2, 2) + "\n";
  return text;
}

std::string TradesText(const ComparedTrades& trades) {
  std::string text = fmt::format(
      "\nTRADES (matched by pair and time of entry)\n"
      "  {} equal, {} entered alike and then different, {} only in 1, {} only in 2\n",
      trades.equal, trades.differing, trades.only_first.size(), trades.only_second.size());
  if (!trades.first_here && !trades.first_there) return text + "  They never part.\n";
  text += "  They part first at\n";
  const auto line = [](int number, const std::optional<StoredTrade>& trade) {
    return fmt::format("    {}  {}\n", number,
                       trade ? Wrapped(TradeText(*trade), kConsoleWidth - 7, 7) : "no such trade");
  };
  return text + line(1, trades.first_here) + line(2, trades.first_there);
}

std::vector<Point> Growth(const StoredEquity& series) {
  std::vector<Point> points;
  for (size_t i = 0; i < series.times.size(); ++i) {
    points.push_back({Seconds(series.times[i]), series.equity[i] / series.equity.front() - 1});
  }
  return points;
}

std::string CurvesHtml(const Comparison& c) {
  if (c.first_equity.times.empty() || c.second_equity.times.empty()) return "";
  const std::vector<Point> first = Growth(c.first_equity);
  const std::vector<Point> second = Growth(c.second_equity);
  double low = 0;
  double high = 0;
  for (const std::vector<Point>* points : {&first, &second}) {
    for (const Point& p : *points) {
      low = std::min(low, p.y);
      high = std::max(high, p.y);
    }
  }
  const Window window = WindowOf(c.first_equity, c.second_equity);
  Plot plot({.title = "Cumulative return",
             .unit = "% of starting equity",
             .x = TimeAxis(window.from, window.to, 10),
             .y = ValueAxis(low, high, TickFormat::kPercent, 6),
             .height_px = 320,
             .wide = true});
  plot.Rule(0, "zero");
  plot.Line(first, "s", "1: " + c.first.place.id);
  plot.Line(second, "hi", "2: " + c.second.place.id);
  return plot.Html();
}

std::string OnlyTable(std::string_view title, const std::vector<StoredTrade>& trades) {
  constexpr size_t kMost = 50;
  std::string rows;
  for (size_t i = 0; i < std::min(trades.size(), kMost); ++i) {
    const StoredTrade& t = trades[i];
    const double profit = t.profit.ToDouble();
    rows += "<tr>" + TextCell(t.pair) + TextCell(base::FormatMinute(t.entry_time)) +
            TextCell(base::FormatMinute(t.exit_time)) +
            NumberCell(fmt::format("{:.6g}", t.quantity.ToDouble())) +
            NumberCell(SignedGrouped(profit, 2), profit) + "</tr>";
  }
  if (rows.empty()) return "";
  return fmt::format(
      "<figure class=\"fig\"><figcaption><b>{}</b> <span class=\"un\">{} trades, the first {} "
      "shown</span></figcaption><div class=\"scroll\">{}</div></figure>\n",
      EscapeXml(title), trades.size(), std::min(trades.size(), kMost),
      HtmlTable({"Pair", "Entry", "Exit", "Quantity", "PnL"}, 3, rows));
}

}  // namespace

std::string TextChart(const StoredEquity& first, const StoredEquity& second, size_t width,
                      size_t height) {
  if (first.times.empty() || second.times.empty()) return "";
  const Window window = WindowOf(first, second);
  const std::vector<double> a = Sampled(first, window.from, window.to, width);
  const std::vector<double> b = Sampled(second, window.from, window.to, width);
  const auto [a_low, a_high] = std::minmax_element(a.begin(), a.end());
  const auto [b_low, b_high] = std::minmax_element(b.begin(), b.end());
  const double low = std::min(*a_low, *b_low);
  const double range = std::max(std::max(*a_high, *b_high) - low, 1e-9);
  const auto line_of = [&](double v) {
    return static_cast<size_t>((v - low) / range * static_cast<double>(height - 1) + 0.5);
  };
  std::vector<std::string> lines(height, std::string(width, ' '));
  for (size_t i = 0; i < width; ++i) {
    lines[line_of(a[i])][i] = '1';
    char& mark = lines[line_of(b[i])][i];
    mark = mark == '1' ? '*' : '2';
  }
  std::string text;
  for (size_t row = height; row-- > 0;) {
    const double level = low + range * static_cast<double>(row) / static_cast<double>(height - 1);
    std::string& line = lines[row];
    line.erase(line.find_last_not_of(' ') + 1);
    text += fmt::format("  {:>8} |{}\n", SignedPercent(level - 1, 0), line);
  }
  const std::string to = base::FormatDate(window.to);
  return text + fmt::format("  {:>8} +{:-<{}}\n  {:>8}  {}{:>{}}\n", "", "", width, "",
                            base::FormatDate(window.from), to, width - 10);
}

std::string CompareText(const Comparison& c) {
  std::string text;
  if (c.first.Flag("synthetic") || c.second.Flag("synthetic")) {
    text += "SYNTHETIC DATA: the prices of at least one run were generated.\n";
  }
  text += fmt::format("1  {}\n2  {}\n{}\n", c.first.place.id, c.second.place.id,
                      c.same_journal ? "The journal hashes are equal: the same run, bit for bit."
                                     : "The journal hashes differ.");
  text += SettingsText(c);
  text += "\nMETRICS\n";
  TextTable table({"Metric", "1", "2", "2 less 1"});
  for (const ComparedMetric& row : c.metrics) {
    if (!row.first && !row.second) continue;
    table.Row({std::string(row.metric->title), Value(*row.metric, row.first),
               Value(*row.metric, row.second), Difference(row)});
  }
  text += table.Text();
  text += "\nEQUITY (growth since the start; 1 and 2 are the runs, * both)\n";
  text += TextChart(c.first_equity, c.second_equity, 84, 14);
  return text + TradesText(c.trades);
}

std::string CompareJson(const Comparison& c) {
  base::JsonWriter json(2);
  const auto number = [&](std::string_view key, std::optional<double> value) {
    json.Key(key);
    value ? json.Number(*value) : json.Null();
  };
  const auto trade = [&](std::string_view key, const std::optional<StoredTrade>& t) {
    json.Key(key);
    if (!t) {
      json.Null();
      return;
    }
    json.BeginObject().Key("pair").String(t->pair);
    json.Key("entry_time").String(base::FormatIso(t->entry_time));
    json.Key("exit_time").String(base::FormatIso(t->exit_time));
    json.Key("quantity").String(t->quantity.ToString());
    json.Key("entry_price").String(t->entry_price.ToString());
    json.Key("exit_price").String(t->exit_price.ToString());
    json.Key("pnl").String(t->profit.ToString()).EndObject();
  };
  json.BeginObject().Key("first").String(c.first.place.id).Key("second").String(c.second.place.id);
  json.Key("same_journal").Bool(c.same_journal).Key("settings").BeginArray();
  for (const ComparedSetting& s : c.settings) {
    json.BeginObject().Key("name").String(s.name).Key("first").String(s.first);
    json.Key("second").String(s.second).Key("same").Bool(s.same()).EndObject();
  }
  json.EndArray().Key("metrics").BeginObject();
  for (const ComparedMetric& row : c.metrics) {
    json.Key(row.metric->key).BeginObject();
    number("first", row.first);
    number("second", row.second);
    number("difference", row.difference());
    json.EndObject();
  }
  json.EndObject().Key("trades").BeginObject().Key("equal").Number(c.trades.equal);
  json.Key("differing").Number(c.trades.differing);
  json.Key("only_first").Number(static_cast<int64_t>(c.trades.only_first.size()));
  json.Key("only_second").Number(static_cast<int64_t>(c.trades.only_second.size()));
  trade("first_difference_first", c.trades.first_here);
  trade("first_difference_second", c.trades.first_there);
  json.EndObject().EndObject();
  return json.Take();
}

std::string CompareHtml(const Comparison& c) {
  std::string settings;
  for (const ComparedSetting& s : c.settings) {
    settings += fmt::format("<tr{}>{}{}{}{}</tr>", s.same() ? "" : " class=\"total\"",
                            TextCell(s.name), TextCell(s.first), TextCell(s.second),
                            TextCell(s.same() ? "same" : "different"));
  }
  std::string rows;
  for (const ComparedMetric& row : c.metrics) {
    if (!row.first && !row.second) continue;
    rows +=
        fmt::format("<tr><th title=\"{}\">{}</th>{}{}{}</tr>", EscapeXml(row.metric->definition),
                    EscapeXml(row.metric->title), NumberCell(Value(*row.metric, row.first)),
                    NumberCell(Value(*row.metric, row.second)), NumberCell(Difference(row)));
  }
  const std::string body = fmt::format(
      "<p>{}</p>\n<div class=\"plots\">{}"
      "<figure class=\"fig\"><figcaption><b>Metrics</b></figcaption><div class=\"scroll\">{}</div>"
      "</figure>\n<figure class=\"fig\"><figcaption><b>Settings</b></figcaption>"
      "<div class=\"scroll\">{}</div></figure>\n{}{}</div>\n<pre>{}</pre>",
      c.same_journal ? "The journal hashes are equal: the same run, bit for bit."
                     : "The journal hashes differ.",
      CurvesHtml(c), HtmlTable({"Metric", "1", "2", "2 less 1"}, 1, rows),
      HtmlTable({"", "1", "2", ""}, 4, settings),
      OnlyTable("Trades only in 1", c.trades.only_first),
      OnlyTable("Trades only in 2", c.trades.only_second), EscapeXml(TradesText(c.trades)));
  return HtmlPage({.title = "Comparison of two runs",
                   .subtitle = fmt::format("1 {} \u00b7 2 {}", c.first.place.id, c.second.place.id),
                   .synthetic = c.first.Flag("synthetic") || c.second.Flag("synthetic")},
                  body);
}

}  // namespace keel::research
