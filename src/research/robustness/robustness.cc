// SPDX-License-Identifier: MIT
#include "research/robustness/robustness.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "research/metrics_of_run.h"
#include "research/report/format.h"
#include "research/report/integrity.h"
#include "research/robustness/judge.h"
#include "research/robustness/parameter_steps.h"
#include "research/robustness/resampling.h"
#include "research/trial/run_variation.h"

namespace keel::research {
namespace {

constexpr double kNoise = 0.001;
constexpr int64_t kMostDelay = 5;
constexpr std::array kCostFactors = {2.0, 3.0};
constexpr std::array<int64_t, 5> kLatenciesMs = {0, 250, 1'000, 5'000, 30'000};
constexpr double kLatestStart = 0.20;  // of the range
constexpr int64_t kResamples = 1'000;
constexpr size_t kFewestDays = 30;

/// How many runs: fewer where it is quick.
struct Size {
  int step;  ///< of parameters, percent
  int64_t noises;
  int64_t starts;
};
constexpr Size kWhole = {5, 50, 20};
constexpr Size kQuick = {10, 10, 5};

/// A test with the variations that it needs; run i of the test is of variation i.
struct Batch {
  RobustnessTest test;
  std::vector<Variation> variations;

  VariedRun& Add(Variation variation, std::string label) {
    variations.push_back(std::move(variation));
    return test.runs.emplace_back(VariedRun{.label = std::move(label)});
  }
};

void Fill(const Outcome& outcome, VariedRun& run) {
  run.total_return = outcome.total_return.value_or(0);
  run.sharpe = outcome.sharpe;
  run.max_drawdown = outcome.max_drawdown;
  run.trades = outcome.trades;
  run.costs = outcome.costs;
}

std::string LabelOf(const std::string& name, double value) {
  return fmt::format("{} {}", name, Shortest(value));
}

/// " Left out: threshold (is 0, of which 20 % is 0)." and what the strategies do not take.
std::string LeftOut(const std::vector<ParameterSteps>& all, int64_t refused) {
  std::vector<std::string> gaps;
  for (const ParameterSteps& steps : all) {
    if (!steps.gap.empty()) gaps.push_back(fmt::format("{} ({})", steps.name, steps.gap));
  }
  std::string text = gaps.empty() ? "" : " Left out: " + base::Join(gaps, ", ") + ".";
  if (refused > 0) {
    text += fmt::format(" {} combinations that the strategy does not take are left out.", refused);
  }
  return text;
}

Batch OneAtATime(const Subject& subject, const std::vector<ParameterSteps>& all, int step) {
  Batch batch{.test = {.key = "one_at_a_time", .title = "One parameter at a time"}};
  int64_t refused = 0;
  for (const ParameterSteps& steps : all) {
    for (const double value : steps.near) {
      const std::vector<std::pair<std::string, double>> params = {{steps.name, value}};
      if (!Accepts(subject, params)) {
        ++refused;
        continue;
      }
      VariedRun& run = batch.Add({.params = params}, LabelOf(steps.name, value));
      run.parameter = steps.name;
      run.x = value;
    }
  }
  batch.test.varied = fmt::format(
      "each parameter within \u00b1 20 % of its value in steps of {} %, whole numbers rounded, "
      "the others as they are.{}",
      step, LeftOut(all, refused));
  return batch;
}

Batch LateEntryRuns() {
  Batch batch{.test = {.key = "entry_delay",
                       .title = "Late entries",
                       .varied =
                           "every purchase waits for 1 to 5 bars; what lowers a position goes "
                           "out at once"}};
  for (int64_t bars = 1; bars <= kMostDelay; ++bars) {
    batch.Add({.entry_delay_bars = bars}, fmt::format("+{} bar{}", bars, bars == 1 ? "" : "s")).x =
        static_cast<double>(bars);
  }
  return batch;
}

Batch NoiseRuns(const Subject& subject, int64_t draws) {
  Batch batch{
      .test = {.key = "price_noise",
               .title = "Price noise",
               .varied = fmt::format("every price of every bar is moved by up to \u00b1 {:.1f} "
                                     "%, {} draws",
                                     kNoise * 100, draws),
               .seed = subject.settings.seed}};
  for (int64_t draw = 1; draw <= draws; ++draw) {
    batch.Add({.price_noise = kNoise, .noise_item = static_cast<uint64_t>(draw)},
              fmt::format("draw {}", draw));
  }
  return batch;
}

Batch CostRuns() {
  Batch batch{.test = {.key = "costs",
                       .title = "Costs",
                       .varied = "fees, spread and impact times 2 and times 3"}};
  for (const double factor : kCostFactors) {
    batch.Add({.cost_factor = factor}, fmt::format("x{:.0f}", factor)).x = factor;
  }
  return batch;
}

Batch LatencyRuns() {
  Batch batch{.test = {.key = "latency",
                       .title = "Latency",
                       .varied = "orders and what is said of them take 0 to 30 s each, in place of "
                                 "what is configured"}};
  for (const int64_t ms : kLatenciesMs) {
    batch
        .Add({.latency = base::Milliseconds(ms)},
             ms < 1'000 ? fmt::format("{} ms", ms) : fmt::format("{} s", ms / 1'000))
        .x = static_cast<double>(ms);
  }
  return batch;
}

Batch StartRuns(const Subject& subject, int64_t starts) {
  Batch batch{
      .test = {.key = "start",
               .title = "Start date",
               .varied = fmt::format("the run begins later, {} starts evenly over the first "
                                     "{:.0f} % of the range, each without knowledge of what "
                                     "was before",
                                     starts, kLatestStart * 100)}};
  const base::TimeRange range = subject.range();
  const double reach = kLatestStart * static_cast<double>((range.to - range.from).ns);
  for (int64_t i = 1; i <= starts; ++i) {
    const double shift = reach * static_cast<double>(i) / static_cast<double>(starts);
    const base::UnixNanos from = range.from + base::Nanoseconds(static_cast<int64_t>(shift));
    batch.Add({.from = from}, "from " + base::FormatDate(from)).x =
        static_cast<double>(from.ns) * 1e-9;
  }
  return batch;
}

/// How far the Sharpe ratio moves while the parameter does.
double Sensitivity(const std::string& parameter, const VariedRun& plain,
                   const std::vector<VariedRun>& runs) {
  double least = plain.sharpe.value_or(0);
  double greatest = least;
  for (const VariedRun& run : runs) {
    if (run.parameter != parameter) continue;
    least = std::min(least, run.sharpe.value_or(0));
    greatest = std::max(greatest, run.sharpe.value_or(0));
  }
  return greatest - least;
}

std::vector<double> WithOwn(const ParameterSteps& steps) {
  std::vector<double> values = steps.near;
  values.insert(std::lower_bound(values.begin(), values.end(), steps.value), steps.value);
  return values;
}

/// The grid of the two parameters that matter most; no runs where there are not two.
Batch Surface(const Subject& subject, std::vector<ParameterSteps> all, const VariedRun& plain,
              const RobustnessTest& alone) {
  Batch batch{.test = {.key = "surface", .title = "Parameter surface"}};
  std::erase_if(all, [](const ParameterSteps& steps) { return steps.near.empty(); });
  if (all.size() < 2) {
    batch.test.varied = "two parameters together; there are not two";
    return batch;
  }
  std::stable_sort(all.begin(), all.end(), [&](const ParameterSteps& a, const ParameterSteps& b) {
    return Sensitivity(a.name, plain, alone.runs) > Sensitivity(b.name, plain, alone.runs);
  });
  int64_t refused = 0;
  for (const double x : WithOwn(all[0])) {
    for (const double y : WithOwn(all[1])) {
      const std::vector<std::pair<std::string, double>> params = {{all[0].name, x},
                                                                  {all[1].name, y}};
      if (!Accepts(subject, params)) {
        ++refused;
        continue;
      }
      VariedRun& run =
          batch.Add({.params = params}, LabelOf(all[0].name, x) + ", " + LabelOf(all[1].name, y));
      run.x = x;
      run.y = y;
    }
  }
  batch.test.varied = fmt::format(
      "{} and {} together, those that move the Sharpe ratio most: {} values within "
      "\u00b1 20 % by {}{}.{}",
      all[0].name, all[1].name, all[0].near.size() + 1, all[1].near.size() + 1,
      all[0].whole || all[1].whole ? ", whole numbers rounded" : "", LeftOut({}, refused));
  return batch;
}

/// Runs the variations of all batches together and fills in their runs.
class BatchRunner {
 public:
  BatchRunner(const Subject& subject, const RobustnessSettings& settings)
      : subject_(subject), settings_(settings) {}

