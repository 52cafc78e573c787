// SPDX-License-Identifier: MIT
#include "cli/evidence.h"

#include "base/os/file.h"

namespace keel::cli {

base::Status KeepEvidence(const research::Subject& subject, std::string check, std::string verdict,
                          std::string sentence, const Session& session) {
  TRY(base::os::MakeDirectories(session.home));
  return research::EvidenceFile(session.home)
      .Add({.check = std::move(check),
            .family = research::FamilyOf(subject.settings),
            .settings_hash = subject.settings_hash,
            .verdict = std::move(verdict),
            .sentence = std::move(sentence),
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
