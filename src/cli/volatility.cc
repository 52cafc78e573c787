// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/text.h"
#include "cli/page_files.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "models/volatility/ewma.h"
#include "models/volatility/realised.h"
#include "research/report/volatility_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

/// The value of a choice by its name.
template <typename Value, size_t N>
base::Result<Value> Choose(std::string_view option, const std::string& text,
                           const std::array<std::pair<const char*, Value>, N>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, value] : choices) {
    if (text == name) return value;
    names.emplace_back(name);
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("{}: unknown \"{}\"{}; choices: {}", option, text,
                          base::DidYouMean(text, names), base::Join(names, ", ")));
}

class Volatility final : public Verb {
 public:
  std::string_view name() const override { return "volatility"; }
  std::string_view summary() const override {
    return "fits a GARCH model to a series and forecasts its volatility";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Text("--model", &model_, "garch, gjr or egarch (default garch)");
    options.Text("--distribution", &distribution_, "normal, t or skewt (default normal)");
    options.Text("--presample", &presample_,
                 "variance before the first return: sample or backcast");
    options.Whole("--horizon", &horizon_, "periods to forecast (default 24)");
  }

  base::Status Run(Session& session) override {
    TRY(const models::GarchSpec spec, ReadSpec());
    if (horizon_ < 1 || horizon_ > 100'000) {
      return Fail(ErrorCode::kUsage, "--horizon must lie in 1 to 100000");
    }
    TRY(const InputSeries series, input_.Read(session));
    research::VolatilityReport report;
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.own_units = series.own_units;
    report.periods_per_year = series.periods_per_year;
    report.times = series.times;
    TRY(report.fit, models::FitGarch(series.returns, spec));
    TRY(models::FilteredVariance filtered,
        models::FilterGarch(series.returns, spec, report.fit.params));
    report.variances = std::move(filtered.variances);
    TRY(report.forecast, Ahead(report.fit, session));
    TRY(AddRealised(series, report));
    session.print(session.json ? research::VolatilityJson(report)
                               : research::VolatilityText(report));
    return WritePage(
        session, "volatility", [&] { return research::VolatilityHtml(report); },
        [&] { return research::VolatilityJson(report); });
  }

 private:
  base::Result<models::GarchSpec> ReadSpec() const {
    using models::Innovation;
    using models::Presample;
    using models::VarianceModel;
    models::GarchSpec spec;
    TRY(spec.model, (Choose<VarianceModel, 3>("--model", model_,
                                              {{{"garch", VarianceModel::kGarch},
                                                {"gjr", VarianceModel::kGjr},
                                                {"egarch", VarianceModel::kEgarch}}})));
    TRY(spec.innovation, (Choose<Innovation, 3>("--distribution", distribution_,
                                                {{{"normal", Innovation::kNormal},
                                                  {"t", Innovation::kStudentT},
                                                  {"skewt", Innovation::kSkewT}}})));
    TRY(spec.presample, (Choose<Presample, 2>("--presample", presample_,
                                              {{{"sample", Presample::kSampleVariance},
                                                {"backcast", Presample::kBackcast}}})));
    return spec;
  }

  /// The variances of the periods to come, as far as the model has an expectation of them.
  base::Result<std::vector<double>> Ahead(const models::GarchFit& fit,
                                          const Session& session) const {
    const auto forecast = [&](int64_t horizon) {
      return models::ForecastVariance(fit.spec, fit.params, fit.next_variance,
                                      static_cast<int>(horizon));
    };
    auto whole = forecast(horizon_);
    if (whole || whole.error().code != ErrorCode::kUnsupported) return whole;
    session.note(
        "one period ahead is forecast: what EGARCH with fat tails expects beyond it is infinite");
    return forecast(1);
  }

  static base::Status AddRealised(const InputSeries& series, research::VolatilityReport& report) {
    TRY(const models::EwmaVariance ewma, models::FilterEwma(series.returns));
    report.realised.emplace_back("ewma_now", std::sqrt(ewma.next_variance));
    if (series.bars.empty()) return {};
    std::vector<models::PriceRange> ranges;
    for (const core::Bar& bar : series.bars) {
      ranges.push_back({bar.open, bar.high, bar.low, bar.close});
    }
    using Estimator = models::RealisedEstimator;
    for (const auto& [name, estimator] : {std::pair("close_close", Estimator::kCloseClose),
                                          std::pair("parkinson", Estimator::kParkinson),
                                          std::pair("garman_klass", Estimator::kGarmanKlass),
                                          std::pair("rogers_satchell", Estimator::kRogersSatchell),
                                          std::pair("yang_zhang", Estimator::kYangZhang)}) {
      TRY(const double variance, models::RealisedVariance(ranges, estimator));
      report.realised.emplace_back(name, std::sqrt(variance));
    }
    return {};
  }

  SeriesInput input_;
  std::string model_ = "garch";
  std::string distribution_ = "normal";
  std::string presample_ = "sample";
  int64_t horizon_ = 24;
};

}  // namespace

std::unique_ptr<Verb> MakeVolatility() { return std::make_unique<Volatility>(); }

}  // namespace keel::cli
