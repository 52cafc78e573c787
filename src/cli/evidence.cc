// SPDX-License-Identifier: MIT
#include "cli/evidence.h"

#include "base/os/file.h"
#include "cli/subject_request.h"
#include "research/trial/subject.h"

namespace keel::cli {

base::Status KeepEvidence(const engine::BacktestSettings& settings, std::string check,
                          research::Finding finding, const Session& session) {
  TRY(base::os::MakeDirectories(session.home));
  return research::EvidenceFile(session.home)
      .Add({.check = std::move(check),
            .family = research::FamilyOf(settings),
            .settings_hash = SettingsHash(settings),
            .verdict = std::move(finding.verdict),
            .sentence = std::move(finding.sentence),
            .made_at = session.clock->now()});
}

std::optional<research::Badge> BadgeFor(const engine::BacktestSettings& settings,
                                        const std::string& settings_hash, const Session& session) {
  const auto evidence = research::EvidenceFile(session.home).Of(research::FamilyOf(settings));
  if (!evidence) {
    session.note("no integrity badge: " + evidence.error().message);
    return std::nullopt;
  }
  return research::BadgeOf(*evidence, settings_hash);
}

}  // namespace keel::cli
