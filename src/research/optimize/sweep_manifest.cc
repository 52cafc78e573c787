// SPDX-License-Identifier: MIT
#include "research/optimize/sweep_manifest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/os/file.h"

namespace keel::research {
namespace {

using base::ErrorCode;

std::string PathIn(const std::string& folder) { return folder + "/manifest.json"; }

/// The first pair whose bars differ.
std::string OtherBars(const SweepManifest& a, const SweepManifest& b) {
  for (const auto& bars : a.bars) {
    if (std::ranges::find(b.bars, bars) == b.bars.end()) return bars.first;
  }
  return b.bars.empty() ? "" : b.bars.front().first;
}

}  // namespace

SweepManifest ManifestOf(const Subject& subject, std::string settings_text,
                         std::string code_version) {
  SweepManifest manifest;
  manifest.family = FamilyOf(subject.settings);
  manifest.settings_hash = subject.settings_hash;
  manifest.settings = std::move(settings_text);
  for (const engine::LoadedSeries& series : subject.series) {
    manifest.bars.emplace_back(series.symbol.ToString(), series.record.hash);
    manifest.synthetic = manifest.synthetic || series.record.synthetic;
  }
  manifest.from = subject.range().from;
  manifest.to = subject.range().to;
  manifest.code_version = std::move(code_version);
  manifest.seed = subject.settings.seed;
  return manifest;
}

std::string SweepIdOf(const SweepManifest& manifest) {
  SweepManifest asked = manifest;
  asked.settings.clear();  // its hash says the same
  asked.bars.clear();
  asked.from = asked.to = {};
  asked.synthetic = false;
  asked.code_version.clear();
  asked.points = asked.contradictions = 0;
  asked.trials.clear();
  base::Hasher hasher;
  hasher.Append(base::ToJson(asked));
  std::string name = manifest.family.substr(0, manifest.family.find(' '));
  name.resize(std::min<size_t>(name.size(), 40));
  return fmt::format("{}-{}", name, hasher.Hex().substr(0, 8));
}

base::Status CheckSameSweep(const SweepManifest& begun, const SweepManifest& now,
                            const std::string& folder) {
  const auto refuse = [&](const std::string& what) {
    return base::Fail(ErrorCode::kRefused,
                      fmt::format("the sweep in {} was begun {}: go on with it as it was, or begin "
                                  "anew with --anew or another --out",
                                  folder, what));
  };
  if (begun.settings_hash != now.settings_hash) {
    return refuse(fmt::format("with other settings (hash {}, now {})", begun.settings_hash,
                              now.settings_hash));
  }
  if (begun.bars != now.bars || begun.from != now.from || begun.to != now.to) {
    return refuse(fmt::format("with other bars of {}", OtherBars(begun, now)));
  }
  if (begun.code_version != now.code_version) {
    return refuse(fmt::format("by Keel {}, and this is {}", begun.code_version, now.code_version));
  }
  if (base::ToJson(begun.space) != base::ToJson(now.space)) return refuse("over another space");
  if (begun.search != now.search || begun.seed != now.seed || begun.requested != now.requested) {
    return refuse(fmt::format("as a {} search of {} trials with seed {}", begun.search,
                              begun.requested, begun.seed));
  }
  if (base::ToJson(begun) != base::ToJson(now)) {
    return refuse(fmt::format("for \"{}\" with at least {} trades, tier {}, {} trials",
                              begun.objective, begun.min_trades, begun.tier, begun.trials.size()));
  }
  return {};
}

base::Result<SweepManifest> ReadManifest(const std::string& folder) {
  if (!base::os::Exists(PathIn(folder))) {
    return base::Fail(
        ErrorCode::kNotFound,
        fmt::format("{} holds no sweep: name a folder that `keel optimize` made", folder));
  }
  TRY(const std::string text, base::os::ReadFile(PathIn(folder)));
  auto manifest = base::ReadJson<SweepManifest>(text);
  if (!manifest) {
    return base::Fail(ErrorCode::kCorrupt, fmt::format("{} is no manifest of a sweep: {}",
                                                       PathIn(folder), manifest.error().message));
  }
  return manifest;
}

base::Status WriteManifest(const SweepManifest& manifest, const std::string& folder) {
  TRY(base::os::MakeDirectories(folder));
  return base::os::WriteFileAtomic(PathIn(folder), base::ToJson(manifest, 1) + "\n");
}

}  // namespace keel::research
