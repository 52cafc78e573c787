// SPDX-License-Identifier: MIT
// A run as tables that pandas, R and a spreadsheet open without being told anything: RFC 4180, one
// header line, times as ISO 8601 of one length per file, money as exact decimals.
#pragma once

#include <string>

#include "research/metrics_of_run.h"

namespace keel::research {

std::string TradesCsv(const engine::RunRecord& run);
std::string OrdersCsv(const engine::RunRecord& run);
std::string FillsCsv(const engine::RunRecord& run);
std::string RefusalsCsv(const engine::RunRecord& run);
/// One row a closed day and strategy: time, strategy, share, profit since the start, return.
std::string SleevesCsv(const engine::RunRecord& run);
/// One row a decision and strategy: time, method, why, strategy, share, note.
std::string AllocationsCsv(const engine::RunRecord& run);

/// One row a large order that an algorithm worked: what it was, and what it cost and why (the
/// columns of execution::CostRow; the parts from delay to opportunity sum to total).
std::string ParentsCsv(const engine::RunRecord& run);

/// Rows of equity.csv at most; a longer curve keeps every k-th point and the last. equity.npy has
/// all of them.
inline constexpr size_t kMostEquityRows = 200'000;
/// time, equity, drawdown (fraction below the peak), exposure, benchmark.
std::string EquityCsv(const MeasuredRun& measured);
/// The same columns, every point, as a NumPy structured array (time: datetime64[ns]).
std::string EquityNpy(const MeasuredRun& measured);

/// `text` as one field: quoted where it must be.
std::string CsvField(std::string_view text);

}  // namespace keel::research
