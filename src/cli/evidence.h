// SPDX-License-Identifier: MIT
// What verbs leave of their verdicts, and what a report shows of them.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "research/integrity/badge.h"
#include "research/trial/subject.h"

namespace keel::cli {

/// Keeps the verdict ("pass", "weak", "fail") of a check that was made now. kIo.
base::Status KeepEvidence(const research::Subject& subject, std::string check, std::string verdict,
                          std::string sentence, const Session& session);

/// The badge of a strategy with these settings; absent, and told, where the evidence cannot be
/// read.
std::optional<research::Badge> BadgeFor(const engine::BacktestSettings& settings,
                                        const std::string& settings_hash, const Session& session);

}  // namespace keel::cli
