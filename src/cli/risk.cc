// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/json.h"
#include "cli/series_input.h"
#include "cli/table.h"
#include "cli/verbs.h"
#include "models/risk_measures/backtest.h"
#include "models/risk_measures/extreme_value.h"
#include "models/risk_measures/historical.h"
#include "models/risk_measures/parametric.h"
#include "models/volatility/garch.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using models::TailRisk;
using Returns = std::span<const double>;

/// A way to measure the tail of the next return from the returns before it.
struct Method {
  std::string_view name;
  std::string_view what;
  std::function<base::Result<TailRisk>(Returns, double)> measure;
};

base::Result<TailRisk> Filtered(Returns returns, double level) {
  const models::GarchSpec spec;
  TRY(const models::GarchFit fit, models::FitGarch(returns, spec));
  TRY(const models::FilteredVariance now, models::FilterGarch(returns, spec, fit.params));
  return models::FilteredHistoricalTailRisk(now.standardised_residuals, fit.params.mu,
                                            std::sqrt(now.next_variance), level);
}

const std::vector<Method>& Methods() {
  static const std::vector<Method> kMethods = {
      {"historical", "quantile of all returns",
       [](Returns r, double level) { return models::HistoricalTailRisk(r, level); }},
      {"age_weighted", "newer returns weigh more, decay 0.99",
       [](Returns r, double level) { return models::AgeWeightedTailRisk(r, level, 0.99); }},
      {"normal", "mean and deviation",
       [](Returns r, double level) { return models::NormalTailRisk(r, level); }},
      {"student_t", "fitted t",
       [](Returns r, double level) { return models::StudentTTailRisk(r, level); }},
      {"cornish_fisher", "normal with skew and kurtosis",
       [](Returns r, double level) { return models::CornishFisherTailRisk(r, level); }},
      {"extreme_value", "Pareto tail beyond the worst 10 %",
       [](Returns r, double level) -> base::Result<TailRisk> {
         TRY(const auto fit, models::PeaksOverThresholdRisk(r, {.level = level}));
         return fit.risk;
       }},
      {"filtered_historical", "GARCH residuals at today's volatility", Filtered},
  };
  return kMethods;
}

/// How one method did when it was asked again and again with what was known then.
struct Backtested {
  size_t days = 0;
  size_t exceptions = 0;
  models::LikelihoodRatio kupiec;
  models::LikelihoodRatio christoffersen;
};

struct Row {
  const Method* method = nullptr;
  std::optional<TailRisk> risk;
  std::string refusal;  ///< why there is none
  std::optional<Backtested> backtest;
};

class Risk final : public Verb {
 public:
  std::string_view name() const override { return "risk"; }
  std::string_view summary() const override {
    return "measures value at risk and expected shortfall of a series, by every method";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Number("--confidence", &level_, "0.95, 0.99 (default 0.95)");
    options.Whole("--window", &window_,
                  "returns that each day of the backtest knows (default 500; 0: no backtest)");
  }

  base::Status Run(Session& session) override {
    if (!(level_ > 0.5 && level_ < 1)) {
      return Fail(ErrorCode::kUsage, "--confidence must lie between 0.5 and 1, e.g. 0.95");
    }
    if (window_ < 0) return Fail(ErrorCode::kUsage, "--window must be at least 0");
    TRY(const InputSeries series, input_.Read(session));
    std::vector<Row> rows;
    for (const Method& method : Methods()) {
      Row row{&method, {}, {}, {}};
      const auto risk = method.measure(series.returns, level_);
      if (risk) {
        row.risk = *risk;
        TRY(row.backtest, Backtest(method, series.returns, session));
      } else {
        row.refusal = risk.error().message;
      }
      rows.push_back(std::move(row));
    }
    session.progress->Finish();
    session.print(session.json ? AsJson(series, rows) : AsText(series, rows, session));
    return {};
  }

