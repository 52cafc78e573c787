// SPDX-License-Identifier: MIT
#include "research/run_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/os/file.h"
#include "base/text.h"
#include "research/decisions_file.h"
#include "research/failure_cases/cases_of_run.h"
#include "research/report/breakdown.h"
#include "research/report/candles.h"
#include "research/report/console.h"
#include "research/report/csv.h"
#include "research/report/html.h"

namespace keel::research {
namespace {

constexpr size_t kLongestName = 40;

std::string RunsFolder(const std::string& home) { return home + "/runs"; }

/// What is safe in a file name on every system.
std::string FileWord(std::string_view text) {
  std::string word;
  for (const char c : text.substr(0, kLongestName)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '+';
    word += plain ? c : '_';
  }
  return word.empty() ? "run" : word;
}

struct NamedBytes {
  const char* name;
  std::string bytes;
};

std::vector<NamedBytes> FilesOf(const MeasuredRun& measured, const Provenance& provenance) {
  const engine::RunRecord& run = measured.run();
  std::vector<NamedBytes> files;
  files.push_back({"trades.csv", TradesCsv(run)});
  files.push_back({"orders.csv", OrdersCsv(run)});
  files.push_back({"fills.csv", FillsCsv(run)});
  files.push_back({"refusals.csv", RefusalsCsv(run)});
  files.push_back({"sleeves.csv", SleevesCsv(run)});
  files.push_back({"allocations.csv", AllocationsCsv(run)});
  if (!run.parents.empty()) files.push_back({"parents.csv", ParentsCsv(run)});
  if (!run.decisions.empty()) files.push_back({"decisions.jsonl", DecisionLines(run)});
  files.push_back({"equity.csv", EquityCsv(measured)});
  files.push_back({"equity.npy", EquityNpy(measured)});
  files.push_back({"summary.txt", ConsoleSummary(measured, provenance, {})});
  const FailureCaseResults cases = FailureCasesOf(measured);
  files.push_back({"tearsheet.html", TearSheetHtml(measured, provenance, LoadCandles(run), cases)});
  // Last: a folder with a run.json is complete.
  files.push_back({"run.json", RunJson(measured, provenance, cases) + "\n"});
  return files;
}

base::Status WriteFiles(const std::string& directory, const std::vector<NamedBytes>& files) {
  TRY(base::os::MakeDirectories(directory));
  for (const NamedBytes& file : files) {
    TRY(base::os::WriteFileAtomic(fmt::format("{}/{}", directory, file.name), file.bytes));
  }
  return {};
}

base::Result<KeptRun> ReadKept(const std::string& directory, std::string id) {
  TRY(const std::string text, base::os::ReadFile(directory + "/run.json"));
  auto json = base::ParseJson(text);
  if (!json) return base::Wrap(std::move(json).error(), directory + "/run.json");
  KeptRun kept{{std::move(id), directory, directory + "/tearsheet.html"}, std::move(*json)};
  const std::string own = kept.Text("run_id");
  if (kept.place.id.empty()) kept.place.id = own.empty() ? directory : own;
  return kept;
}

const base::JsonValue* At(const base::JsonValue& json, std::string_view path) {
  const base::JsonValue* value = &json;
  for (const std::string_view key : base::Split(path, '.')) {
    value = value->Find(key);
    if (value == nullptr) return nullptr;
  }
  return value;
}

/// The number of runs to go back for "last" (0), "last-1" (1), ...
std::optional<size_t> StepsBack(std::string_view name) {
  constexpr std::string_view kLast = "last";
  if (name == kLast) return 0;
  if (!name.starts_with("last-")) return std::nullopt;
  const std::string_view digits = name.substr(kLast.size() + 1);
  size_t steps = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), steps);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return steps;
}

base::Result<std::vector<std::string>> RunIds(const std::string& home) {
  std::vector<std::string> ids;
  if (!base::os::IsDirectory(RunsFolder(home))) return ids;
  TRY(const std::vector<std::string> names, base::os::ListDirectory(RunsFolder(home)));
  for (const std::string& name : names) {
    // A name with a dot in front is a run that is being written, or was when its program died.
    if (!name.starts_with('.')) ids.push_back(name);
  }
  return ids;
}

}  // namespace

std::string RunIdOf(const engine::RunRecord& run, base::UnixNanos created_at) {
  std::string stamp;
  for (const char c : base::FormatIso(created_at).substr(0, 19)) {
    if (c == 'T') stamp += '-';
    if (c >= '0' && c <= '9') stamp += c;
  }
  return fmt::format("{}-{}-{}", stamp, FileWord(StrategyNames(run)),
                     run.journal_hash.substr(0, 8));
}

