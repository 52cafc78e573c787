// SPDX-License-Identifier: MIT
#include "cli/calibrate_series.h"

#include <fmt/format.h>

namespace keel::cli {
namespace {

using base::ErrorCode;

base::Result<research::CalibrationRow> RowOf(const std::string& name, const JointSeries& series,
                                             const models::CalibrationSettings& settings,
                                             const Session& session) {
  research::CalibrationRow row{.name = name, .returns = series.table().rows()};
  const auto go_on = [&](int64_t done, int64_t total) {
    session.progress->Update("calibrating " + name, done, total);
    return session.interrupted == nullptr || !session.interrupted->load();
  };
  auto calibration = models::Calibrate(series.table(), settings, go_on);
  if (calibration) {
    row.calibration = *std::move(calibration);
    return row;
  }
  if (calibration.error().code == ErrorCode::kInterrupted) {
    return tl::unexpected(calibration.error());
  }
  row.refusal = calibration.error().message;
  return row;
}

}  // namespace

base::Result<research::CalibrationReport> CalibrateSeries(
    const std::vector<InputSeries>& all, const models::CalibrationSettings& settings,
    const Session& session) {
  TRY(const JointSeries joint, Join(all));
  research::CalibrationReport report{
      .series = joint.name, .synthetic = joint.synthetic, .settings = settings};
  for (const InputSeries& series : all) {
    TRY(const JointSeries alone, Join({series}));
    models::CalibrationSettings one = settings;
    if (all.size() > 1) one.weights.clear();
    TRY(auto row, RowOf(series.asset, alone, one, session));
    report.rows.push_back(std::move(row));
  }
  if (all.size() > 1) {
    TRY(auto row, RowOf("portfolio", joint, settings, session));
    report.rows.push_back(std::move(row));
    session.note(fmt::format("portfolio: {} bars that all {} series have; {} dropped", joint.common,
                             all.size(), joint.dropped));
  }
  session.progress->Finish();
  for (const research::CalibrationRow& row : report.rows) {
    if (row.calibration) return report;
  }
  return base::Fail(ErrorCode::kUsage,
                    fmt::format("{}: {}", report.rows[0].name, report.rows[0].refusal));
}

}  // namespace keel::cli
