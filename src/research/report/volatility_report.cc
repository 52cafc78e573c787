// SPDX-License-Identifier: MIT
#include "research/report/volatility_report.h"

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

using models::GarchFit;
using models::Innovation;
using models::VarianceModel;

/// One estimated parameter.
struct ParameterRow {
  std::string_view name;
  double value;
  std::optional<double> error;
  std::optional<double> robust_error;
};

std::vector<ParameterRow> Rows(const GarchFit& fit) {
  const auto& p = fit.params;
  const auto& e = fit.std_errors;
  const auto& r = fit.robust_std_errors;
  std::vector<ParameterRow> rows = {{"mu", p.mu, e.mu, r.mu},
                                    {"omega", p.omega, e.omega, r.omega},
                                    {"alpha", p.alpha, e.alpha, r.alpha}};
  if (fit.spec.model != VarianceModel::kGarch) rows.push_back({"gamma", p.gamma, e.gamma, r.gamma});
  rows.push_back({"beta", p.beta, e.beta, r.beta});
  if (fit.spec.innovation != Innovation::kNormal) rows.push_back({"nu", p.nu, e.nu, r.nu});
  if (fit.spec.innovation == Innovation::kSkewT) {
    rows.push_back({"lambda", p.lambda, e.lambda, r.lambda});
  }
  return rows;
}

std::string_view NameOf(VarianceModel model) {
  switch (model) {
    case VarianceModel::kGarch:
      return "GARCH(1,1)";
    case VarianceModel::kGjr:
      return "GJR-GARCH(1,1)";
    case VarianceModel::kEgarch:
      return "EGARCH(1,1)";
  }
  return "";
}

std::string_view NameOf(Innovation innovation) {
  switch (innovation) {
    case Innovation::kNormal:
      return "normal";
    case Innovation::kStudentT:
      return "Student's t";
    case Innovation::kSkewT:
      return "skewed t";
  }
  return "";
}

std::string Headline(const VolatilityReport& r) {
  return fmt::format(
      "{} with {} innovations on {} returns: log likelihood {:.3f}, AIC {:.2f}, BIC {:.2f}",
      NameOf(r.fit.spec.model), NameOf(r.fit.spec.innovation),
      Grouped(static_cast<double>(r.fit.observations), 0), r.fit.log_likelihood, r.fit.aic(),
      r.fit.bic());
}

std::string Amount(const VolatilityReport& r, double volatility) {
  return r.own_units ? fmt::format("{:.6g}", volatility) : Percent(volatility, 3);
}

std::string AYear(const VolatilityReport& r, double volatility) {
  return r.periods_per_year ? Percent(volatility * std::sqrt(*r.periods_per_year), 1) : "";
}

std::string ErrorText(std::optional<double> error) {
  return error ? fmt::format("{:.6g}", *error) : "on its bound";
}

/// The horizons worth a line: 1, 2, 5, 10, 20, ... and the last.
std::vector<size_t> Horizons(size_t last) {
  std::vector<size_t> horizons;
  for (size_t decade = 1; decade <= last; decade *= 10) {
    for (const size_t step : {decade, 2 * decade, 5 * decade}) {
      if (step < last) horizons.push_back(step);
    }
  }
  horizons.push_back(last);
  return horizons;
}

double SumTo(const std::vector<double>& variances, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += variances[i];
  return sum;
}

void PutErrors(base::JsonWriter& json, std::string_view key, const std::vector<ParameterRow>& rows,
               std::optional<double> ParameterRow::*error) {
  json.Key(key).BeginObject();
  for (const ParameterRow& row : rows) {
    json.Key(row.name);
    (row.*error) ? json.Number(*(row.*error)) : json.Null();
  }
  json.EndObject();
}

std::string VolatilityPlot(const VolatilityReport& r) {
  const double year = r.periods_per_year ? std::sqrt(*r.periods_per_year) : 1.0;
  std::vector<Point> points;
  double top = 0;
  for (size_t i = 0; i < r.variances.size(); ++i) {
    const double x = r.times.empty() ? static_cast<double>(i + 1) : Seconds(r.times[i]);
    points.push_back({x, std::sqrt(r.variances[i]) * year});
    top = std::max(top, points.back().y);
  }
  const auto count = static_cast<double>(r.variances.size());
  Plot plot(
      {.title = "Conditional volatility",
       .unit = r.periods_per_year ? "% a year, known before each return" : "of one period",
       .x = r.times.empty() ? ValueAxis(0, count, TickFormat::kNumber, 8)
                            : TimeAxis(r.times.front(), r.times.back(), 10),
       .y = ValueAxis(0, top, r.periods_per_year ? TickFormat::kPercent : TickFormat::kNumber),
       .wide = true,
       .timeline = !r.times.empty()});
  plot.Line(points, "s", "Volatility");
  return plot.Html();
}

