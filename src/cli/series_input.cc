// SPDX-License-Identifier: MIT
#include "cli/series_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "storage/catalog.h"
#include "storage/number_column.h"

namespace keel::cli {

using base::ErrorCode;
using base::Fail;

void SeriesInput::Declare(Options& options, bool several) {
  options.Text("-p,--pair", &pair_,
               several ? "stored pair whose bars are used, with -t; several: BTC/USDT,ETH/USDT"
                       : "stored pair whose bars are used, with -t");
  options.Text("-t,--timeframe", &timeframe_, "length of the stored bars");
  options.Text("--timerange", &timerange_, "20180131-20180301, either end may be open");
  options.Text("--venue", &venue_, "whose stored bars (default binance)");
  options.Text("--csv", &csv_, "a file with a column of numbers instead of stored bars");
  options.Text("--column", &column_,
               several ? "its header or number, or several (default: the only one of numbers)"
                       : "its header or number (default: the only one of numbers)");
  options.Flag("--prices", &prices_, "the column holds prices: log returns are taken");
  options.Flag("--returns", &returns_, "the column holds returns, used as they are");
  options.Flag("--skip-missing", &skip_missing_, "leave out rows whose cell is empty, . or NA");
}

base::Status CheckMoves(const std::vector<double>& returns, const std::string& name) {
  const auto [low, high] = std::minmax_element(returns.begin(), returns.end());
  if (*low < *high) return {};
  return Fail(ErrorCode::kUsage,
              fmt::format("{} never moves: all {} returns are {:g}", name, returns.size(), *low));
}

base::Result<std::vector<double>> LogReturns(const std::vector<double>& prices,
                                             const std::string& name) {
  std::vector<double> returns;
  returns.reserve(prices.size());
  for (size_t i = 0; i < prices.size(); ++i) {
    if (!(prices[i] > 0)) {
      return Fail(ErrorCode::kUsage,
                  fmt::format("{}: price {} is {}, and only positive prices have "
                              "log returns; use --returns for returns",
                              name, i + 1, prices[i]));
    }
    if (i > 0) returns.push_back(std::log(prices[i] / prices[i - 1]));
  }
  return returns;
}

base::Result<InputSeries> SeriesInput::ReadFile(const Session& session) const {
  if (prices_ == returns_) {
    return Fail(ErrorCode::kUsage, "--csv needs one of --prices and --returns");
  }
  auto read = storage::ReadNumberColumn(
      PathFrom(session, csv_), column_,
      skip_missing_ ? storage::MissingCells::kSkip : storage::MissingCells::kRefuse);
  if (!read && read.error().message.ends_with("is a missing value")) {
    read.error().message += "; --skip-missing leaves such rows out";
  }
  TRY(storage::NumberColumn column, std::move(read));
  if (column.skipped > 0) {
    session.note(fmt::format("{} rows without a value were left out", column.skipped));
  }
  InputSeries series;
  series.name = csv_.substr(csv_.find_last_of('/') + 1) + " " + column.name;
  series.asset = column.name;
  if (returns_) {
    series.returns = std::move(column.values);
    series.own_units = true;
    return series;
  }
  series.last_price = column.values.back();
  TRY(series.returns, LogReturns(column.values, series.name));
  return series;
}

base::Result<InputSeries> SeriesInput::ReadCatalog(const Session& session) const {
  if (pair_.empty() || timeframe_.empty()) {
    return Fail(ErrorCode::kUsage,
                "no series: name stored bars with -p and -t, or a file with --csv and --column");
  }
  if (prices_ || returns_ || skip_missing_ || !column_.empty()) {
    return Fail(ErrorCode::kUsage,
                "--column, --prices, --returns and --skip-missing belong to --csv");
  }
  TRY(const core::Symbol symbol, core::ParseSymbol(pair_));
  TRY(const core::Timeframe timeframe, core::Timeframe::Parse(timeframe_));
  TRY(const base::TimeRange range, base::ParseTimeRange(timerange_));
  const storage::Catalog catalog(session.data_dir);
  TRY(const auto stored, catalog.Open({venue_, symbol, timeframe}));
  InputSeries series;
  series.name = fmt::format("{} {} at {}", symbol.ToString(), timeframe.name(), venue_);
  series.asset = symbol.ToString();
  series.synthetic = stored->note().synthetic;
  series.periods_per_year = timeframe.periods_per_year();
  series.timeframe = timeframe;
  std::vector<double> closes;
  for (const core::Bar& bar : stored->bars()) {
    const base::UnixNanos close = timeframe.CloseOf(bar.open_time);
    if (bar.open_time < range.from || close > range.to) continue;
    if (!closes.empty()) series.times.push_back(close);
    closes.push_back(bar.close);
    series.bars.push_back(bar);
  }
  if (closes.size() < 2) {
    return Fail(ErrorCode::kUsage, series.name + " has fewer than 2 bars in the time range");
  }
  series.last_price = closes.back();
  TRY(series.returns, LogReturns(closes, series.name));
  return series;
}

std::vector<std::string> SeriesInput::pairs() const {
  std::vector<std::string> pairs;
  for (const std::string_view part : base::Split(pair_, ',')) {
    if (!base::Trim(part).empty()) pairs.emplace_back(base::Trim(part));
  }
  return pairs;
}

SeriesInput SeriesInput::OfPair(const std::string& pair) const {
  SeriesInput one = *this;
  one.pair_ = pair;
  return one;
}

base::Result<InputSeries> SeriesInput::Read(const Session& session) const {
  if (csv_.empty()) return ReadCatalog(session);
  if (!pair_.empty() || !timeframe_.empty() || !timerange_.empty()) {
    return Fail(ErrorCode::kUsage,
                "--csv and stored bars (-p, -t, --timerange) exclude each other");
  }
  return ReadFile(session);
}

base::Result<std::vector<InputSeries>> SeriesInput::ReadEach(const Session& session) const {
  const std::string& list = csv_.empty() ? pair_ : column_;
  std::vector<InputSeries> all;
  for (size_t begin = 0; begin <= list.size();) {
    const size_t end = std::min(list.find(',', begin), list.size());
    SeriesInput one = *this;
    (csv_.empty() ? one.pair_ : one.column_) = list.substr(begin, end - begin);
    if (begin == end && !list.empty()) {
      return Fail(ErrorCode::kUsage, fmt::format("\"{}\" has an empty name in it", list));
    }
    begin = end + 1;
    TRY(InputSeries series, one.Read(session));
    for (const InputSeries& other : all) {
      if (other.asset != series.asset) continue;
      return Fail(ErrorCode::kUsage, fmt::format("{} is named twice", series.asset));
    }
    all.push_back(std::move(series));
  }
  return all;
}

}  // namespace keel::cli
