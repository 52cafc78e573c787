// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>

#include "base/os/file.h"
#include "base/text.h"
#include "cli/page_files.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "models/regimes/hmm_fit.h"
#include "models/regimes/switching_ar_fit.h"
#include "research/report/regimes_report.h"
#include "research/report/switching_ar_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

class Regimes final : public Verb {
 public:
  std::string_view name() const override { return "regimes"; }
  std::string_view summary() const override {
    return "finds market regimes in a series and tells which one holds now";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Text("--model", &model_,
                 "hmm (hidden Markov) or switching-ar (Hamilton's autoregression; default hmm)");
    options.Whole(
        "--states", &states_,
        "number of regimes, 1 to 8 (default: hmm the lowest BIC of 1 to 4, switching-ar 2)");
    options.Whole("--restarts", &restarts_, "starts of the fit that are tried (default 8)");
    options.Whole("--lags", &lags_, "switching-ar: observations that are remembered (default 4)");
    options.Flag("--switching-variance", &switching_variance_,
                 "switching-ar: each regime has its own volatility");
  }

  base::Status Run(Session& session) override {
    TRY(CheckOptions());
    TRY(const InputSeries series, input_.Read(session));
    return model_ == kSwitchingAr ? RunSwitchingAr(series, session) : RunHmm(series, session);
  }

 private:
  static constexpr int64_t kDefaultLags = 4;
  static constexpr std::string_view kHmm = "hmm";
  static constexpr std::string_view kSwitchingAr = "switching-ar";

  base::Status CheckOptions() const {
    const std::array<std::string, 2> models = {std::string(kHmm), std::string(kSwitchingAr)};
    if (model_ != kHmm && model_ != kSwitchingAr) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--model: unknown \"{}\"{}; choices: {}", model_,
                              base::DidYouMean(model_, models), base::Join(models, ", ")));
    }
    if (states_ < 0 || states_ > 8 || restarts_ < 1 || restarts_ > 1000) {
      return Fail(ErrorCode::kUsage, "--states must lie in 1 to 8 and --restarts in 1 to 1000");
    }
    if (model_ == kHmm && (lags_ != kDefaultLags || switching_variance_)) {
      return Fail(ErrorCode::kUsage,
                  "--lags and --switching-variance belong to --model switching-ar");
    }
    if (lags_ < 1 || lags_ > 8) {
      return Fail(ErrorCode::kUsage, "--lags must lie in 1 to 8");
    }
    return {};
  }

  base::Status RunHmm(const InputSeries& series, Session& session) const {
    research::RegimesReport report;
    TRY(FitHmm(series, session, report));
    Describe(series, report);
    TRY(report.filtered, models::FilterStates(report.fit.model, series.returns));
    session.print(session.json ? research::RegimesJson(report) : research::RegimesText(report));
    TRY(WritePage(
        session, "regimes", [&] { return research::RegimesHtml(report); },
        [&] { return research::RegimesJson(report); }));
    return WriteProbabilities(session, series, report.filtered, report.fit.model.states);
  }

  base::Status RunSwitchingAr(const InputSeries& series, Session& session) const {
    research::SwitchingArReport report;
    Describe(series, report);
    report.switching_variance = switching_variance_;
    session.progress->Update("regimes", 0, 0);
    auto fit = models::FitSwitchingAr(series.returns,
                                      {.states = states_ > 0 ? static_cast<size_t>(states_) : 2,
                                       .lags = static_cast<size_t>(lags_),
                                       .switching_variance = switching_variance_,
                                       .restarts = static_cast<int>(restarts_),
                                       .seed = session.seed.value_or(1)});
    session.progress->Finish();
    if (!fit) return base::Wrap(fit.error(), series.name);
    report.fit = *std::move(fit);
    TRY(report.states, models::InferRegimes(report.fit.model, series.returns));
    TRY(report.forecast, models::ForecastSwitchingAr(report.fit.model, series.returns, 1));
    session.print(session.json ? research::SwitchingArJson(report)
                               : research::SwitchingArText(report));
    TRY(WritePage(
        session, "regimes", [&] { return research::SwitchingArHtml(report); },
        [&] { return research::SwitchingArJson(report); }));
    return WriteProbabilities(session, series, report.states.filtered, report.fit.model.states);
  }

  base::Status FitHmm(const InputSeries& series, const Session& session,
                      research::RegimesReport& report) const {
    constexpr int64_t kMostCompared = 4;
    const int64_t first = states_ > 0 ? states_ : 1;
    const int64_t last = states_ > 0 ? states_ : kMostCompared;
    std::vector<base::Error> failed;
    for (int64_t states = first; states <= last; ++states) {
      session.progress->Update("regimes", states - first, last - first + 1);
      auto fit = models::FitHmm(series.returns, 1,
                                {.states = static_cast<size_t>(states),
                                 .restarts = static_cast<int>(restarts_),
                                 .seed = session.seed.value_or(1)});
      if (!fit) {
        failed.push_back(fit.error());
        continue;
      }
      if (report.tried.empty() || fit->bic < report.fit.bic) report.fit = *fit;
      report.tried.push_back(*std::move(fit));
    }
    session.progress->Finish();
    if (report.tried.empty()) return base::Wrap(failed.front(), series.name);
    for (const base::Error& error : failed) session.note(error.message);
    return {};
  }

  /// With --out: the filtered probabilities of every return as CSV, newest last. A model may leave
  /// out the first returns.
  static base::Status WriteProbabilities(const Session& session, const InputSeries& series,
                                         const std::vector<double>& filtered, size_t states) {
    if (!session.out) return {};
    std::string csv = series.times.empty() ? "row" : "time";
    for (size_t k = 0; k < states; ++k) csv += fmt::format(",regime_{}", k + 1);
    const size_t left_out = series.returns.size() - filtered.size() / states;
    for (size_t t = left_out; t < series.returns.size(); ++t) {
      csv += "\n";
      csv += series.times.empty() ? fmt::format("{}", t + 1) : base::FormatIso(series.times[t]);
      for (size_t k = 0; k < states; ++k) {
        csv += fmt::format(",{}", filtered[(t - left_out) * states + k]);
      }
    }
    return base::os::WriteFileAtomic(PathFrom(session, *session.out) + "/probabilities.csv",
                                     csv + "\n");
  }

  /// What every report says of where its series comes from.
  template <typename Report>
  static void Describe(const InputSeries& series, Report& report) {
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.own_units = series.own_units;
    report.times = series.times;
    report.periods_per_year = series.periods_per_year;
    for (size_t i = 1; i < series.bars.size(); ++i) report.prices.push_back(series.bars[i].close);
  }

  SeriesInput input_;
  std::string model_ = std::string(kHmm);
  int64_t states_ = 0;
  int64_t restarts_ = 8;
  int64_t lags_ = kDefaultLags;
  bool switching_variance_ = false;
};

}  // namespace

std::unique_ptr<Verb> MakeRegimes() { return std::make_unique<Regimes>(); }

}  // namespace keel::cli
