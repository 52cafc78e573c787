// SPDX-License-Identifier: MIT
// Every run is kept: <home>/runs/<id>/ with its JSON, CSVs, equity array, summary and tear sheet. A
// run appears there whole or not at all.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json_value.h"
#include "base/result.h"
#include "research/metrics_of_run.h"
#include "research/report/json.h"

namespace keel::research {

struct RunStoreOptions {
  std::string home;
  /// Also writes the files into this folder, which is made where it is missing.
  std::optional<std::string> out;
  /// `created_at` must be there; `run_id` is made here.
  Provenance provenance;
};

/// Where a run is kept.
struct StoredRun {
  std::string id;
  std::string directory;
  std::string html_path;
};

/// "20221231-230000-ema_cross-0f3a9b21": when it was made (UTC), its strategies, and the first
/// eight digits of its journal hash.
std::string RunIdOf(const engine::RunRecord& run, base::UnixNanos created_at);

/// Keeps the run; a second run of the same second and content gets "-2" at its end. kIo.
base::Result<StoredRun> WriteRun(const MeasuredRun& measured, const RunStoreOptions& options);
base::Result<StoredRun> WriteRun(const engine::RunRecord& run, const RunStoreOptions& options);

/// A kept run with its run.json.
struct KeptRun {
  StoredRun place;
  base::JsonValue json;

  /// The number or text of a member, at "a.b" inside the object; absent where it is null or
  /// missing.
  std::optional<double> Number(std::string_view path) const;
  std::string Text(std::string_view path) const;
  bool Flag(std::string_view path) const;
};

/// All kept runs, oldest first. Folders without a readable run.json are named in `unreadable`.
struct KeptRuns {
  std::vector<KeptRun> runs;
  std::vector<std::string> unreadable;
};
base::Result<KeptRuns> ListRuns(const std::string& home);

/// A run by its id, by the beginning or end of an id that no other run has, by "last" and "last-1",
/// or by a folder that was written with --out. kNotFound with the nearest id, kUsage where several
/// ids match.
base::Result<KeptRun> FindRun(const std::string& home, const std::string& name);

/// The run of exactly this id, for those who were given it by others. kNotFound.
base::Result<KeptRun> RunById(const std::string& home, const std::string& id);

}  // namespace keel::research