  base::Status Run(std::string_view what, std::vector<Batch*> batches) {
    std::vector<Variation> variations;
    for (const Batch* batch : batches) {
      variations.insert(variations.end(), batch->variations.begin(), batch->variations.end());
    }
    TryOptions options{.jobs = settings_.jobs, .interrupted = settings_.interrupted};
    if (settings_.progress) {
      options.progress = [&](int64_t done, int64_t total) {
        settings_.progress(what, done, total);
      };
    }
    TRY(const std::vector<Outcome> outcomes, TryAll(subject_, variations, options));
    size_t next = 0;
    for (Batch* batch : batches) {
      for (VariedRun& run : batch->test.runs) Fill(outcomes[next++], run);
    }
    runs_ += static_cast<int64_t>(outcomes.size());
    return {};
  }
  int64_t runs() const { return runs_; }

 private:
  const Subject& subject_;
  const RobustnessSettings& settings_;
  int64_t runs_ = 0;
};

RobustnessTest TestBootstrap(const Outcome& plain, const VariedRun& plain_run,
                             const ResamplingSettings& settings) {
  RobustnessTest test{.key = "bootstrap", .title = "Days drawn again", .seed = settings.seed};
  if (plain.daily.size() < kFewestDays) {
    test.varied = "the days of the plain run, drawn again in blocks";
    test.finding =
        fmt::format("There are {} days, and {} are needed.", plain.daily.size(), kFewestDays);
    return test;
  }
  DrawnReturns drawn = BootstrapDays(plain.daily, settings);
  test.varied = fmt::format(
      "the {} days of the plain run, drawn again {} times in blocks of {:.1f} days on average "
      "(stationary bootstrap)",
      plain.daily.size(), settings.draws, drawn.mean_block);
  test.mean_block = drawn.mean_block;
  test.drawn_returns = std::move(drawn.total_return);
  test.drawn_drawdowns = std::move(drawn.max_drawdown);
  JudgeBootstrap(plain_run, drawn.sharpe, test);
  return test;
}

RobustnessTest TestTradeOrder(const engine::RunRecord& run, const ResamplingSettings& settings) {
  RobustnessTest test{
      .key = "trade_order", .title = "Trades in another order", .seed = settings.seed};
  const std::vector<metrics::ClosedTrade> trades = ClosedTradesOf(run);
  test.varied = fmt::format(
      "the {} closed trades of the plain run, shuffled {} times; all orders "
      "end alike",
      trades.size(), settings.draws);
  if (trades.size() >= kFewestTrades) {
    std::vector<double> profits;
    for (const metrics::ClosedTrade& trade : trades) profits.push_back(trade.net_pnl());
    ShuffledTrades shuffled = ShuffleTrades(profits, run.starting_equity.ToDouble(), settings);
    test.variations = settings.draws;
    test.own_drawdown = shuffled.max_drawdown;
    test.drawn_drawdowns = std::move(shuffled.drawdowns);
  }
  JudgeTradeOrder(test);
  return test;
}

RobustnessReport Describe(const Subject& subject, const engine::RunRecord& run) {
  RobustnessReport report{.family = FamilyOf(subject.settings),
                          .synthetic = IsSynthetic(run),
                          .from = run.from,
                          .to = run.to,
                          .bars = run.bars,
                          .seed = run.seed,
                          .journal_hash = run.journal_hash};
  for (const engine::StrategyRecord& strategy : run.strategies) {
    const std::string owner = run.strategies.size() == 1 ? "" : strategy.name + ".";
    for (const auto& [name, value] : strategy.params)
      report.params.emplace_back(owner + name, value);
  }
  const MeasuredRun measured(run);
  const metrics::EquitySeries& equity = measured.strategy().inputs.strategy;
  report.times.assign(equity.times.begin(), equity.times.end());
  report.equity.assign(equity.equity.begin(), equity.equity.end());
  report.failure_cases = ResultsIn(FindFailureCases(subject.series), measured.strategy().inputs);
  return report;
}

}  // namespace

base::Result<RobustnessReport> TestRobustness(const Subject& subject,
                                              const RobustnessSettings& settings) {
  const Size& size = settings.quick ? kQuick : kWhole;
  TRY(const std::vector<ParameterSteps> steps, StepsOf(subject, settings.params, size.step));
  TRY(const engine::RunRecord record, RunVariation(subject, {}, settings.interrupted));
  const Outcome plain = OutcomeOf(record, record.from);
  RobustnessReport report = Describe(subject, record);
  report.quick = settings.quick;
  report.plain.label = "plain";
  Fill(plain, report.plain);

  BatchRunner runner(subject, settings);
  std::vector<Batch> batches = {OneAtATime(subject, steps, size.step),
                                LateEntryRuns(),
                                NoiseRuns(subject, size.noises),
                                CostRuns(),
                                LatencyRuns(),
                                StartRuns(subject, size.starts)};
  std::vector<Batch*> all;
  for (Batch& batch : batches) all.push_back(&batch);
  TRY(runner.Run("variations", all));
  Batch surface = Surface(subject, steps, report.plain, batches.front().test);
  TRY(runner.Run("parameter surface", {&surface}));
  batches.insert(batches.begin() + 1, std::move(surface));
  report.runs = runner.runs() + 1;

  for (Batch& batch : batches) {
    JudgeRuns(report.plain, batch.test);
    report.tests.push_back(std::move(batch.test));
  }
  const ResamplingSettings resampling{
      .draws = kResamples, .seed = subject.settings.seed, .jobs = settings.jobs};
  report.tests.push_back(TestBootstrap(plain, report.plain, resampling));
  report.tests.push_back(TestTradeOrder(record, resampling));
  JudgeAll(report);
  return report;
}

}  // namespace keel::research
