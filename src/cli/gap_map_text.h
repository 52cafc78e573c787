// SPDX-License-Identifier: MIT
// The gap map as text: one character a day, week or month.
#pragma once

#include <string>

#include "market/quality.h"

namespace keel::cli {

/// A legend and one line per month or year; coloured where `colour`.
std::string GapMapText(const market::GapMap& map, bool colour);

/// "99.73 %"; never "100.00 %" for less than all, nor "0.00 %" for more than nothing.
std::string PercentText(double fraction);

}  // namespace keel::cli
