// SPDX-License-Identifier: MIT
#include "research/integrity/suite.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace keel::research {
namespace {

std::vector<std::string> ChecksThat(const Badge& badge, std::string_view state) {
  std::vector<std::string> names;
  for (const BadgeRow& row : badge.rows) {
    if (row.state == state) names.push_back(row.check);
  }
  return names;
}

}  // namespace

std::vector<Evidence> EvidenceOf(const Suite& suite, const std::string& settings_hash,
                                 base::UnixNanos made_at) {
  std::vector<Evidence> evidence;
  const auto add = [&](std::string check, Finding finding) {
    evidence.push_back({.check = std::move(check),
                        .family = suite.family,
                        .settings_hash = settings_hash,
                        .verdict = std::move(finding.verdict),
                        .sentence = std::move(finding.sentence),
                        .made_at = made_at});
  };
  add("look-ahead", FindingOf(suite.look_ahead));
  if (suite.walk_forward) add("walk-forward", FindingOf(*suite.walk_forward));
  add("robustness", FindingOf(suite.robustness));
  add("court", FindingOf(suite.court.verdict));
  return evidence;
}

SuiteVerdict Conclude(const Suite& suite, const std::string& settings_hash,
                      base::UnixNanos made_at) {
  SuiteVerdict result;
  result.badge = BadgeOf(EvidenceOf(suite, settings_hash, made_at), settings_hash);
  const std::vector<std::string> failed = ChecksThat(result.badge, "fail");
  std::vector<std::string> short_of = ChecksThat(result.badge, "weak");
  for (std::string& open : ChecksThat(result.badge, "not checked")) {
    short_of.push_back(open + " (not checked)");
  }
  if (!failed.empty()) {
    result.verdict = "fail";
    result.sentence = fmt::format("It fails by {}.", fmt::join(failed, " and "));
  } else if (!short_of.empty()) {
    result.verdict = "weak";
    result.sentence =
        fmt::format("Nothing speaks against it, but {} {} not enough for a pass.",
                    fmt::join(short_of, " and "), short_of.size() == 1 ? "shows" : "show");
  } else {
    result.verdict = "pass";
    result.sentence = "It passes every check that Keel knows; the future may still differ.";
  }
  return result;
}

}  // namespace keel::research
