// SPDX-License-Identifier: MIT
#include "research/report/switching_ar_report.h"

#include <fmt/format.h>

#include <cmath>

#include "base/json.h"
#include "research/report/format.h"
#include "research/report/html_parts.h"
#include "research/report/page.h"
#include "research/report/regime_parts.h"
#include "research/report/text_table.h"

namespace keel::research {
namespace {

const std::vector<std::string> kRegimeHeader = {"Regime",        "Mean",           "Volatility",
                                                "Share of time", "Lasts, periods", "Now"};
const std::vector<std::string> kParameterHeader = {"Parameter", "Estimate", "Std. error", "z"};

/// One estimate by the name that text and JSON give it.
struct Estimate {
  std::string name;
  double value = 0;
  std::optional<double> error;
  bool around_zero = false;  ///< 0 would mean that it is not there
};

std::vector<Estimate> Estimates(const SwitchingArReport& r) {
  const models::SwitchingAr& m = r.fit.model;
  const models::SwitchingArErrors& e = r.fit.errors;
  std::vector<Estimate> rows;
  for (size_t i = 0; i < m.states; ++i) {
    rows.push_back({fmt::format("mu{}", i + 1), m.means[i], e.means[i], true});
  }
  for (size_t i = 0; i < m.ar.size(); ++i) {
    rows.push_back({fmt::format("ar{}", i + 1), m.ar[i], e.ar[i], true});
  }
  for (size_t i = 0; i < (r.switching_variance ? m.states : 1); ++i) {
    const std::string name = r.switching_variance ? fmt::format("sigma{}", i + 1) : "sigma";
    rows.push_back({name, m.deviations[i], e.deviations[i]});
  }
  for (size_t i = 0; i < m.states; ++i) {
    for (size_t j = 0; j < m.states; ++j) {
      const size_t at = i * m.states + j;
      rows.push_back({fmt::format("p{}{}", i + 1, j + 1), m.transition[at], e.transition[at]});
    }
  }
  return rows;
}

std::vector<std::string> Cells(const Estimate& e) {
  return {e.name, fmt::format("{:.6g}", e.value),
          e.error ? fmt::format("{:.4g}", *e.error) : std::string(kAbsent),
          e.around_zero && e.error && *e.error > 0 ? fmt::format("{:.2f}", e.value / *e.error)
                                                   : std::string(kAbsent)};
}

double ProbabilityNow(const SwitchingArReport& r, size_t k) {
  return r.states.filtered[r.states.filtered.size() - r.fit.model.states + k];
}

std::string Mean(const SwitchingArReport& r, double x) {
  return r.own_units ? fmt::format("{:.6g}", x) : SignedPercent(x, 4);
}

std::string Deviation(const SwitchingArReport& r, double x) {
  return r.own_units ? fmt::format("{:.6g}", x) : Percent(x, 3);
}

std::vector<std::vector<std::string>> RegimeRows(const SwitchingArReport& r) {
  const models::SwitchingAr& m = r.fit.model;
  const auto shares = m.StationaryDistribution();
  const auto durations = m.ExpectedDurations();
  std::vector<std::vector<std::string>> rows;
  for (size_t k = 0; k < m.states; ++k) {
    rows.push_back({fmt::format("{}", k + 1), Mean(r, m.means[k]), Deviation(r, m.deviations[k]),
                    Percent(shares[k], 1), Lasting(durations[k]),
                    Percent(ProbabilityNow(r, k), 1)});
  }
  return rows;
}

std::string Headline(const SwitchingArReport& r) {
  const models::SwitchingArFit& fit = r.fit;
  return fmt::format(
      "{} regimes, {} lag{} in {} observations: log likelihood {:.4f}, BIC {:.2f}, {} parameters",
      fit.model.states, fit.model.ar.size(), fit.model.ar.size() == 1 ? "" : "s",
      Grouped(static_cast<double>(fit.observations), 0), fit.log_likelihood, fit.bic,
      fit.parameters);
}

std::string Comparison(const SwitchingArReport& r) {
  const models::SwitchingArFit& fit = r.fit;
  return fmt::format("Without regimes: log likelihood {:.4f}, BIC {:.2f}: {}",
                     fit.linear_log_likelihood, fit.linear_bic,
                     fit.bic < fit.linear_bic ? "the regimes are worth their parameters"
                                              : "by this criterion one regime is enough");
}

std::string Next(const SwitchingArReport& r) {
  return fmt::format("Next observation: {}, give or take {}", Mean(r, r.forecast.means[0]),
                     Deviation(r, r.forecast.deviations[0]));
}

RegimeHistory History(const SwitchingArReport& r) {
  std::span<const base::UnixNanos> times(r.times);
  if (!times.empty()) times = times.subspan(r.fit.model.ar.size());
  return {.probabilities = r.states.filtered,
          .states = r.fit.model.states,
          .times = times,
          .ranked = r.switching_variance};
}

void PutNumbers(base::JsonWriter& json, const char* key, std::span<const double> values) {
  json.Key(key).BeginArray();
  for (const double value : values) json.Number(value);
  json.EndArray();
}

void PutRegimes(base::JsonWriter& json, const SwitchingArReport& r) {
  const models::SwitchingAr& m = r.fit.model;
  const auto shares = m.StationaryDistribution();
  const auto durations = m.ExpectedDurations();
  json.Key("regimes").BeginArray();
  for (size_t k = 0; k < m.states; ++k) {
    json.BeginObject().Key("mean").Number(m.means[k]).Key("volatility").Number(m.deviations[k]);
    json.Key("volatility_per_year");
    r.periods_per_year ? json.Number(m.deviations[k] * std::sqrt(*r.periods_per_year))
                       : json.Null();
    json.Key("share").Number(shares[k]).Key("expected_duration");
    std::isfinite(durations[k]) ? json.Number(durations[k]) : json.Null();
    json.Key("probability_now").Number(ProbabilityNow(r, k)).EndObject();
  }
  json.EndArray().Key("transition").BeginArray();
  for (size_t i = 0; i < m.states; ++i) {
    json.BeginArray();
    for (size_t j = 0; j < m.states; ++j) json.Number(m.transition[i * m.states + j]);
    json.EndArray();
  }
  json.EndArray();
}

}  // namespace

std::string SwitchingArText(const SwitchingArReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n{}\n{}\n\nREGIMES\n", r.series, Headline(r), Comparison(r), Next(r));
  TextTable regimes(kRegimeHeader);
  for (const auto& row : RegimeRows(r)) regimes.Row(row);
  text += regimes.Text() + "\nPARAMETERS\n";
  TextTable parameters(kParameterHeader);
  for (const Estimate& e : Estimates(r)) parameters.Row(Cells(e));
  text += parameters.Text() + "\nCHANCE OF THE NEXT PERIOD\n" +
          TransitionText(r.fit.model.transition, r.fit.model.states);
  return text + "\nOVER TIME (the likeliest regime of each part)\n" + RegimeSketch(History(r), 76);
}

std::string SwitchingArJson(const SwitchingArReport& r) {
  const models::SwitchingArFit& fit = r.fit;
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("model").String("switching-ar").Key("lags");
  json.Number(static_cast<int64_t>(fit.model.ar.size())).Key("switching_variance");
  json.Bool(r.switching_variance).Key("observations");
  json.Number(static_cast<int64_t>(fit.observations)).Key("converged").Bool(true);
  json.Key("loglik").Number(fit.log_likelihood).Key("bic").Number(fit.bic);
  json.Key("aic").Number(fit.aic).Key("parameters");
  json.Number(static_cast<int64_t>(fit.parameters));
  json.Key("without_regimes").BeginObject().Key("loglik").Number(fit.linear_log_likelihood);
  json.Key("bic").Number(fit.linear_bic).EndObject();
  const std::vector<Estimate> estimates = Estimates(r);
  json.Key("params").BeginObject();
  for (const Estimate& e : estimates) json.Key(e.name).Number(e.value);
  json.EndObject().Key("std_errors").BeginObject();
  for (const Estimate& e : estimates) {
    json.Key(e.name);
    e.error ? json.Number(*e.error) : json.Null();
  }
  json.EndObject();
  PutRegimes(json, r);
  json.Key("next").BeginObject().Key("mean").Number(r.forecast.means[0]);
  json.Key("volatility").Number(r.forecast.deviations[0]);
  PutNumbers(json, "regimes", r.forecast.regimes);
  return json.EndObject().EndObject().text() + "\n";
}

std::string SwitchingArHtml(const SwitchingArReport& r) {
  std::string regimes, parameters;
  for (const auto& row : RegimeRows(r)) {
    regimes += "<tr>";
    for (const std::string& cell : row) regimes += NumberCell(cell);
    regimes += "</tr>";
  }
  for (const Estimate& e : Estimates(r)) {
    const auto cells = Cells(e);
    parameters += "<tr>" + TextCell(cells[0]);
    for (size_t i = 1; i < cells.size(); ++i) parameters += NumberCell(cells[i]);
    parameters += "</tr>";
  }
  const std::string body = fmt::format(
      "<p>{}. {}. {}. Volatility is of the shock of one period.</p>"
      "<div class=\"plots\">{}{}{}{}{}</div>",
      EscapeXml(Headline(r)), EscapeXml(Comparison(r)), EscapeXml(Next(r)),
      TableFigure("What the regimes are like", HtmlTable(kRegimeHeader, 0, regimes)),
      TableFigure("Chance of the next period",
                  TransitionHtml(r.fit.model.transition, r.fit.model.states)),
      TableFigure("Parameters", HtmlTable(kParameterHeader, 1, parameters)),
      PricePlot(r.prices, r.times), RegimePlots(History(r)));
  return HtmlPage({.title = "Market regimes: switching autoregression",
                   .subtitle = r.series,
                   .synthetic = r.synthetic},
                  body);
}

}  // namespace keel::research
