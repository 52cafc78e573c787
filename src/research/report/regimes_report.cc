// SPDX-License-Identifier: MIT
#include "research/report/regimes_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/regime_parts.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

/// What one regime is like, ready to be shown.
struct RegimeRow {
  double mean = 0;  ///< of one return
  double volatility = 0;
  std::optional<double> volatility_per_year;
  double share = 0;     ///< of time in the long run
  double duration = 0;  ///< periods
  double now = 0;       ///< probability today
};

std::vector<RegimeRow> Rows(const RegimesReport& r) {
  const models::GaussianHmm& m = r.fit.model;
  const auto shares = m.StationaryDistribution();
  const auto durations = m.ExpectedDurations();
  std::vector<RegimeRow> rows;
  for (size_t k = 0; k < m.states; ++k) {
    RegimeRow row;
    row.mean = m.means[k];
    row.volatility = std::sqrt(m.covariances[k]);
    if (r.periods_per_year)
      row.volatility_per_year = row.volatility * std::sqrt(*r.periods_per_year);
    row.share = shares[k];
    row.duration = durations[k];
    row.now = r.filtered[r.filtered.size() - m.states + k];
    rows.push_back(row);
  }
  return rows;
}

std::vector<std::string> Cells(const RegimesReport& r, size_t k, const RegimeRow& row) {
  return {fmt::format("{}", k + 1),
          r.own_units ? fmt::format("{:.6g}", row.mean) : SignedPercent(row.mean, 4),
          r.own_units ? fmt::format("{:.6g}", row.volatility) : Percent(row.volatility, 3),
          row.volatility_per_year ? Percent(*row.volatility_per_year, 1) : "",
          Percent(row.share, 1),
          Lasting(row.duration),
          Percent(row.now, 1)};
}

const std::vector<std::string> kHeader = {"Regime",        "Mean return",    "Volatility", "A year",
                                          "Share of time", "Lasts, periods", "Now"};

std::string Headline(const RegimesReport& r) {
  return fmt::format("{} regimes in {} returns: log likelihood {:.2f}, BIC {:.2f}, {} parameters",
                     r.fit.model.states, Grouped(static_cast<double>(r.fit.observations), 0),
                     r.fit.log_likelihood, r.fit.bic, r.fit.parameters);
}

std::string TriedText(const RegimesReport& r) {
  if (r.tried.size() < 2) return "";
  TextTable table({"Regimes", "Parameters", "Log likelihood", "BIC"});
  for (const models::HmmFit& fit : r.tried) {
    table.Row({fmt::format("{}{}", fit.model.states, fit.bic == r.fit.bic ? " *" : ""),
               fmt::format("{}", fit.parameters), Grouped(fit.log_likelihood, 2),
               Grouped(fit.bic, 2)});
  }
  return "\nHOW MANY (the lowest BIC is taken)\n" + table.Text();
}

RegimeHistory History(const RegimesReport& r) {
  return {.probabilities = r.filtered, .states = r.fit.model.states, .times = r.times};
}

}  // namespace

std::string RegimesText(const RegimesReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n\nREGIMES\n", r.series, Headline(r));
  TextTable table(kHeader);
  const std::vector<RegimeRow> rows = Rows(r);
  for (size_t k = 0; k < rows.size(); ++k) table.Row(Cells(r, k, rows[k]));
  text += table.Text() + "\nCHANCE OF THE NEXT PERIOD\n" +
          TransitionText(r.fit.model.transition, r.fit.model.states);
  text += TriedText(r);
  return text + "\nOVER TIME (the likeliest regime of each part)\n" + RegimeSketch(History(r), 76);
}

std::string RegimesJson(const RegimesReport& r) {
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("observations").Number(static_cast<int64_t>(r.fit.observations));
  json.Key("converged").Bool(true).Key("iterations").Number(int64_t{r.fit.iterations});
  json.Key("loglik").Number(r.fit.log_likelihood).Key("bic").Number(r.fit.bic);
  json.Key("aic").Number(r.fit.aic);
  json.Key("parameters").Number(static_cast<int64_t>(r.fit.parameters));
  json.Key("regimes").BeginArray();
  for (const RegimeRow& row : Rows(r)) {
    json.BeginObject().Key("mean").Number(row.mean).Key("volatility").Number(row.volatility);
    json.Key("volatility_per_year");
    row.volatility_per_year ? json.Number(*row.volatility_per_year) : json.Null();
    json.Key("share").Number(row.share).Key("expected_duration");
    std::isfinite(row.duration) ? json.Number(row.duration) : json.Null();
    json.Key("probability_now").Number(row.now).EndObject();
  }
  json.EndArray().Key("transition").BeginArray();
  const models::GaussianHmm& m = r.fit.model;
  for (size_t i = 0; i < m.states; ++i) {
    json.BeginArray();
    for (size_t j = 0; j < m.states; ++j) json.Number(m.transition[i * m.states + j]);
    json.EndArray();
  }
  json.EndArray().Key("tried").BeginArray();
  for (const models::HmmFit& fit : r.tried) {
    json.BeginObject().Key("regimes").Number(static_cast<int64_t>(fit.model.states));
    json.Key("loglik").Number(fit.log_likelihood).Key("bic").Number(fit.bic).EndObject();
  }
  return json.EndArray().EndObject().text() + "\n";
}

std::string RegimesHtml(const RegimesReport& r) {
  std::string rows;
  const std::vector<RegimeRow> regimes = Rows(r);
  for (size_t k = 0; k < regimes.size(); ++k) {
    rows += "<tr>";
    for (const std::string& cell : Cells(r, k, regimes[k])) rows += NumberCell(cell);
    rows += "</tr>";
  }
  const std::string plots = PricePlot(r.prices, r.times) + RegimePlots(History(r));
  const std::string body = fmt::format(
      "<p>{}. Means and volatilities are of one period's return.</p>"
      "<div class=\"plots\">{}{}{}</div>",
      EscapeXml(Headline(r)), TableFigure("What the regimes are like", HtmlTable(kHeader, 0, rows)),
      TableFigure("Chance of the next period",
                  TransitionHtml(r.fit.model.transition, r.fit.model.states)),
      plots);
  return HtmlPage({.title = "Market regimes", .subtitle = r.series, .synthetic = r.synthetic},
                  body);
}

}  // namespace keel::research
