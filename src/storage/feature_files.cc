// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/os/mapped_file.h"
#include "storage/catalog.h"

#include "storage/internal/npy.h"
#include "storage/internal/side_file.h"

namespace keel::storage {
namespace {

using base::ErrorCode;

std::string StemOf(const std::string& path) { return path.substr(0, path.size() - 4); }

std::string_view TextOf(const base::os::MappedFile& file) {
  return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()};
}

std::string DescrOf(std::span<const FeatureColumn> columns) {
  std::string descr = "[('ts_event', '<i8'), ('ts_knowable', '<i8')";
  for (const FeatureColumn& column : columns) descr += fmt::format(", ('{}', '<f8')", column.name);
  return descr + "]";
}

// Features can always be made again, so a reader need not mend what a crash left behind.
tl::unexpected<base::Error> Refuse(ErrorCode code, const std::string& path,
                                   const std::string& why) {
  return base::Fail(
      code, fmt::format("{} cannot be used: {}; compute it again with `keel features`", path, why));
}

bool TimesRise(const FeatureTable& table) {
  for (size_t row = 0; row < table.rows(); ++row) {
    if (table.ts_event(row) >= table.ts_knowable(row)) return false;
    if (row == 0) continue;
    if (table.ts_event(row - 1) >= table.ts_event(row)) return false;
    if (table.ts_knowable(row - 1) >= table.ts_knowable(row)) return false;
  }
  return true;
}

}  // namespace

std::string Catalog::PathOfFeatures(const SeriesKey& key) const {
  return StemOf(PathOf(key)) + ".features.npy";
}

base::Result<FeatureNote> Catalog::WriteFeatures(const SeriesKey& key, const FeatureTable& table,
                                                 const std::string& data_hash) const {
  const std::string_view rows = table.bytes();
  FeatureNote note{.data_hash = data_hash,
                   .hash = internal::ContentHash(rows),
                   .rows = static_cast<int64_t>(table.rows()),
                   .columns = {table.columns().begin(), table.columns().end()}};
  const std::string header = internal::NpyHeader(DescrOf(note.columns), note.rows);
  const std::array<std::string_view, 2> parts{header, rows};
  TRY(auto files, internal::StagedPair::Write(StemOf(PathOfFeatures(key)), parts,
                                              internal::PrintSide(key, note), note.hash));
  TRY(files.Commit());
  return note;
}

base::Result<FeatureTable> Catalog::OpenFeatures(const SeriesKey& key) const {
  const std::string path = PathOfFeatures(key);
  auto file = base::os::MappedFile::Open(path);
  if (!file && file.error().code == ErrorCode::kNotFound) {
    return base::Fail(ErrorCode::kNotFound,
                      fmt::format("there are no features of {} {} at {}; compute them with `keel "
                                  "features`",
                                  key.symbol.ToString(), key.timeframe.name(), key.venue));
  }
  if (!file) return tl::unexpected<base::Error>(std::move(file).error());
  const auto side_text = base::os::MappedFile::Open(StemOf(path) + ".json");
  if (!side_text) return Refuse(ErrorCode::kCorrupt, path, "its side file cannot be read");
  const auto note = internal::ParseFeatureNote(TextOf(*side_text));
  if (!note) return Refuse(ErrorCode::kCorrupt, path, note.error().message);
  const auto rows = internal::NpyRows(TextOf(*file), DescrOf(note->columns),
                                      FeatureTable::RowSize(note->columns.size()));
  if (!rows) return Refuse(ErrorCode::kCorrupt, path, rows.error().message);
  if (internal::ContentHash(*rows) != note->hash) {
    return Refuse(ErrorCode::kCorrupt, path, "its rows are not those that its side file describes");
  }
  FeatureTable table(note->columns, *rows);
  if (!TimesRise(table)) return Refuse(ErrorCode::kCorrupt, path, "its times do not rise");
  TRY(const auto series, Open(key));
  if (series->note().hash != note->data_hash) {
    return Refuse(ErrorCode::kRefused, path,
                  "it is stale, because the bars that it was computed from have changed since");
  }
  return table;
}

}  // namespace keel::storage
