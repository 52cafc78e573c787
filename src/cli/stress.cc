// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "base/os/file.h"
#include "base/text.h"
#include "cli/page_files.h"
#include "cli/stress_files.h"
#include "cli/stress_subject.h"
#include "cli/verbs.h"
#include "research/report/stress_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using risk::StressScenario;

bool IsFile(const std::string& name) {
  return name.ends_with(".toml") || name.find('/') != std::string::npos;
}

/// A scenario by the name of a built-in one, or from a file.
base::Result<StressScenario> FindScenario(const Session& session, const std::string& name) {
  if (IsFile(name)) {
    TRY(const std::string text, base::os::ReadFile(PathFrom(session, name)));
    return ParseScenario(text, name);
  }
  std::vector<std::string> names;
  for (StressScenario& scenario : risk::BuiltInScenarios()) {
    if (scenario.name == name) return std::move(scenario);
    names.push_back(scenario.name);
  }
  return Fail(ErrorCode::kUsage,
              fmt::format("--scenario: there is no scenario \"{}\"{}; there are {}, or a FILE.toml",
                          name, base::DidYouMean(name, names), base::Join(names, ", ")));
}

class Stress final : public Verb {
 public:
  std::string_view name() const override { return "stress"; }
  std::string_view summary() const override {
    return "tells what crashes, outages and your own scenarios cost a portfolio or a run";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    options.Text("--portfolio", &portfolio_, "TOML file of what is held");
    options.Text("--run", &run_, "a kept run instead: its id, a part of it, or last");
    options.List("--scenario", &scenarios_,
                 "built-in name or FILE.toml (default: all built-in ones; files come on top)");
    options.Number("--outage-hours", &outage_hours_, "length of exchange_outage (default 24)");
    options.Number("--confidence", &confidence_, "of quantiles (default 0.99)");
    options.Text("-t,--timeframe", &timeframe_, "bars that a portfolio is judged by (default 1h)");
    options.Text("--timerange", &timerange_, "of those bars; a portfolio is valued at its end");
    options.Text("--venue", &venue_, "whose stored bars (default binance)");
  }

  base::Status Run(Session& session) override {
    if (portfolio_.empty() == run_.empty()) {
      return Fail(ErrorCode::kUsage, "give either --portfolio FILE or --run RUN");
    }
    if (!(confidence_ > 0.5 && confidence_ < 1)) {
      return Fail(ErrorCode::kUsage, "--confidence must lie between 0.5 and 1, e.g. 0.99");
    }
    TRY(const std::vector<StressScenario> scenarios, Scenarios(session));
    TRY(const StressSubject subject, Subject(session));
    TRY(const research::StressReport report, Judge(session, subject, scenarios));
    session.print(session.json ? research::StressJson(report) : research::StressText(report));
    return WritePage(
        session, "stress", [&] { return research::StressHtml(report); },
        [&] { return research::StressJson(report); });
  }

 private:
  base::Result<std::vector<StressScenario>> Scenarios(const Session& session) const {
    std::vector<StressScenario> named, files;
    for (const std::string& name : scenarios_) {
      TRY(StressScenario scenario, FindScenario(session, name));
      (IsFile(name) ? files : named).push_back(std::move(scenario));
    }
    if (named.empty()) named = risk::BuiltInScenarios();
    named.insert(named.end(), files.begin(), files.end());
    for (StressScenario& scenario : named) {
      if (scenario.name != "exchange_outage") continue;
      scenario.duration_hours = outage_hours_;
      scenario.description = fmt::format("nothing can be sold for {:g} hours", outage_hours_);
      if (const auto status = risk::CheckScenario(scenario); !status) {
        return base::Wrap(status.error(), "--outage-hours");
      }
    }
    return named;
  }

  base::Result<StressSubject> Subject(const Session& session) const {
    if (run_.empty()) {
      TRY(const base::TimeRange range, base::ParseTimeRange(timerange_));
      return PortfolioSubject(session, portfolio_,
                              {.venue = venue_.empty() ? "binance" : venue_,
                               .timeframe = timeframe_.empty() ? "1h" : timeframe_,
                               .range = range,
                               .confidence = confidence_});
    }
    if (!timeframe_.empty() || !timerange_.empty() || !venue_.empty()) {
      return Fail(ErrorCode::kUsage,
                  "-t, --timerange and --venue belong to --portfolio: a run brings its own bars");
    }
    return RunSubject(session, run_, confidence_);
  }

  base::Result<research::StressReport> Judge(const Session& session, const StressSubject& subject,
                                             const std::vector<StressScenario>& scenarios) const {
    const size_t last = subject.times.size() - 1;
    research::StressReport report;
    report.subject = subject.name;
    report.currency = subject.currency;
    report.synthetic = subject.synthetic;
    report.confidence = confidence_;
    report.cash = subject.CashAt(last);
    report.drawdown = 1 - subject.equity[last] / subject.peak;
    report.times = subject.times;
    std::vector<std::string> silent;
    for (size_t i = 0; i < subject.market.assets.size(); ++i) {
      const risk::StressHolding& holding = subject.At(last)[i];
      if (!(holding.value > 0)) continue;
      report.positions.emplace_back(subject.market.assets[i].pair, holding.value);
      if (!(holding.daily_turnover > 0)) silent.push_back(subject.market.assets[i].pair);
    }
    if (!silent.empty()) {
      report.notes.push_back(fmt::format(
          "No volumes are known of {}: leaving {} is told from the spread alone, too cheap; "
          "[volumes] in the portfolio file declares them",
          base::Join(silent, ", "), silent.size() == 1 ? "it" : "them"));
    }
    for (const StressScenario& scenario : scenarios) {
      session.progress->Update("scenarios", static_cast<int64_t>(report.rows.size()),
                               static_cast<int64_t>(scenarios.size()));
      for (const std::string& asset : ShocksNotHeld(subject.market, scenario)) {
        report.notes.push_back(fmt::format("{} shocks {}: not held", scenario.name, asset));
      }
      TRY(const risk::StressTest test, risk::StressTest::Make(subject.market, scenario));
      report.rows.push_back(RowOf(subject, test));
    }
    session.progress->Finish();
    return report;
  }

  static research::StressRow RowOf(const StressSubject& subject, const risk::StressTest& test) {
    const size_t last = subject.times.size() - 1;
    research::StressRow row{test.scenario(), test.Apply(subject.At(last), subject.CashAt(last)), 0,
                            std::nullopt};
    row.drawdown = 1 - (subject.equity[last] - row.now.loss) / subject.peak;
    if (!subject.is_run) return row;
    std::vector<double> shares;
    for (size_t point = 0; point <= last; ++point) {
      shares.push_back(test.Apply(subject.At(point), subject.CashAt(point)).loss_share);
    }
    row.curve = risk::StressCurve(subject.equity, shares);
    return row;
  }

  std::string portfolio_, run_;
  std::vector<std::string> scenarios_;
  double outage_hours_ = 24;
  double confidence_ = 0.99;
  std::string timeframe_, timerange_, venue_;
};

}  // namespace

std::unique_ptr<Verb> MakeStress() { return std::make_unique<Stress>(); }

}  // namespace keel::cli
