// SPDX-License-Identifier: MIT
// Candles as exchanges and freqtrade write them in JSON: [[time, open, high, low, close, volume],
// ...], numbers or numbers in quotes, further elements ignored.
#pragma once

#include "base/result.h"
#include "storage/internal/file_content.h"
#include "storage/internal/line_blocks.h"

namespace keel::storage::internal {

/// The whole text is held in memory.
base::Result<FileContent> ReadJsonBars(LineBlocks& blocks);

}  // namespace keel::storage::internal
