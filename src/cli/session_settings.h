// SPDX-License-Identifier: MIT
// The settings of a trading session as text for its journal, so that a replay needs nothing else.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/settings.h"

namespace keel::cli {

/// One line of JSON.
std::string SettingsText(const engine::BacktestSettings& settings);
/// What SettingsText wrote. kUsage names the field.
base::Result<engine::BacktestSettings> ReadSettings(std::string_view text);

}  // namespace keel::cli