 private:
  base::Result<std::optional<Backtested>> Backtest(const Method& method, Returns returns,
                                                   const Session& session) const {
    const auto window = static_cast<size_t>(window_);
    constexpr size_t kLeastDays = 100;
    constexpr size_t kMostDays = 2000;
    if (window == 0 || returns.size() < window + kLeastDays) return std::optional<Backtested>();
    const size_t first = std::max(window, returns.size() - std::min(returns.size(), kMostDays));
    std::vector<double> value_at_risk;
    for (size_t t = first; t < returns.size(); ++t) {
      session.progress->Update(method.name, static_cast<int64_t>(t - first),
                               static_cast<int64_t>(returns.size() - first));
      const auto risk = method.measure(returns.subspan(t - window, window), level_);
      if (!risk) return std::optional<Backtested>();  // a method that fails on some day has none
      value_at_risk.push_back(risk->value_at_risk);
    }
    TRY(const auto counts, models::CountExceptions(returns.subspan(first), value_at_risk));
    Backtested result{counts.observations, counts.exceptions, {}, {}};
    TRY(result.kupiec, models::KupiecTest(counts.exceptions, counts.observations, 1 - level_));
    TRY(result.christoffersen, models::ChristoffersenCoverage(counts, 1 - level_));
    return result;
  }

  std::string AsText(const InputSeries& series, const std::vector<Row>& rows,
                     const Session& session) const {
    const auto amount = [&](double x) {
      return series.own_units ? fmt::format("{:.6g}", x) : fmt::format("{:.3f}%", 100 * x);
    };
    Table table({{"method"},
                 {"VaR", true},
                 {"CVaR", true},
                 {"exceptions", true},
                 {"Kupiec p", true},
                 {"Christoffersen p", true},
                 {"what"}});
    for (const Row& row : rows) {
      if (!row.risk) {
        table.AddRow({std::string(row.method->name), "-", "-", "-", "-", "-", row.refusal});
        continue;
      }
      const auto& b = row.backtest;
      table.AddRow({std::string(row.method->name), amount(row.risk->value_at_risk),
                    amount(row.risk->expected_shortfall),
                    b ? fmt::format("{} of {}", b->exceptions, b->days) : "-",
                    b ? fmt::format("{:.3f}", b->kupiec.p_value) : "-",
                    b ? fmt::format("{:.3f}", b->christoffersen.p_value) : "-",
                    std::string(row.method->what)});
    }
    std::string text = series.synthetic ? "SYNTHETIC DATA: the prices were generated.\n" : "";
    text += fmt::format("{}: loss of one return that is not passed with {:g} % probability\n\n",
                        series.name, 100 * level_);
    text += table.Text(session.colour, session.width);
    return text + fmt::format(
                      "\nExceptions: each of the last returns against the measure of the "
                      "{} before it; {:.1f} % are promised. A p below 0.05 rejects.\n",
                      window_, 100 * (1 - level_));
  }

  std::string AsJson(const InputSeries& series, const std::vector<Row>& rows) const {
    base::JsonWriter json(2);
    json.BeginObject().Key("series").String(series.name).Key("synthetic").Bool(series.synthetic);
    json.Key("confidence").Number(level_);
    json.Key("observations").Number(static_cast<int64_t>(series.returns.size()));
    json.Key("methods").BeginArray();
    for (const Row& row : rows) {
      json.BeginObject().Key("method").String(row.method->name);
      if (row.risk) {
        json.Key("value_at_risk").Number(row.risk->value_at_risk);
        json.Key("expected_shortfall").Number(row.risk->expected_shortfall);
      } else {
        json.Key("refused").String(row.refusal);
      }
      if (row.backtest) {
        json.Key("days").Number(static_cast<int64_t>(row.backtest->days));
        json.Key("exceptions").Number(static_cast<int64_t>(row.backtest->exceptions));
        json.Key("kupiec_p").Number(row.backtest->kupiec.p_value);
        json.Key("christoffersen_p").Number(row.backtest->christoffersen.p_value);
      }
      json.EndObject();
    }
    return json.EndArray().EndObject().text() + "\n";
  }

  SeriesInput input_;
  double level_ = 0.95;
  int64_t window_ = 500;
};

}  // namespace

std::unique_ptr<Verb> MakeRisk() { return std::make_unique<Risk>(); }

}  // namespace keel::cli
