// SPDX-License-Identifier: MIT
// Parsers of delimited text, one per kind of table. Each gets the first block of lines, which told
// the layout, and takes the rest from `blocks`.
#pragma once

#include <string_view>

#include "base/result.h"
#include "storage/internal/file_content.h"
#include "storage/internal/layout.h"
#include "storage/internal/line_blocks.h"

namespace keel::storage::internal {

/// One row a candle. This is the fast one.
base::Result<FileContent> ReadBarTable(LineBlocks& blocks, std::string_view first,
                                       const Layout& layout);
/// One column a pair, blank where it did not trade.
base::Result<FileContent> ReadCloseTable(LineBlocks& blocks, std::string_view first,
                                         const Layout& layout);
/// One row a trade.
base::Result<FileContent> ReadTradeTable(LineBlocks& blocks, std::string_view first,
                                         const Layout& layout);

/// Skips the header of the first block.
std::string_view AfterHeader(std::string_view first, const Layout& layout);

/// The name of a role in messages: "close".
std::string_view NameOf(Role role);

}  // namespace keel::storage::internal
