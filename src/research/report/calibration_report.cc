// SPDX-License-Identifier: MIT
#include "research/report/calibration_report.h"

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

using models::CalibrationSummary;
using models::LevelCalibration;

constexpr double kSignificant = 1.96;

std::string Whole(int64_t value) { return Grouped(static_cast<double>(value), 0); }
std::string Whole(size_t value) { return Grouped(static_cast<double>(value), 0); }

std::string Headline(const CalibrationReport& r) {
  return fmt::format(
      "Forecasts of {} steps that do not overlap, each from the {} returns before it; parameters "
      "refitted every {}, state filtered at every date; {} paths each, seed {}.",
      r.settings.horizon, Whole(r.settings.window), Whole(r.settings.refit),
      Whole(r.settings.paths), r.settings.seed);
}

constexpr std::string_view kLegend =
    "* outside what a right forecast's interval would cover in 95 of 100 repetitions. PIT p: "
    "Kolmogorov-Smirnov test that outcomes are spread evenly over the forecasts. CRPS: mean score "
    "in log return, lower is better; t: Diebold-Mariano with Newey-West errors, above 1.96 is "
    "better than the first level, below -1.96 worse.";

std::string Probability(double p) { return p < 0.001 ? "<.001" : fmt::format("{:.3f}", p); }

std::vector<std::string> CoverageHeader() {
  return {"Series", "Level", "Dates", "50%", "80%", "95%", "99%", "PIT p", "CRPS", "Gain", "t"};
}

std::vector<std::string> CoverageCells(const CalibrationRow& row, const LevelCalibration& level,
                                       bool reference) {
  const CalibrationSummary& s = level.summary;
  std::vector<std::string> cells = {row.name, fmt::format("{}", level.level), Whole(s.forecasts)};
  for (const models::IntervalCoverage& c : s.intervals) {
    const double share = static_cast<double>(c.inside) / static_cast<double>(s.forecasts);
    cells.push_back(fmt::format("{:.1f}{}", 100 * share, c.within_bounds() ? " " : "*"));
  }
  cells.push_back(Probability(s.pit_p_value));
  cells.push_back(fmt::format("{:.5f}", s.crps));
  cells.push_back(reference ? "" : SignedPercent(level.against_first.gain, 2));
  cells.push_back(reference ? "" : fmt::format("{:.1f}", level.against_first.t));
  return cells;
}

std::vector<std::string> RiskHeader() {
  return {"Series",    "Level",   "VaR 95%",  "Kupiec p",
          "Christ. p", "VaR 99%", "Kupiec p", "Christ. p"};
}

std::vector<std::string> RiskCells(const CalibrationRow& row, const LevelCalibration& level) {
  std::vector<std::string> cells = {row.name, fmt::format("{}", level.level)};
  for (const models::VarBacktest& v : level.summary.value_at_risk) {
    const double expected = static_cast<double>(level.summary.forecasts) * (1 - v.confidence);
    cells.push_back(fmt::format("{} of {:.0f}", v.exceptions, expected));
    cells.push_back(Probability(v.kupiec.p_value));
    cells.push_back(Probability(v.christoffersen.p_value));
  }
  return cells;
}

/// How one level did over all series.
struct Tally {
  int level = 0;
  size_t series = 0, intervals = 0, within = 0, kupiec = 0, better = 0, much_better = 0,
         much_worse = 0;
};

std::vector<Tally> Tallies(const CalibrationReport& r) {
  std::vector<Tally> tallies;
  for (const CalibrationRow& row : r.rows) {
    if (!row.calibration) continue;
    for (size_t i = 0; i < row.calibration->levels.size(); ++i) {
      const LevelCalibration& level = row.calibration->levels[i];
      if (tallies.size() <= i) tallies.push_back({.level = level.level});
      Tally& tally = tallies[i];
      ++tally.series;
      for (const auto& c : level.summary.intervals) {
        ++tally.intervals;
        tally.within += c.within_bounds() ? 1 : 0;
      }
      for (const auto& v : level.summary.value_at_risk) tally.kupiec += v.kupiec.p_value >= 0.05;
      tally.better += level.against_first.t > 0 ? 1 : 0;
      tally.much_better += level.against_first.t > kSignificant ? 1 : 0;
      tally.much_worse += level.against_first.t < -kSignificant ? 1 : 0;
    }
  }
  return tallies;
}

