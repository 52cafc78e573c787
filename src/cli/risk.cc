// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "base/text.h"
#include "cli/common_returns.h"
#include "cli/page_files.h"
#include "cli/risk_methods.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "models/risk_measures/contributions.h"
#include "research/report/risk_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;

base::Result<std::vector<double>> ParseNumbers(std::string_view option,
                                               const std::vector<std::string>& texts) {
  std::vector<double> numbers;
  for (const std::string& text : texts) {
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec != std::errc() || parsed.ptr != end || !std::isfinite(value)) {
      return Fail(ErrorCode::kUsage, fmt::format("{}: \"{}\" is not a number", option, text));
    }
    numbers.push_back(value);
  }
  return numbers;
}

/// A portfolio that is brought back to its weights after every return.
struct Portfolio {
  std::vector<std::string> pairs;
  std::vector<double> weights;
  CommonReturns simple;  ///< simple returns
};

class Risk final : public Verb {
 public:
  std::string_view name() const override { return "risk"; }
  std::string_view summary() const override {
    return "measures value at risk and expected shortfall of a series or of weighted pairs";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options);
    options.List("--weights", &weights_,
                 "of -p A,B,C: shares that sum to at most 1 (default equal)");
    options.List("--confidence", &levels_, "one or more of 0.5 to 1 (default 0.95,0.99)");
    options.Whole("--horizon", &horizon_, "returns ahead that are added up (default 1)");
    options.Whole("--paths", &paths_, "futures of simulating methods (default 10000)");
    options.Whole("--window", &window_,
                  "returns that each test of a method knows (default 500; 0: no tests)");
  }

  base::Status Run(Session& session) override {
    TRY(const RiskQuestion question, Question(session));
    research::RiskReport report;
    TRY(const InputSeries series, Series(session, question, report));
    report.series = series.name;
    report.synthetic = series.synthetic;
    report.own_units = series.own_units;
    report.observations = series.returns.size();
    report.horizon = question.horizon;
    TRY(CheckSeries(series, question));
    const RiskTests tests =
        PlanTests(series.returns.size(), static_cast<size_t>(window_), question.horizon);
    report.window = tests.at.empty() ? 0 : tests.window;
    if (tests.at.empty() && window_ > 0) {
      report.note = fmt::format(
          "Nothing was tested: {} returns are too few for 100 tests of {} with {} before each",
          series.returns.size(), question.horizon, window_);
    }
    for (const size_t at : tests.at) {
      if (!series.times.empty()) report.times.push_back(series.times[at + question.horizon - 1]);
    }
    for (const RiskMethod& method : RiskMethods()) {
      TRY(report.rows.emplace_back(), Row(method, series.returns, question, tests, session));
    }
    session.progress->Finish();
    session.print(session.json ? research::RiskJson(report) : research::RiskText(report));
    return WritePage(
        session, "risk", [&] { return research::RiskHtml(report); },
        [&] { return research::RiskJson(report); });
  }

 private:
  base::Result<RiskQuestion> Question(const Session& session) const {
    RiskQuestion question;
    if (!levels_.empty()) {
      TRY(question.levels, ParseNumbers("--confidence", levels_));
      std::sort(question.levels.begin(), question.levels.end());
    }
    for (const double level : question.levels) {
      if (level > 0.5 && level < 1) continue;
      return Fail(ErrorCode::kUsage,
                  fmt::format("--confidence {} must lie between 0.5 and 1, e.g. 0.95", level));
    }
    if (horizon_ < 1 || horizon_ > 100'000) {
      return Fail(ErrorCode::kUsage, fmt::format("--horizon {} must lie in 1 to 100000", horizon_));
    }
    if (paths_ < 100 || paths_ > 1'000'000) {
      return Fail(ErrorCode::kUsage, fmt::format("--paths {} must lie in 100 to 1000000", paths_));
    }
    if (window_ < 0) {
      return Fail(ErrorCode::kUsage, fmt::format("--window {} must be at least 0", window_));
    }
    question.horizon = static_cast<size_t>(horizon_);
    question.paths = paths_;
    question.seed = session.seed.value_or(1);
    return question;
  }

  static base::Status CheckSeries(const InputSeries& series, const RiskQuestion& question) {
    constexpr size_t kFewest = 20;
    const size_t needed = std::max(kFewest, question.horizon + 1);
    if (series.returns.size() < needed) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} has {} returns; a horizon of {} needs at least {}", series.name,
                              series.returns.size(), question.horizon, needed));
    }
    return CheckMoves(series.returns, series.name);
  }

  /// The series, or that of the portfolio, whose contributions then go into the report.
  base::Result<InputSeries> Series(const Session& session, const RiskQuestion& question,
                                   research::RiskReport& report) const {
    const std::vector<std::string> pairs = input_.pairs();
    if (pairs.size() < 2) {
      if (!weights_.empty()) {
        return Fail(ErrorCode::kUsage, "--weights belongs to several pairs: -p A,B,C");
      }
      return input_.Read(session);
    }
    TRY(Portfolio portfolio, ReadPortfolio(session, pairs, report));
    const models::ReturnTable table = portfolio.simple.table();
    InputSeries series;
    for (size_t i = 0; i < pairs.size(); ++i) {
      series.name +=
          fmt::format("{}{:g} {}", i == 0 ? "" : " + ", portfolio.weights[i], portfolio.pairs[i]);
    }
    series.synthetic = report.synthetic;
    series.times = portfolio.simple.times;
    for (size_t row = 0; row < table.rows(); ++row) {
      double sum = 0;
      for (size_t i = 0; i < pairs.size(); ++i) sum += portfolio.weights[i] * table.at(row, i);
      series.returns.push_back(sum);
    }
    TRY(AddShares(portfolio, question, report));
    return series;
  }

  base::Result<Portfolio> ReadPortfolio(const Session& session,
                                        const std::vector<std::string>& pairs,
                                        research::RiskReport& report) const {
    Portfolio portfolio;
    TRY(portfolio.weights, Weights(pairs.size()));
    std::vector<TimedPrices> prices;
    for (const std::string& pair : pairs) {
      TRY(const InputSeries one, input_.OfPair(pair).Read(session));
      portfolio.pairs.push_back(one.name.substr(0, one.name.find(' ')));
      if (std::count(portfolio.pairs.begin(), portfolio.pairs.end(), portfolio.pairs.back()) > 1) {
        return Fail(ErrorCode::kUsage, fmt::format("-p names {} twice", portfolio.pairs.back()));
      }
      report.synthetic = report.synthetic || one.synthetic;
      TimedPrices closes;
      for (size_t i = 0; i < one.times.size(); ++i) {
        closes.times.push_back(one.times[i]);
        closes.prices.push_back(one.bars[i + 1].close);
      }
      prices.push_back(std::move(closes));
    }
    std::vector<const TimedPrices*> each;
    for (const TimedPrices& one : prices) each.push_back(&one);
    portfolio.simple = AlignReturns(each);
    for (double& r : portfolio.simple.values) r = std::expm1(r);
    if (portfolio.simple.times.size() < 2) {
      return Fail(ErrorCode::kUsage, "these pairs have fewer than 2 returns at the same times");
    }
    return portfolio;
  }

  base::Result<std::vector<double>> Weights(size_t count) const {
    if (weights_.empty()) return std::vector<double>(count, 1.0 / static_cast<double>(count));
    TRY(std::vector<double> weights, ParseNumbers("--weights", weights_));
    if (weights.size() != count) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--weights has {} numbers for {} pairs", weights.size(), count));
    }
    for (const double weight : weights) {
      if (weight >= 0) continue;
      return Fail(ErrorCode::kUsage,
                  fmt::format("--weights: {} is negative, and spot holds nothing short", weight));
    }
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    if (!(sum > 0) || sum > 1 + 1e-9) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--weights sum to {:g}; they are shares that sum to at most 1 (the "
                              "rest is cash) and not to 0",
                              sum));
    }
    return weights;
  }

  /// Contributions to the sums over the horizon.
  static base::Status AddShares(const Portfolio& portfolio, const RiskQuestion& question,
                                research::RiskReport& report) {
    const models::ReturnTable table = portfolio.simple.table();
    std::vector<double> sums;
    for (size_t row = 0; row + question.horizon <= table.rows(); ++row) {
      for (size_t i = 0; i < table.assets; ++i) {
        double sum = 0;
        for (size_t k = 0; k < question.horizon; ++k) sum += table.at(row + k, i);
        sums.push_back(sum);
      }
    }
    const models::ReturnTable over{sums, table.assets};
    for (const double level : question.levels) {
      TRY(const auto past, models::HistoricalContributions(portfolio.weights, over, level));
      report.shares.push_back(SharesOf(portfolio, past, "historical", level));
      TRY(const auto law, models::NormalContributions(portfolio.weights, over, level));
      report.shares.push_back(SharesOf(portfolio, law, "normal", level));
    }
    return {};
  }

  static research::RiskShares SharesOf(const Portfolio& portfolio,
                                       const models::RiskContributions& contributions,
                                       std::string_view method, double level) {
    research::RiskShares shares{method, level, contributions.total, {}};
    for (size_t i = 0; i < portfolio.pairs.size(); ++i) {
      shares.assets.push_back({portfolio.pairs[i], portfolio.weights[i],
                               contributions.marginal_var[i], contributions.component_var[i],
                               contributions.marginal_es[i], contributions.component_es[i]});
    }
    return shares;
  }

  static base::Result<research::RiskRow> Row(const RiskMethod& method,
                                             const std::vector<double>& returns,
                                             const RiskQuestion& question, const RiskTests& tests,
                                             const Session& session) {
    research::RiskRow row;
    row.method = method.name;
    row.what = method.what;
    const RiskAnswer answer = method.measure(returns, question);
    if (!answer) {
      row.refusal = answer.error().message;
      return row;
    }
    for (size_t i = 0; i < question.levels.size(); ++i) {
      row.levels.push_back({question.levels[i], (*answer)[i], std::nullopt});
    }
    if (tests.at.empty()) return row;
    auto tested = BacktestRisk(method, returns, tests, question, session);
    if (!tested && tested.error().code == ErrorCode::kInterrupted) {
      return base::Fail(ErrorCode::kInterrupted, tested.error().message);
    }
    if (!tested) {
      row.untested = tested.error().message;
      return row;
    }
    for (size_t i = 0; i < tested->size(); ++i) row.levels[i].backtest = std::move((*tested)[i]);
    return row;
  }

  SeriesInput input_;
  std::vector<std::string> weights_;
  std::vector<std::string> levels_;
  int64_t horizon_ = 1;
  int64_t paths_ = 10'000;
  int64_t window_ = 500;
};

}  // namespace

std::unique_ptr<Verb> MakeRisk() { return std::make_unique<Risk>(); }

}  // namespace keel::cli
