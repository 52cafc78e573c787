// SPDX-License-Identifier: MIT
// Whether an exchange is a simulated one whose time runs faster than ours.
#pragma once

#include <string>

#include "base/clock.h"
#include "base/result.h"

namespace keel::cli {

/// The exchange's time was the wall clock's at `origin`, and runs `speed` times as fast since.
struct ExchangePace {
  base::UnixNanos origin;
  int64_t speed = 1;
};

/// Asks the exchange at `url`; one that does not know the question runs at speed 1. kIo where
/// nobody answers.
base::Result<ExchangePace> AskPace(const base::Clock& wall, const std::string& url);

}  // namespace keel::cli