base::Result<StoredRun> WriteRun(const MeasuredRun& measured, const RunStoreOptions& options) {
  CHECK(options.provenance.created_at.has_value(), "a kept run knows when it was made");
  const std::string folder = RunsFolder(options.home);
  TRY(base::os::MakeDirectories(folder));
  Provenance provenance = options.provenance;
  const std::string base_id = RunIdOf(measured.run(), *provenance.created_at);
  provenance.run_id = base_id;
  for (int copy = 2; base::os::Exists(folder + "/" + provenance.run_id); ++copy) {
    provenance.run_id = fmt::format("{}-{}", base_id, copy);
  }
  const std::vector<NamedBytes> files = FilesOf(measured, provenance);
  const std::string unfinished = folder + "/." + provenance.run_id;
  const std::string directory = folder + "/" + provenance.run_id;
  TRY(WriteFiles(unfinished, files));
  TRY(base::os::RenameFile(unfinished, directory));
  if (options.out) TRY(WriteFiles(*options.out, files));
  return StoredRun{provenance.run_id, directory, directory + "/tearsheet.html"};
}

base::Result<StoredRun> WriteRun(const engine::RunRecord& run, const RunStoreOptions& options) {
  return WriteRun(MeasuredRun(run), options);
}

std::optional<double> KeptRun::Number(std::string_view path) const {
  const base::JsonValue* value = At(json, path);
  if (value == nullptr || value->kind != base::JsonValue::Kind::kNumber) return std::nullopt;
  double number = 0;
  const char* end = value->text.data() + value->text.size();
  const auto [stop, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc() && stop == end ? std::optional(number) : std::nullopt;
}

std::string KeptRun::Text(std::string_view path) const {
  const base::JsonValue* value = At(json, path);
  return value != nullptr && value->kind == base::JsonValue::Kind::kString ? value->text : "";
}

bool KeptRun::Flag(std::string_view path) const {
  const base::JsonValue* value = At(json, path);
  return value != nullptr && value->kind == base::JsonValue::Kind::kBool && value->boolean;
}

base::Result<KeptRuns> ListRuns(const std::string& home) {
  KeptRuns kept;
  TRY(const std::vector<std::string> ids, RunIds(home));
  for (const std::string& id : ids) {
    auto run = ReadKept(RunsFolder(home) + "/" + id, id);
    run ? kept.runs.push_back(std::move(*run)) : kept.unreadable.push_back(id);
  }
  return kept;
}

base::Result<KeptRun> FindRun(const std::string& home, const std::string& name) {
  if (base::os::Exists(name + "/run.json")) return ReadKept(base::os::AbsolutePath(name), "");
  TRY(const std::vector<std::string> ids, RunIds(home));
  const auto read = [&](const std::string& id) {
    return ReadKept(RunsFolder(home) + "/" + id, id);
  };
  if (const auto steps = StepsBack(name)) {
    if (*steps < ids.size()) return read(ids[ids.size() - 1 - *steps]);
    return base::Fail(base::ErrorCode::kNotFound,
                      fmt::format("there are {} kept runs in {}, so {} does not exist; run "
                                  "`keel backtest` first",
                                  ids.size(), RunsFolder(home), name));
  }
  std::vector<std::string> matches;
  for (const std::string& id : ids) {
    if (id == name) return read(id);
    if (!name.empty() && (id.starts_with(name) || id.ends_with(name))) matches.push_back(id);
  }
  if (matches.size() == 1) return read(matches.front());
  if (matches.size() > 1) {
    return base::Fail(
        base::ErrorCode::kUsage,
        fmt::format("{} runs match \"{}\" (the first are {} and {}); write more of the id",
                    matches.size(), name, matches[0], matches[1]));
  }
  std::vector<std::string> names = ids;
  names.push_back("last");
  return base::Fail(base::ErrorCode::kNotFound,
                    fmt::format("no kept run is named \"{}\"{}; `keel list-runs` shows them", name,
                                base::DidYouMean(name, names)));
}

base::Result<KeptRun> RunById(const std::string& home, const std::string& id) {
  TRY(const std::vector<std::string> ids, RunIds(home));
  if (std::ranges::find(ids, id) == ids.end()) {
    return base::Fail(base::ErrorCode::kNotFound,
                      fmt::format("no kept run is named \"{}\"{}", id, base::DidYouMean(id, ids)));
  }
  return ReadKept(RunsFolder(home) + "/" + id, id);
}

}  // namespace keel::research
