// SPDX-License-Identifier: MIT
// One column of a table as numbers: how a series that is no market data (a textbook's, a fund's
// returns) reaches a model.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keel::storage {

struct NumberColumn {
  std::string name;  ///< its header, or its number where there is none
  std::vector<double> values;
};

/// Reads column `column` (its header in any case, or its number from 1; empty: the first whose
/// values are numbers) of a CSV file with comma, semicolon or tab, plain, gzip or zip. kNotFound,
/// kIo for the file; kUsage with file, line and column for a cell that is no finite number.
base::Result<NumberColumn> ReadNumberColumn(const std::string& path, const std::string& column);

/// The same of bytes in memory, plain or gzip; `name` stands for the file in messages.
base::Result<NumberColumn> ParseNumberColumn(const std::string& name, std::string_view bytes,
                                             const std::string& column);

}  // namespace keel::storage
