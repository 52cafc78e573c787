// SPDX-License-Identifier: MIT
// The sections of the tear sheet, one file each, and the few elements that they share.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "research/report/candles.h"
#include "research/report/integrity.h"
#include "research/report/json.h"
#include "research/report/svg.h"

namespace keel::research {

/// The page's style sheet and its script (theme switch, read-out under the pointer).
extern const std::string_view kPageStyle;
extern const std::string_view kPageScript;

/// Did it make money, at what risk, can it be believed.
std::string AnswersSection(const MeasuredRun& measured, const Provenance& provenance);
/// The plots of QuantStats, in its order.
std::string ReturnsSection(const MeasuredRun& measured);
/// Exposure, candles with fills, costs, trades as points.
std::string TradingSection(const MeasuredRun& measured, std::span<const CandleChart> charts);
/// Who made the profit and how the account was shared; empty for one strategy alone.
std::string SleevesSection(const MeasuredRun& measured);
/// What strategies tell of themselves; empty where none does.
std::string StrategiesSection(const MeasuredRun& measured);
std::string MetricsSection(const MeasuredRun& measured);
std::string TradesSection(const MeasuredRun& measured);
std::string RiskSection(const MeasuredRun& measured);
std::string ProvenanceSection(const MeasuredRun& measured, const Provenance& provenance);

/// "12.3 %" with a true minus sign, for text that stands in HTML (escaped).
std::string Minus(std::string_view number);
/// A table cell with a number; `sign` colours it by its sign.
std::string NumberCell(std::string_view text, std::optional<double> sign = std::nullopt);
std::string TextCell(std::string_view text);
/// A cell of a heat map of correlations, in [-1, 1]: the stronger the deeper its colour.
std::string HeatCell(double value);
/// A table from header titles and finished <tr> rows; the titles of the first `left` and the last
/// `left_last` columns are aligned left.
std::string HtmlTable(const std::vector<std::string>& header, size_t left, std::string_view rows,
                      size_t left_last = 0);
/// A figure over the whole width around an HtmlTable; title and unit are plain text.
std::string TableFigure(std::string_view title, std::string_view unit, std::string_view table);
/// <tr> rows of plain texts; the first `left` cells of each are aligned left.
std::string HtmlRows(const std::vector<std::vector<std::string>>& rows, size_t left);
/// "pass", "weak" or "fail" in its colour, with the sentence why, which has no full stop.
std::string VerdictHtml(std::string_view verdict, std::string_view reason);
/// <h2> with an anchor.
std::string SectionTitle(std::string_view id, std::string_view title);

/// Points of a series against its times.
std::vector<Point> PointsOf(std::span<const base::UnixNanos> times, std::span<const double> values);
/// From the first to the last point of the run.
Axis RunAxis(const MeasuredRun& measured, int wanted);

}  // namespace keel::research
