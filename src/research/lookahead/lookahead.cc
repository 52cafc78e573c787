// SPDX-License-Identifier: MIT
#include "research/lookahead/lookahead.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/os/threads.h"
#include "research/lookahead/column_check.h"
#include "research/lookahead/stored_check.h"
#include "research/report/format.h"

namespace keel::research {
namespace {

using base::ErrorCode;
using base::UnixNanos;

engine::RunHooks QuietHooks(const LookaheadOptions& options) {
  engine::RunHooks hooks;
  hooks.benchmark = false;
  hooks.interrupted = options.interrupted;
  return hooks;
}

void Tell(const LookaheadOptions& options, std::string_view what, int64_t done, int64_t total) {
  if (options.progress) options.progress(what, done, total);
}

/// What strategies of the run read, and what was asked for, each once.
std::vector<std::string> FeaturesOf(const LookaheadSubject& subject, const PlugInSet& set) {
  std::vector<std::string> names = subject.features;
  for (const engine::StrategySettings& chosen : subject.settings.strategies) {
    for (const strategy::StrategySpec& spec : set.strategies) {
      if (spec.name != chosen.name) continue;
      names.insert(names.end(), spec.features.begin(), spec.features.end());
    }
  }
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  }
  return once;
}

struct RunTrial {
  base::Status status;
  std::optional<FutureDifference> found;
};

/// Runs on the worlds of one kind, some at a time.
class CutRuns {
 public:
  CutRuns(const LookaheadSubject& subject, const WatchedRun& whole, const LookaheadOptions& options)
      : subject_(subject), whole_(whole), options_(options) {}

  base::Status Try(const std::vector<UnixNanos>& cuts, std::string_view what,
                   const std::function<KnownWorld(UnixNanos)>& world_at, AlarmBook* book) const {
    const auto n = static_cast<int64_t>(cuts.size());
    std::vector<RunTrial> trials(cuts.size());
    Tell(options_, what, 0, n);
    base::os::ParallelFor(
        n, options_.jobs,
        [&](int64_t i) {
          const UnixNanos cut = cuts[static_cast<size_t>(i)];
          trials[static_cast<size_t>(i)] = TryOne(world_at(cut), cut);
        },
        [&](int64_t done) { Tell(options_, what, done, n); });
    for (size_t i = 0; i < cuts.size(); ++i) {
      TRY(trials[i].status);
      if (trials[i].found) book->Add(*trials[i].found, cuts[i]);
    }
    return {};
  }

 private:
  RunTrial TryOne(KnownWorld world, UnixNanos cut) const {
    RunTrial trial;
    const auto run = RunWatched(subject_.settings, subject_.plug_ins, subject_.run,
                                std::move(world), QuietHooks(options_));
    if (!run) {
      trial.status = base::Wrap(run.error(), "with the bars until " + base::FormatMinute(cut));
      return trial;
    }
    trial.found = FirstDifference(whole_, **run, subject_.world, cut);
    return trial;
  }

