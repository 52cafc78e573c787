// SPDX-License-Identifier: MIT
// Where a verb that fits a model takes its series from: stored bars, or a column of any file. One
// set of options for all of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "core/bar.h"
#include "core/timeframe.h"

namespace keel::cli {

/// Returns, and what is known of where they come from.
struct InputSeries {
  std::string name;                          ///< "BTC/USDT 1h at binance", "dmbp.csv V1"
  std::string asset;                         ///< "BTC/USDT", "V1"
  std::vector<double> returns;               ///< log returns of prices, or as the file has them
  std::vector<base::UnixNanos> times;        ///< close of each return's bar; empty for a file
  std::vector<core::Bar> bars;               ///< all of them; empty for a file
  std::optional<double> last_price;          ///< absent where returns were given
  std::optional<double> periods_per_year;    ///< of 365 days; absent for a file
  std::optional<core::Timeframe> timeframe;  ///< of the bars; absent for a file
  bool synthetic = false;
  bool own_units = false;  ///< returns as the file has them, perhaps percents
};

class SeriesInput {
 public:
  /// `several`: the verb uses ReadEach.
  void Declare(Options& options, bool several = false);
  /// kUsage for contradicting options and fewer than two numbers; otherwise as the file or the
  /// catalog says.
  base::Result<InputSeries> Read(const Session& session) const;
  /// The pairs of -p, which may be several at commas for a verb that takes several.
  std::vector<std::string> pairs() const;
  /// The same input with one of its pairs.
  SeriesInput OfPair(const std::string& pair) const;
  /// Whether any option names a series.
  bool is_set() const { return !csv_.empty() || !pair_.empty() || !timeframe_.empty(); }
  /// Read for each of several pairs or columns, separated by commas.
  base::Result<std::vector<InputSeries>> ReadEach(const Session& session) const;

 private:
  base::Result<InputSeries> ReadFile(const Session& session) const;
  base::Result<InputSeries> ReadCatalog(const Session& session) const;

  std::string csv_, column_;
  bool prices_ = false;
  bool returns_ = false;
  bool skip_missing_ = false;
  std::string venue_ = "binance";
  std::string pair_, timeframe_;
  std::string timerange_;
};

/// kUsage where all of the returns (one at least) are the same.
base::Status CheckMoves(const std::vector<double>& returns, const std::string& name);

/// Log differences. kUsage, with the place, for a price that is not positive.
base::Result<std::vector<double>> LogReturns(const std::vector<double>& prices,
                                             const std::string& name);

}  // namespace keel::cli