/// "CRPS beats level 1 on 10 of 10 series ...", or by how much on the only one.
std::string ScoreClause(const CalibrationReport& r, const Tally& tally, int first) {
  if (tally.series > 1) {
    return fmt::format(
        "CRPS beats level {} on {} of {} series ({} significantly, {} significantly worse)", first,
        tally.better, tally.series, tally.much_better, tally.much_worse);
  }
  for (const CalibrationRow& row : r.rows) {
    for (size_t i = 0; row.calibration && i < row.calibration->levels.size(); ++i) {
      const LevelCalibration& level = row.calibration->levels[i];
      if (level.level != tally.level) continue;
      const double t = level.against_first.t;
      return fmt::format("CRPS is {} than level {}'s by {}, {} (t {:.1f})",
                         t > 0 ? "better" : "worse", first,
                         Percent(std::fabs(level.against_first.gain), 2),
                         std::fabs(t) > kSignificant ? "significantly" : "not significantly", t);
    }
  }
  return "";
}

/// "levels 2, 3: 1 of 19 fits did not converge; ...", or nothing.
std::string FailureClause(const CalibrationRow& row) {
  std::string clause;
  size_t last = 0;
  const auto& levels = row.calibration->levels;
  for (size_t i = 0; i < levels.size(); ++i) {
    const LevelCalibration& level = levels[i];
    if (level.failed_fits == 0) continue;
    if (level.failed_fits != last) {
      clause += fmt::format("{}{} of {} fits of level {}", clause.empty() ? "" : ", ",
                            level.failed_fits, level.fits, level.level);
    } else {
      clause += fmt::format(" and {}", level.level);
    }
    last = level.failed_fits;
  }
  return clause.empty() ? "" : clause + " did not converge; the parameters before were kept";
}

std::vector<std::string> Verdicts(const CalibrationReport& r) {
  std::vector<std::string> sentences;
  const std::vector<Tally> tallies = Tallies(r);
  for (const Tally& t : tallies) {
    std::string text = fmt::format(
        "Level {}: {} of {} intervals cover as they should, {} of {} VaR pass Kupiec at 5%",
        t.level, t.within, t.intervals, t.kupiec, 2 * t.series);
    if (t.level != tallies[0].level) text += "; " + ScoreClause(r, t, tallies[0].level);
    sentences.push_back(text + ".");
  }
  for (const CalibrationRow& row : r.rows) {
    const std::string failures = row.calibration ? FailureClause(row) : row.refusal;
    if (!failures.empty()) sentences.push_back(fmt::format("{}: {}.", row.name, failures));
  }
  return sentences;
}

template <typename Use>
void ForEachLevel(const CalibrationReport& r, const Use& use) {
  for (const CalibrationRow& row : r.rows) {
    for (size_t i = 0; row.calibration && i < row.calibration->levels.size(); ++i) {
      use(row, row.calibration->levels[i], i == 0);
    }
  }
}

/// Bars of the PIT: flat is right, a hump is too wide, a U too narrow.
std::string PitPlot(const CalibrationRow& row, const LevelCalibration& level) {
  const CalibrationSummary& s = level.summary;
  const auto bins = static_cast<double>(s.pit_bins.size());
  const double expected = static_cast<double>(s.forecasts) / bins;
  double high = 2;
  for (const size_t count : s.pit_bins) {
    high = std::max(high, static_cast<double>(count) / expected);
  }
  Plot plot({.title = fmt::format("{}, level {}", row.name, level.level),
             .unit = fmt::format("share of each twentieth; p {}{}",
                                 s.pit_p_value < 0.001 ? "" : "= ", Probability(s.pit_p_value)),
             .x = ValueAxis(0, 1, TickFormat::kNumber, 5),
             .y = ValueAxis(0, high, TickFormat::kMultiple, 3),
             .height_px = 110,
             .timeline = false});
  const double room = 2 * std::sqrt(1 / expected);
  for (size_t i = 0; i < s.pit_bins.size(); ++i) {
    const double ratio = static_cast<double>(s.pit_bins[i]) / expected;
    const double x = static_cast<double>(i) / bins;
    plot.Bar(x + 0.1 / bins, x + 0.9 / bins, {0, ratio}, std::fabs(ratio - 1) > room ? "hi" : "b");
  }
  plot.Rule(1, "mute");
  return plot.Html();
}

