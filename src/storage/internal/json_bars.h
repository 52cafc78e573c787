// SPDX-License-Identifier: MIT
// Candles as exchanges and freqtrade write them in JSON: [[time, open, high, low, close, volume],
// ...], numbers or numbers in quotes, further elements ignored.
#pragma once

#include <string_view>

#include "base/result.h"
#include "storage/internal/file_content.h"
#include "storage/internal/line_blocks.h"

namespace keel::storage::internal {

/// `first` is what `blocks` gave first; the whole text is held in memory.
base::Result<FileContent> ReadJsonBars(LineBlocks& blocks, std::string_view first);

}  // namespace keel::storage::internal