  const LookaheadSubject& subject_;
  const WatchedRun& whole_;
  const LookaheadOptions& options_;
};

/// What was found by cutting is not told again where another future shows it, too.
void AddNewSubjects(std::vector<LookaheadAlarm> alarms, LookaheadVerdict* verdict) {
  for (LookaheadAlarm& alarm : alarms) {
    const bool known = std::any_of(
        verdict->alarms.begin(), verdict->alarms.end(), [&](const LookaheadAlarm& other) {
          return other.subject == alarm.subject && other.pair == alarm.pair;
        });
    if (!known) verdict->alarms.push_back(std::move(alarm));
  }
}

base::Result<LookaheadVerdict> CheckRuns(const LookaheadSubject& subject, const WatchedRun& whole,
                                         const std::vector<UnixNanos>& cuts,
                                         const LookaheadOptions& options) {
  const auto tried = static_cast<int64_t>(cuts.size());
  AlarmBook truncated("truncation", tried), altered("other future", tried);
  const CutRuns runs(subject, whole, options);
  TRY(runs.Try(
      cuts, "cutting off the future", [&](UnixNanos cut) { return CutAt(subject.world, cut); },
      &truncated));
  TRY(runs.Try(
      cuts, "another future",
      [&](UnixNanos cut) { return AlterAfter(subject.world, cut, options.seed); }, &altered));
  LookaheadVerdict verdict;
  verdict.alarms = truncated.Take();
  AddNewSubjects(altered.Take(), &verdict);
  const auto wishes = static_cast<int64_t>(whole.log.wishes.size());
  if (wishes == 0) {
    verdict.notes.push_back(
        "The strategies asked for nothing in this range, so that of them nothing could be "
        "compared: "
        "name a longer one, other pairs or other parameters.");
  }
  verdict.checks.push_back(
      {"truncation", wishes > 0 ? tried : 0, 0,
       fmt::format(
           "The strategies ran again with the bars after {} cuts away, and {} wishes, their "
           "orders and fills were compared.",
           tried, Grouped(static_cast<double>(wishes), 0))});
  verdict.checks.push_back(
      {"other future", wishes > 0 ? tried : 0, 0,
       fmt::format("The strategies ran again with other bars after {} cuts.", tried)});
  return verdict;
}

/// Target shares as they stood at each close, for those that the run's strategies named.
void AddForeknowledge(const LookaheadSubject& subject, const WatchedRun& whole,
                      core::Timeframe timeframe, LookaheadVerdict* verdict) {
  std::map<std::pair<uint16_t, uint32_t>, std::vector<const Wish*>> targets;
  for (const Wish& wish : whole.log.wishes) {
    if (wish.kind != WishKind::kTarget) continue;
    targets[{wish.strategy, wish.instrument.index}].push_back(&wish);
  }
  for (const auto& [who, wishes] : targets) {
    const engine::LoadedSeries& series = subject.world.series[who.second];
    const std::vector<core::Bar> bars = BarsOf(series, timeframe);
    std::vector<std::optional<double>> held;
    size_t next = 0;
    std::optional<double> share;
    for (const core::Bar& bar : bars) {
      const UnixNanos close = timeframe.CloseOf(bar.open_time);
      for (; next < wishes.size() && wishes[next]->time <= close; ++next) {
        share = wishes[next]->share;
      }
      held.push_back(share);
    }
    LookaheadVerdict one = CheckForeknowledge(
        bars, series.symbol.ToString(), "target share of " + whole.log.strategies[who.first], held);
    one.notes.clear();  // of a strategy whose share never moves there is nothing to tell
    std::vector<LookaheadAlarm> alarms = std::move(one.alarms);
    one.alarms.clear();
    Merge(std::move(one), verdict);
    AddNewSubjects(std::move(alarms), verdict);
  }
}

base::Status CheckEverything(const LookaheadSubject& subject, const LookaheadOptions& options,
                             LookaheadVerdict* verdict) {
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(subject.settings.timeframe));
  engine::RunHooks hooks = QuietHooks(options);
  hooks.progress = [&](std::string_view, int64_t done, int64_t total) {
    Tell(options, "the whole run", done, total);
  };
  TRY(const auto whole,
      RunWatched(subject.settings, subject.plug_ins, subject.run, WholeOf(subject.world), hooks));
  const std::vector<UnixNanos> cuts =
      ChooseCuts(subject.world, whole->log, options.cuts, options.seed);
  if (cuts.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      "there is no bar at which the future could be cut off: name a longer range, "
                      "or pairs that trade at the same time");
  }
  const PlugInSet set = subject.plug_ins(subject.world);
  const ColumnPlan plan{subject.plug_ins, FeaturesOf(subject, set), timeframe, options.jobs,
                        options.interrupted};
  if (!plan.features.empty() || !set.columns.empty()) {
    Tell(options, "features", 0, 1);
    TRY(LookaheadVerdict columns, CheckColumns(subject.world, plan, cuts, options.seed));
    Merge(std::move(columns), verdict);
    if (options.warm_up) {
      TRY(LookaheadVerdict warm, CheckColumnWarmUp(subject.world, plan));
      Merge(std::move(warm), verdict);
    }
  }
  TRY(LookaheadVerdict runs, CheckRuns(subject, *whole, cuts, options));
  Merge(std::move(runs), verdict);
  Merge(CheckFills(*whole, subject.world, subject.settings.sim), verdict);
  for (const DatedTable& table : subject.world.tables) Merge(CheckPublication(table), verdict);
  AddForeknowledge(subject, *whole, timeframe, verdict);
  if (!options.warm_up) return {};
  TRY(LookaheadVerdict warm, CheckRunWarmUp(subject, *whole, options));
  Merge(std::move(warm), verdict);
  return {};
}

}  // namespace

base::Result<LookaheadVerdict> CheckLookahead(const LookaheadSubject& subject,
                                              const LookaheadOptions& options) {
  if (options.cuts < 1 || options.cuts > 1000) {
    return base::Fail(ErrorCode::kUsage,
                      fmt::format("cuts: {} must lie in 1 to 1000", options.cuts));
  }
  LookaheadVerdict verdict;
  TRY(CheckEverything(subject, options, &verdict));
  Conclude(&verdict);
  return verdict;
}

}  // namespace keel::research