/// Coverage less what was promised, in points, with the binomial bounds.
std::string CoveragePlot(const CalibrationRow& row) {
  static constexpr std::array<Style, 4> kStyles = {"b", "hi", "s", "up"};
  const auto& levels = row.calibration->levels;
  const auto n = static_cast<double>(levels[0].summary.forecasts);
  const auto error = [&](size_t inside, double nominal) {
    return static_cast<double>(inside) / n - nominal;
  };
  double most = 0.02;
  for (const LevelCalibration& level : levels) {
    for (const auto& c : level.summary.intervals) {
      most = std::max(most, std::fabs(error(c.inside, c.nominal)));
    }
  }
  Plot plot({.title = row.name + ": coverage less nominal",
             .unit = "lines: where a right forecast's lies 95 times in 100",
             .x = CategoryAxis({"50%", "80%", "95%", "99%"}),
             .y = ValueAxis(-most, most, TickFormat::kPercent, 5),
             .height_px = 180,
             .timeline = false});
  const double width = 0.7 / static_cast<double>(levels.size());
  for (size_t i = 0; i < levels.size(); ++i) {
    const Style style = kStyles[static_cast<size_t>(levels[i].level - 1)];
    for (size_t k = 0; k < models::kIntervals.size(); ++k) {
      const auto& c = levels[i].summary.intervals[k];
      const double x = static_cast<double>(k) + 0.15 + width * static_cast<double>(i);
      plot.Bar(x + 0.1 * width, x + 0.9 * width, {0, error(c.inside, c.nominal)}, style);
    }
    plot.Legend(fmt::format("Level {}", levels[i].level), fmt::format("ar {}", style));
  }
  for (size_t k = 0; k < models::kIntervals.size(); ++k) {
    const auto& c = levels[0].summary.intervals[k];
    const double x = static_cast<double>(k);
    for (const size_t bound : {c.low, c.high}) {
      const double y = error(bound, c.nominal);
      plot.Segment({x + 0.1, y}, {x + 0.9, y}, "mute");
    }
  }
  plot.Rule(0, "mute");
  return plot.Html();
}

std::string HtmlRow(const std::vector<std::string>& cells) {
  std::string row = "<tr>" + TextCell(cells[0]);
  for (size_t i = 1; i < cells.size(); ++i) row += NumberCell(cells[i]);
  return row + "</tr>";
}

void PutLevel(base::JsonWriter& json, const LevelCalibration& level) {
  const CalibrationSummary& s = level.summary;
  json.BeginObject().Key("level").Number(int64_t{level.level});
  json.Key("forecasts").Number(uint64_t{s.forecasts});
  json.Key("fits").Number(uint64_t{level.fits});
  json.Key("failed_fits").Number(uint64_t{level.failed_fits});
  json.Key("intervals").BeginArray();
  for (const auto& c : s.intervals) {
    json.BeginObject().Key("nominal").Number(c.nominal).Key("inside").Number(uint64_t{c.inside});
    json.Key("low").Number(uint64_t{c.low}).Key("high").Number(uint64_t{c.high});
    json.Key("within_bounds").Bool(c.within_bounds()).EndObject();
  }
  json.EndArray().Key("pit").BeginObject().Key("bins").BeginArray();
  for (const size_t count : s.pit_bins) json.Number(uint64_t{count});
  json.EndArray().Key("ks_distance").Number(s.pit_distance);
  json.Key("p_value").Number(s.pit_p_value).EndObject();
  json.Key("value_at_risk").BeginArray();
  for (const auto& v : s.value_at_risk) {
    json.BeginObject().Key("confidence").Number(v.confidence);
    json.Key("exceptions").Number(uint64_t{v.exceptions});
    json.Key("kupiec").Number(v.kupiec.statistic);
    json.Key("kupiec_p_value").Number(v.kupiec.p_value);
    json.Key("christoffersen").Number(v.christoffersen.statistic);
    json.Key("christoffersen_p_value").Number(v.christoffersen.p_value).EndObject();
  }
  json.EndArray().Key("crps").Number(s.crps);
  json.Key("crps_gain").Number(level.against_first.gain);
  json.Key("diebold_mariano_t").Number(level.against_first.t).EndObject();
}

}  // namespace

