// SPDX-License-Identifier: MIT
// What verbs leave of their verdicts, and what a report shows of them.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "research/integrity/badge.h"
#include "research/integrity/finding.h"

namespace keel::cli {

/// Keeps what a check (research::CheckKinds) came to just now. kIo.
base::Status KeepEvidence(const engine::BacktestSettings& settings, std::string check,
                          research::Finding finding, const Session& session);

/// The badge of a strategy with these settings; absent, and told, where the evidence cannot be
/// read.
std::optional<research::Badge> BadgeFor(const engine::BacktestSettings& settings,
                                        const std::string& settings_hash, const Session& session);

}  // namespace keel::cli
