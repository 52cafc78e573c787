// SPDX-License-Identifier: MIT
// Small text tools that every command needs: the nearest known name, splitting, trimming.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace keel::base {

/// The candidate nearest to `name` by edit distance (case-insensitive), or "" where none is near
/// enough to be a plausible typing mistake (distance over a third of the length, at least 2).
std::string NearestName(std::string_view name, std::span<const std::string> candidates);

/// ` (did you mean "x"?)`, or "" where nothing is near.
std::string DidYouMean(std::string_view name, std::span<const std::string> candidates);

std::string_view Trim(std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);
std::string ToLower(std::string_view text);
std::string Join(std::span<const std::string> parts, std::string_view separator);

}  // namespace keel::base
