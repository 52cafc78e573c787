// SPDX-License-Identifier: MIT
// One column of a table as numbers: how a series that is no market data (a textbook's, a fund's
// returns) reaches a model.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::storage {

struct NumberColumn {
  std::string name;  ///< its header, or its number where there is none
  std::vector<double> values;
  int64_t skipped = 0;  ///< rows left out because their cell marks a missing value
};

/// What to do with a cell that marks a missing value: empty, ".", "-", "NA", "N/A", "NaN", "null",
/// "none".
enum class MissingCells { kRefuse, kSkip };

/// Reads column `column` (its header in any case, or its number from 1; empty: the only one whose
/// values are numbers) of a CSV file with comma, semicolon or tab, cells perhaps quoted, plain,
/// gzip or zip. kNotFound, kIo for the file; kUsage with file, line and column for a cell that is
/// no finite number ("... is a missing value" for one that marks it), and for an empty `column`
/// where several hold numbers.
base::Result<NumberColumn> ReadNumberColumn(const std::string& path, const std::string& column,
                                            MissingCells missing = MissingCells::kRefuse);

/// The same of bytes in memory, plain or gzip; `name` stands for the file in messages.
base::Result<NumberColumn> ParseNumberColumn(const std::string& name, std::string_view bytes,
                                             const std::string& column);

}  // namespace keel::storage
