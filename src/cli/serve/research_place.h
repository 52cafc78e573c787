// SPDX-License-Identifier: MIT
// Where the desk keeps what its jobs found out about strategies, and by which names: those who
// begin a job and those who read its result must mean the same folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace keel::cli {

/// <home>/research: a folder for each result, with its page and its JSON.
std::string ResearchFolder(const std::string& home);
/// <home>/sweeps, where `keel optimize` keeps its own.
std::string SweepsFolderOf(const std::string& home);

/// "20261130-151800-robustness-3": when it was asked for (UTC), what, and the number of the job.
std::string ResearchIdOf(std::string_view kind, base::UnixNanos asked, uint64_t number);

struct ResearchName {
  std::string kind;
  base::UnixNanos asked;
};
/// Absent for a name that ResearchIdOf never makes.
std::optional<ResearchName> ReadResearchId(std::string_view id);

/// The path of the JSON in a result's folder; absent where there is none (yet).
std::optional<std::string> ResultFileIn(const std::string& folder);

}  // namespace keel::cli