std::string CalibrationText(const CalibrationReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n\nINTERVALS, PIT AND SCORE (percent of outcomes inside)\n", r.series,
                      Wrapped(Headline(r), kConsoleWidth - 2, 0));
  TextTable coverage(CoverageHeader()), risk(RiskHeader());
  ForEachLevel(r, [&](const CalibrationRow& row, const LevelCalibration& level, bool first) {
    if (first && !coverage.empty()) coverage.Gap(), risk.Gap();
    coverage.Row(CoverageCells(row, level, first));
    risk.Row(RiskCells(row, level));
  });
  text += coverage.Text() + "  " + Wrapped(kLegend, kConsoleWidth - 4, 2);
  text += "\n\nEXCEPTIONS OF VALUE AT RISK (seen, of expected)\n" + risk.Text() + "\nVERDICT\n";
  for (const std::string& sentence : Verdicts(r)) {
    text += "  " + Wrapped(sentence, kConsoleWidth - 4, 4) + "\n";
  }
  return text;
}

std::string CalibrationJson(const CalibrationReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("horizon").Number(r.settings.horizon).Key("window").Number(r.settings.window);
  json.Key("refit").Number(r.settings.refit).Key("paths").Number(r.settings.paths);
  json.Key("seed").Number(r.settings.seed).Key("rows").BeginArray();
  for (const CalibrationRow& row : r.rows) {
    json.BeginObject().Key("name").String(row.name).Key("returns").Number(uint64_t{row.returns});
    json.Key("levels").BeginArray();
    for (size_t i = 0; row.calibration && i < row.calibration->levels.size(); ++i) {
      PutLevel(json, row.calibration->levels[i]);
    }
    json.EndArray().Key("refusal");
    row.calibration ? json.Null() : json.String(row.refusal);
    json.EndObject();
  }
  json.EndArray().Key("verdict").BeginArray();
  for (const std::string& sentence : Verdicts(r)) json.String(sentence);
  return json.EndArray().EndObject().text() + "\n";
}

std::string CalibrationHtml(const CalibrationReport& r) {
  std::string verdicts, coverage, risk, pits, coverages;
  for (const std::string& sentence : Verdicts(r)) {
    verdicts += "<li>" + EscapeXml(sentence) + "</li>";
  }
  ForEachLevel(r, [&](const CalibrationRow& row, const LevelCalibration& level, bool first) {
    coverage += HtmlRow(CoverageCells(row, level, first));
    risk += HtmlRow(RiskCells(row, level));
    pits += PitPlot(row, level);
  });
  for (const CalibrationRow& row : r.rows) {
    if (row.calibration) coverages += CoveragePlot(row);
  }
  const std::string body = fmt::format(
      "<p>{}</p><ul>{}</ul>{}<div class=\"plots\">{}</div>{}<div class=\"plots\">{}</div>{}"
      "<div class=\"scroll\">{}</div><p>{}</p>{}<div class=\"scroll\">{}</div>",
      EscapeXml(Headline(r)), verdicts, SectionTitle("coverage", "Coverage"), coverages,
      SectionTitle("pit", "Probability integral transform (flat where forecasts are right)"), pits,
      SectionTitle("scores", "Intervals, PIT and score"), HtmlTable(CoverageHeader(), 1, coverage),
      EscapeXml(kLegend), SectionTitle("var", "Exceptions of value at risk"),
      HtmlTable(RiskHeader(), 1, risk));
  return HtmlPage({.title = "Calibration", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
