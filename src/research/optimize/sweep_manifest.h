// SPDX-License-Identifier: MIT
// What a sweep is, in full and before it begins: two folders with one manifest hold parts of one
// sweep, and nothing that was run for another can get among its results.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "base/result.h"
#include "base/time.h"
#include "research/optimize/space.h"
#include "research/trial/subject.h"

namespace keel::research {

struct SweepManifest {
  int64_t format = 1;
  std::string family;  ///< FamilyOf the subject
  std::string settings_hash;
  std::string settings;                                   ///< as a configuration file
  std::vector<std::pair<std::string, std::string>> bars;  ///< pair and content hash
  base::UnixNanos from, to;
  bool synthetic = false;
  std::string code_version;
  std::vector<SpaceAxis> space;
  std::string objective;
  int64_t min_trades = 0;
  std::string search;  ///< "grid", "random", or a method of math/search_box.h
  uint64_t seed = 1;
  std::string tier;            ///< "engine", or "vector": simple fills first
  int64_t survivors = 0;       ///< of the simple fills; 0: there are none
  int64_t requested = 0;       ///< points that were asked for; 0: the whole grid
  int64_t points = 0;          ///< that can be tried; of a search step by step: at most
  int64_t contradictions = 0;  ///< points that the strategies refuse, left out
  /// Hashes of the trials of the engine; empty for a search step by step, which finds them as it
  /// goes.
  std::vector<std::string> trials;
};
BOOST_DESCRIBE_STRUCT(SweepManifest, (),
                      (format, family, settings_hash, settings, bars, from, to, synthetic,
                       code_version, space, objective, min_trades, search, seed, tier, survivors,
                       requested, points, contradictions, trials))

/// What the subject says of itself.
SweepManifest ManifestOf(const Subject& subject, std::string settings_text,
                         std::string code_version);

/// "ema_cross-0f3a9b21": the strategies, and the hash of what was asked for. Other bars and another
/// program are the same sweep by name, so that going on with it can refuse.
std::string SweepIdOf(const SweepManifest& manifest);

/// kRefused, in one sentence, where going on with `begun` in `folder` as `now` would mix two
/// sweeps: what differs, and what to do.
base::Status CheckSameSweep(const SweepManifest& begun, const SweepManifest& now,
                            const std::string& folder);

/// <folder>/manifest.json. kNotFound, kCorrupt, kIo.
base::Result<SweepManifest> ReadManifest(const std::string& folder);
base::Status WriteManifest(const SweepManifest& manifest, const std::string& folder);

}  // namespace keel::research
