// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <charconv>

#include "cli/evidence.h"
#include "cli/page_files.h"
#include "cli/subject_request.h"
#include "cli/verbs.h"
#include "research/optimize/space.h"
#include "research/validation/validation_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr int kMostMonths = 120;

/// "6m", "1y".
base::Result<int> ParseMonths(std::string_view option, const std::string& text) {
  int value = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data(), end, value);
  const std::string_view unit(parsed.ptr, static_cast<size_t>(end - parsed.ptr));
  const int months = unit == "y" ? 12 : 1;
  if (parsed.ec != std::errc() || (unit != "m" && unit != "y") || value < 1 ||
      value > kMostMonths / months) {
    return Fail(ErrorCode::kUsage,
                fmt::format("{} \"{}\" is no length in months or years, like 6m or 1y (up to 10y)",
                            option, text));
  }
  return value * months;
}

class WalkForward final : public Verb {
 public:
  std::string_view name() const override { return "walk-forward"; }
  std::string_view summary() const override {
    return "chooses parameters on the past and trades them on what came next, again and again";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    DeclareBacktest(request_, options);
    options.Repeated("--space", &space_,
                     "a parameter and its values: fast=10:50:5, fast=10,20,30, or fast alone");
    options.Text("--objective", &objective_,
                 "figure to maximise, or several: sharpe:1,max_drawdown:-2 (default sharpe)");
    options.Whole("--min-trades", &min_trades_, "trials with fewer trades lose (default 0)");
    options.Text("--search", &search_, "grid or random (default grid)");
    options.Whole("--trials", &trials_, "parameter sets of --search random (default 100)");
    options.Text("--scheme", &scheme_, "walk, kfold or cpcv (default walk)");
    options.Text("--train", &train_, "months of training (default 6m)");
    options.Text("--test", &test_, "months of test (default 1m)");
    options.Flag("--anchored", &anchored_, "every training begins with the first bar");
    options.Whole("--warm-up", &warm_up_,
                  "bars that a strategy sees before it may trade (default 500)");
    options.Whole("--blocks", &blocks_, "of days, for kfold (default 10) and cpcv (default 6)");
    options.Whole("--test-blocks", &test_blocks_, "tested at once by cpcv (default 2)");
    options.Whole("--embargo", &embargo_,
                  "days after a test that train nothing, kfold and cpcv (default 5)");
    options.Whole("--label", &label_,
                  "days that a day's outcome reaches into, kfold and cpcv (default 1)");
  }

  base::Status Run(Session& session) override {
    TRY(Check());
    TRY(const research::Subject subject, ResolveSubject(request_, session));
    TRY(const research::Space space, research::ParseSpace(space_, subject));
    TRY(const research::TrialPlan plan,
        search_ == "random"
            ? research::PlanRandom(subject, space, {}, trials_, session.seed.value_or(1))
            : research::PlanGrid(subject, space, {}));
    return scheme_ == "walk" ? Walk(subject, plan, session) : Validate(subject, plan, session);
  }

