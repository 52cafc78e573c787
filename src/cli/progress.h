// SPDX-License-Identifier: MIT
// How far long work is, on standard error: a bar with the time left on a terminal, one line every
// ten seconds elsewhere, JSON lines for programs.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/verb.h"

namespace keel::cli {

enum class ProgressStyle { kNone, kBar, kLines, kJson };

/// What a progress display writes to.
struct ProgressSink {
  base::Clock* clock = nullptr;
  std::function<void(std::string_view)> write;  ///< verbatim, to standard error
  int width = 80;                               ///< columns of the terminal
};

/// A display of that style. Everything in `sink` must outlive it.
std::unique_ptr<Progress> MakeProgress(ProgressStyle style, ProgressSink sink);

}  // namespace keel::cli
