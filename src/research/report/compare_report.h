// SPDX-License-Identifier: MIT
// A comparison of two runs as text, as JSON and as one HTML file.
#pragma once

#include <string>

#include "research/compare.h"

namespace keel::research {

/// Settings that differ, statistics with their difference, both equity curves as a chart of
/// characters, and where the trades part.
std::string CompareText(const Comparison& comparison);
std::string CompareJson(const Comparison& comparison);
std::string CompareHtml(const Comparison& comparison);

/// A chart of `height` lines: "1" and "2" mark the curves as growth from 1, "*" where both are.
std::string TextChart(const StoredEquity& first, const StoredEquity& second, size_t width,
                      size_t height);

}  // namespace keel::research