 private:
  base::Status Check() const {
    if (scheme_ != "walk" && scheme_ != "kfold" && scheme_ != "cpcv") {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--scheme \"{}\" is none of walk, kfold and cpcv", scheme_));
    }
    if (search_ != "grid" && search_ != "random") {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--search \"{}\" is neither grid nor random", search_));
    }
    if (space_.empty()) {
      return Fail(ErrorCode::kUsage,
                  "no parameter to choose: name one with --space, as --space fast=10:50:10");
    }
    if (warm_up_ < 0 || blocks_ < 0 || test_blocks_ < 1 || embargo_ < 0 || label_ < 1 ||
        trials_ < 1) {
      return Fail(ErrorCode::kUsage,
                  "--warm-up, --blocks and --embargo must not be below 0, nor --test-blocks, "
                  "--label and --trials below 1");
    }
    if (scheme_ != "walk" && objective_ != "sharpe") {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--scheme {} chooses by the Sharpe ratio of days: leave --objective "
                              "out",
                              scheme_));
    }
    return {};
  }

  research::TryOptions Tries(Session& session, std::string_view what) const {
    return {.jobs = session.jobs,
            .interrupted = session.interrupted,
            .progress = [&session, what](int64_t done, int64_t total) {
              session.progress->Update(what, done, total);
            }};
  }

  base::Status Walk(const research::Subject& subject, const research::TrialPlan& plan,
                    Session& session) const {
    TRY(const research::Objective objective, research::Objective::Parse(objective_, min_trades_));
    research::WalkForwardSettings settings{.windows = {.anchored = anchored_}};
    TRY(settings.windows.train_months, ParseMonths("--train", train_));
    TRY(settings.windows.test_months, ParseMonths("--test", test_));
    settings.warm_up = subject.series.front().timeframe.period() * warm_up_;
    const research::TrialLedger ledger(session.home);
    TRY(const research::WalkForwardReport report,
        research::WalkForward(
            subject, plan, objective, settings,
            {.tries = Tries(session, "runs"), .ledger = &ledger, .now = session.clock->now()}));
    session.progress->Finish();
    session.print(session.json ? research::WalkForwardJson(report)
                               : research::WalkForwardText(report));
    TRY(KeepEvidence(subject.settings, "walk-forward", research::FindingOf(report), session));
    return WritePage(
        session, "walk-forward", [&] { return research::WalkForwardHtml(report); },
        [&] { return research::WalkForwardJson(report); });
  }

  base::Status Validate(const research::Subject& subject, const research::TrialPlan& plan,
                        Session& session) const {
    std::vector<research::Variation> variations;
    std::vector<std::string> names;
    for (const research::Trial& trial : plan.trials) {
      variations.push_back(trial.variation);
      names.push_back(research::ParamsText(trial.variation.params));
    }
    TRY(const std::vector<research::Outcome> outcomes,
        research::TryAll(subject, variations, Tries(session, "trials")));
    std::vector<research::TrialEntry> entries;
    for (size_t i = 0; i < outcomes.size(); ++i) {
      entries.push_back(research::EntryOf(subject, variations[i], outcomes[i], "walk-forward",
                                          session.clock->now()));
    }
    TRY(research::TrialLedger(session.home).Add(entries));
    const bool is_kfold = scheme_ == "kfold";
    const int64_t blocks = blocks_ > 0 ? blocks_ : is_kfold ? 10 : 6;
    TRY(research::CrossValidationReport report,
        research::CrossValidate(research::TableOf(outcomes), names,
                                {.groups = static_cast<size_t>(blocks),
                                 .test_groups = is_kfold ? 1 : static_cast<size_t>(test_blocks_),
                                 .embargo_days = embargo_,
                                 .label_days = label_}));
    report.family = research::FamilyOf(subject.settings);
    for (const auto& series : subject.series) report.synthetic |= series.record.synthetic;
    session.progress->Finish();
    session.print(session.json ? research::CrossValidationJson(report)
                               : research::CrossValidationText(report));
    return WritePage(
        session, "cross-validation", [&] { return research::CrossValidationHtml(report); },
        [&] { return research::CrossValidationJson(report); });
  }

  BacktestRequest request_;
  std::vector<std::string> space_;
  std::string objective_ = "sharpe";
  int64_t min_trades_ = 0;
  std::string search_ = "grid";
  int64_t trials_ = 100;
  std::string scheme_ = "walk";
  std::string train_ = "6m";
  std::string test_ = "1m";
  bool anchored_ = false;
  int64_t warm_up_ = 500;
  int64_t blocks_ = 0;
  int64_t test_blocks_ = 2;
  int64_t embargo_ = 5;
  int64_t label_ = 1;
};

}  // namespace

std::unique_ptr<Verb> MakeWalkForward() { return std::make_unique<WalkForward>(); }

}  // namespace keel::cli
