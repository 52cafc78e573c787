// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/joint_series.h"
#include "cli/page_files.h"
#include "cli/series_input.h"
#include "cli/verbs.h"
#include "engine/series_loader.h"
#include "models/correlation/clusters.h"
#include "models/correlation/dcc.h"
#include "models/volatility/garch.h"
#include "research/report/correlation_report.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using models::ReturnTable;
using research::CorrelationReport;

/// Whether the asset has two different returns in these rows.
bool Moves(const ReturnTable& rows, size_t asset) {
  for (size_t row = 1; row < rows.rows(); ++row) {
    if (rows.at(row, asset) != rows.at(0, asset)) return true;
  }
  return false;
}

/// The first asset that stands still in these rows.
std::optional<size_t> Still(const ReturnTable& rows) {
  for (size_t asset = 0; asset < rows.assets; ++asset) {
    if (!Moves(rows, asset)) return asset;
  }
  return std::nullopt;
}

/// Keeps the bars that close at midnight UTC: the risk table, too, looks at whole days.
base::Status KeepDailyCloses(InputSeries& series) {
  std::erase_if(series.bars, [&](const core::Bar& bar) {
    const base::UnixNanos close = series.timeframe->CloseOf(bar.open_time);
    return base::StartOfDay(close) != close;
  });
  if (!series.bars.empty()) return {};
  return Fail(ErrorCode::kUsage, series.name + " has no bar that closes at midnight UTC");
}

/// Returns over a gap of several days are no daily returns.
void DropLongReturns(JointSeries& joint) {
  const size_t assets = joint.assets.size();
  std::vector<double> kept;
  for (size_t row = 0; row + 1 < joint.opens.size(); ++row) {
    if (joint.opens[row + 1] - joint.opens[row] != base::Days(1)) continue;
    const auto first = joint.returns.begin() + static_cast<std::ptrdiff_t>(row * assets);
    kept.insert(kept.end(), first, first + static_cast<std::ptrdiff_t>(assets));
  }
  joint.returns = std::move(kept);
}

class Correlation final : public Verb {
 public:
  std::string_view name() const override { return "correlation"; }
  std::string_view summary() const override {
    return "tells how pairs move together, which are one bet, and whether that has changed";
  }
  std::string_view group() const override { return "research"; }
  void Declare(Options& options) override {
    input_.Declare(options, true);
    options.Text("--method", &method_, "shrunk (default), ewma or dcc");
    options.Number("--lambda", &lambda_, "weight that ewma keeps from day to day (default 0.94)");
    options.Whole("--days", &days_,
                  "recent daily returns (rows of a file): what shrunk knows, and what is held "
                  "against the time before (default 60)");
    options.Number("--threshold", &threshold_,
                   "correlation that every two of a cluster have (default 0.7)");
  }

  base::Status Run(Session& session) override {
    TRY(CheckOptions());
    CorrelationReport report;
    TRY(const JointSeries joint, Read(session, report));
    TRY(CheckRows(joint, report));
    TRY(Estimate(joint, report));
    report.threshold = threshold_;
    report.clusters = models::CorrelationClusters(report.correlation, threshold_);
    TRY(Test(session, joint, report));
    session.print(session.json ? research::CorrelationJson(report)
                               : research::CorrelationText(report));
    return WritePage(
        session, "correlation", [&] { return research::CorrelationHtml(report); },
        [&] { return research::CorrelationJson(report); });
  }

