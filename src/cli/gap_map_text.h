// SPDX-License-Identifier: MIT
// The gap map as text: one character a day, week or month.
#pragma once

#include <string>

#include "market/quality.h"

namespace keel::cli {

/// A legend and one line per month or year; coloured where `colour`.
std::string GapMapText(const market::GapMap& map, bool colour);

}  // namespace keel::cli