std::string TermPlot(const VolatilityReport& r) {
  if (r.forecast.size() == 1) {  // no line
    return fmt::format("<p>Forecast of the next period: a volatility of {}.</p>",
                       Amount(r, std::sqrt(r.forecast.front())));
  }
  const double year = r.periods_per_year ? std::sqrt(*r.periods_per_year) : 1.0;
  std::vector<Point> points;
  double top = 0;
  for (size_t h = 0; h < r.forecast.size(); ++h) {
    points.push_back({static_cast<double>(h + 1), std::sqrt(r.forecast[h]) * year});
    top = std::max(top, points.back().y);
  }
  Plot plot(
      {.title = "Forecast",
       .unit = "volatility of the periods to come",
       .x = ValueAxis(0, static_cast<double>(r.forecast.size()), TickFormat::kNumber, 8),
       .y = ValueAxis(0, top, r.periods_per_year ? TickFormat::kPercent : TickFormat::kNumber),
       .wide = true,
       .timeline = false});
  plot.Line(points, "s", "Volatility");
  return plot.Html();
}

std::string ParameterTable(const GarchFit& fit) {
  std::string rows;
  for (const ParameterRow& row : Rows(fit)) {
    rows += fmt::format("<tr><th>{}</th>{}{}{}</tr>", row.name,
                        NumberCell(fmt::format("{:.6g}", row.value)),
                        NumberCell(ErrorText(row.error)), NumberCell(ErrorText(row.robust_error)));
  }
  return HtmlTable({"Parameter", "Value", "Standard error", "Robust error"}, 1, rows);
}

}  // namespace

std::string VolatilityText(const VolatilityReport& r) {
  std::string text = r.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
  text += fmt::format("{}\n{}\n\nPARAMETERS\n", r.series, Headline(r));
  TextTable parameters({"Parameter", "Value", "Standard error", "Robust error"});
  for (const ParameterRow& row : Rows(r.fit)) {
    parameters.Row({std::string(row.name), fmt::format("{:.8g}", row.value), ErrorText(row.error),
                    ErrorText(row.robust_error)});
  }
  text += parameters.Text() + "\nVOLATILITY TO COME\n";
  TextTable ahead({"Periods ahead", "Of that period", "A year", "Of all until then"});
  for (const size_t h : Horizons(r.forecast.size())) {
    const double one = std::sqrt(r.forecast[h - 1]);
    ahead.Row({fmt::format("{}", h), Amount(r, one), AYear(r, one),
               Amount(r, std::sqrt(SumTo(r.forecast, h)))});
  }
  text += ahead.Text();
  if (r.realised.empty()) return text;
  text += "\nWITHOUT A MODEL (whole series, one period)\n";
  TextTable realised({"Estimator", "Volatility", "A year"});
  for (const auto& [name, volatility] : r.realised) {
    realised.Row({name, Amount(r, volatility), AYear(r, volatility)});
  }
  return text + realised.Text();
}

std::string VolatilityJson(const VolatilityReport& r) {
  const std::vector<ParameterRow> rows = Rows(r.fit);
  base::JsonWriter json(2);
  json.BeginObject().Key("series").String(r.series).Key("synthetic").Bool(r.synthetic);
  json.Key("model").String(NameOf(r.fit.spec.model));
  json.Key("distribution").String(NameOf(r.fit.spec.innovation));
  json.Key("params").BeginObject();
  for (const ParameterRow& row : rows) json.Key(row.name).Number(row.value);
  json.EndObject();
  PutErrors(json, "std_errors", rows, &ParameterRow::error);
  PutErrors(json, "robust_std_errors", rows, &ParameterRow::robust_error);
  json.Key("loglik").Number(r.fit.log_likelihood).Key("aic").Number(r.fit.aic());
  json.Key("bic").Number(r.fit.bic()).Key("converged").Bool(true);
  json.Key("observations").Number(static_cast<int64_t>(r.fit.observations));
  json.Key("next_variance").Number(r.fit.next_variance);
  json.Key("forecast_variance").BeginArray();
  for (const double variance : r.forecast) json.Number(variance);
  json.EndArray().Key("realised_volatility").BeginObject();
  for (const auto& [name, volatility] : r.realised) json.Key(name).Number(volatility);
  return json.EndObject().EndObject().text() + "\n";
}

std::string VolatilityHtml(const VolatilityReport& r) {
  const std::string body = fmt::format(
      "<p>{}.</p><div class=\"plots\"><figure class=\"fig wide\"><figcaption><b>Parameters</b>"
      "</figcaption><div class=\"scroll\">{}</div></figure>\n{}{}</div>",
      EscapeXml(Headline(r)), ParameterTable(r.fit), VolatilityPlot(r), TermPlot(r));
  return HtmlPage({.title = "Volatility", .subtitle = r.series, .synthetic = r.synthetic}, body);
}

}  // namespace keel::research
