// SPDX-License-Identifier: MIT
// What came of a job, in a sentence, from what its verb printed as JSON.
#pragma once

#include <string>

#include "base/json_value.h"

namespace keel::cli {

/// "BTC/USDT 1h: 240 rows, 24 new", and what the verb remarked; "" of a run, which has a page.
std::string JobResultText(const base::JsonValue& result);

}  // namespace keel::cli
