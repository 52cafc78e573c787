// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "models/regimes/hmm_fit.h"
#include "research/report/regimes_report.h"

namespace keel::cli {
namespace {

class Regimes final : public Verb {
 public:
  std::string_view name() const override { return "regimes"; }
  std::string_view summary() const override {
    return "finds market regimes in a series and tells which one holds now";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.Whole("--states", &states_,
                  "number of regimes, 1 to 8 (default: the lowest BIC of 1 to 4)");
    options.Whole("--restarts", &restarts_, "starts of the fit that are tried (default 8)");
  }

  base::Status Run(Session& session) override {
    if (states_ < 0 || states_ > 8 || restarts_ < 1 || restarts_ > 1000) {
      return base::Fail(base::ErrorCode::kUsage,
                        "--states must lie in 1 to 8 and --restarts in 1 to 1000");
    }
    TRY(const InputSeries series, input_.Read(session));
    research::RegimesReport report;
    TRY(Fit(series, session, report));
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.own_units = series.own_units;
    report.times = series.times;
    report.periods_per_year = series.periods_per_year;
    for (size_t i = 1; i < series.bars.size(); ++i) report.prices.push_back(series.bars[i].close);
    TRY(report.filtered, models::FilterStates(report.fit.model, series.returns));
    session.print(session.json ? research::RegimesJson(report) : research::RegimesText(report));
    return WritePage(report, session);
  }

 private:
  base::Status Fit(const InputSeries& series, const Session& session,
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

  static base::Status WritePage(const research::RegimesReport& report, const Session& session) {
    if (!session.out) return {};
    const std::string folder = PathFrom(session, *session.out);
    TRY(base::os::MakeDirectories(folder));
    const std::string page = folder + "/regimes.html";
    TRY(base::os::WriteFileAtomic(page, research::RegimesHtml(report)));
    TRY(base::os::WriteFileAtomic(folder + "/regimes.json", research::RegimesJson(report)));
    session.note("page: " + page);
    return {};
  }

  SeriesInput input_;
  int64_t states_ = 0;
  int64_t restarts_ = 8;
};

}  // namespace

std::unique_ptr<Verb> MakeRegimes() { return std::make_unique<Regimes>(); }

}  // namespace keel::cli