 private:
  base::Status CheckOptions() const {
    if (method_ != "shrunk" && method_ != "ewma" && method_ != "dcc") {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--method \"{}\" is none of shrunk, ewma and dcc", method_));
    }
    if (!(lambda_ > 0 && lambda_ < 1)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--lambda {} must lie between 0 and 1, e.g. 0.94", lambda_));
    }
    if (!(threshold_ >= -1 && threshold_ <= 1)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("--threshold {} must lie in -1 to 1, e.g. 0.7", threshold_));
    }
    if (days_ < 10 || days_ > 100'000) {
      return Fail(ErrorCode::kUsage, fmt::format("--days {} must lie in 10 to 100000", days_));
    }
    return {};
  }

  base::Result<JointSeries> Read(const Session& session, CorrelationReport& report) const {
    TRY(std::vector<InputSeries> all, input_.ReadEach(session));
    if (all.size() < 2) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} is alone, and a correlation needs two: -p A,B,C, or --column A,B "
                              "of a file",
                              all[0].asset));
    }
    const auto timeframe = all[0].timeframe;
    report.row = timeframe ? "daily return" : "row";
    if (timeframe && *timeframe > core::Timeframe::Of(base::Days(1))) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("-t {} is longer than a day, and correlations are those of daily "
                              "closes: use 1d or shorter bars",
                              timeframe->name()));
    }
    for (InputSeries& series : all) {
      if (!timeframe) break;
      report.hashes.push_back(engine::HashBars(series.bars));
      TRY(KeepDailyCloses(series));
    }
    TRY(JointSeries joint, Join(all));
    if (timeframe) DropLongReturns(joint);
    report.series = joint.name;
    report.synthetic = joint.synthetic;
    report.assets = joint.assets;
    report.dropped = joint.dropped;
    report.rows = joint.table().rows();
    if (timeframe) {
      report.from = timeframe->CloseOf(joint.opens.front());
      report.to = timeframe->CloseOf(joint.opens.back());
    }
    if (all[0].own_units) return joint;
    for (double& r : joint.returns) r = std::expm1(r);  // simple, as the risk table's
    return joint;
  }

  base::Status CheckRows(const JointSeries& joint, CorrelationReport& report) const {
    report.window = static_cast<size_t>(days_);
    if (report.rows < report.window) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} have {} {}s in common, and --days {} asks for as many",
                              report.series, report.rows, report.row, days_));
    }
    const ReturnTable last = joint.table().Slice(report.rows - report.window, report.window);
    if (const auto still = Still(last)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{} never moves in the last {} {}s: it has no correlation",
                              joint.assets[*still], report.window, report.row));
    }
    return {};
  }

  base::Status Estimate(const JointSeries& joint, CorrelationReport& report) const {
    report.method = method_;
    if (method_ == "ewma") return EstimateEwma(joint, report);
    if (method_ == "dcc") return EstimateDcc(joint, report);
    const ReturnTable last = joint.table().Slice(report.rows - report.window, report.window);
    TRY(const models::Shrunk shrunk, models::ConstantCorrelationCovariance(last));
    TRY(report.correlation, models::CorrelationOf(shrunk.covariance));
    TRY(const auto sample, models::SampleCovariance(last));
    TRY(const auto plain, models::CorrelationOf(sample));
    report.intensity = shrunk.intensity;
    report.estimate = fmt::format(
        "Of the last {} {}s, shrunk by Ledoit and Wolf's intensity {:.3f} (mean before that "
        "{:.2f})",
        report.window, report.row, shrunk.intensity, research::MeanCorrelation(plain));
    return {};
  }

  base::Status EstimateEwma(const JointSeries& joint, CorrelationReport& report) const {
    TRY(const auto covariance, models::EwmaCovariance(joint.table(), lambda_));
    TRY(report.correlation, models::CorrelationOf(covariance));
    report.lambda = lambda_;
    report.estimate = fmt::format(
        "Exponentially weighted (lambda {:g} a {}: half of the weight is on the last {:.1f})",
        lambda_, report.row, std::log(0.5) / std::log(lambda_));
    return {};
  }

  static base::Status EstimateDcc(const JointSeries& joint, CorrelationReport& report) {
    const ReturnTable table = joint.table();
    std::vector<double> residuals(table.values.size());
    for (size_t asset = 0; asset < table.assets; ++asset) {
      std::vector<double> own;
      for (size_t row = 0; row < table.rows(); ++row) own.push_back(table.at(row, asset));
      const auto fit = models::FitGarch(own, {});
      if (!fit) return base::Wrap(fit.error(), joint.assets[asset] + ", GARCH before DCC");
      TRY(const auto filtered, models::FilterGarch(own, {}, fit->params));
      for (size_t row = 0; row < table.rows(); ++row) {
        residuals[row * table.assets + asset] = filtered.standardised_residuals[row];
      }
    }
    TRY(const models::Dcc dcc, models::FitDcc({residuals, table.assets}));
    report.correlation = dcc.next;
    report.dcc_a = dcc.a;
    report.dcc_b = dcc.b;
    report.estimate =
        fmt::format("Expected of the next {} by DCC over GARCH(1,1) (a {:.4f}, b {:.4f})",
                    report.row, dcc.a, dcc.b);
    return {};
  }

  base::Status Test(const Session& session, const JointSeries& joint,
                    CorrelationReport& report) const {
    report.test = {.window = report.window, .seed = session.seed.value_or(1)};
    if (report.rows < 2 * report.window) {
      report.untested = fmt::format("{} {}s are fewer than two windows of {}", report.rows,
                                    report.row, report.window);
      return {};
    }
    const ReturnTable before = joint.table().Slice(0, report.rows - report.window);
    if (const auto still = Still(before)) {
      report.untested = fmt::format("{} never moves before the last {} {}s", joint.assets[*still],
                                    report.window, report.row);
      return {};
    }
    TRY(report.breakdown, models::TestBreakdown(joint.table(), report.test));
    return {};
  }

  SeriesInput input_;
  std::string method_ = "shrunk";
  double lambda_ = 0.94;
  int64_t days_ = 60;
  double threshold_ = 0.7;
};

}  // namespace

std::unique_ptr<Verb> MakeCorrelation() { return std::make_unique<Correlation>(); }

}  // namespace keel::cli
