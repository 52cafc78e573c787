// SPDX-License-Identifier: MIT
// The journal as tables of SQLite, for the dashboard and for whoever likes SQL. It is never the
// truth: it may lag, it may be deleted, and it is made again from the journal.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "storage/journal/chain_hash.h"
#include "storage/projection/rows.h"

namespace keel::storage {

namespace internal {
class SqlConnection;
class SqlStatement;
}  // namespace internal

/// What some records of the journal, one after the other, put into tables.
struct ProjectionBatch {
  uint64_t first = 0;  ///< sequence of the first record
  uint64_t last = 0;   ///< and of the last one
  ChainHash head;      ///< the journal's hash at `last`
  std::span<const ProjectedRow> rows;
  /// By row, the record behind it; empty: `last` is behind all of them.
  std::span<const uint64_t> records = {};
};

/// The one writer. A failure never concerns trading: the tables stay as they were before the call,
/// and the next batch that fits brings them up to date.
class Projection {
 public:
  /// Opens or makes the file. Tables of an older schema are dropped (apply the journal from record
  /// 1 again: last_sequence() says so). kUnsupported for a newer schema or another program's file;
  /// kIo.
  static base::Result<Projection> Open(const std::string& path);

  Projection(Projection&&) noexcept;
  Projection& operator=(Projection&&) noexcept;
  ~Projection();

  /// The last record that is in the tables; 0 is none.
  uint64_t last_sequence() const { return last_sequence_; }
  /// The journal's hash there; a journal with another one is not the one behind these tables.
  const std::optional<ChainHash>& head() const { return head_; }

  /// Puts the rows of a batch into the tables, all or none; a row replaces the one with its key.
  /// A batch that is in them already is ignored. kUsage where records are missing before it or it
  /// is there in part: catch up from last_sequence() + 1. kIo.
  base::Status Apply(const ProjectionBatch& batch);

  /// Gives the batches of a journal from its first record on, and nothing at its end.
  using BatchSource = std::function<base::Result<std::optional<ProjectionBatch>>()>;
  /// Empties the tables and fills them anew in one transaction: readers see the old tables until
  /// the new ones are complete, and keep the old ones where it fails.
  base::Status Rebuild(const BatchSource& next);

 private:
  explicit Projection(internal::SqlConnection connection);

  base::Status Prepare();
  base::Status ReadPosition();
  base::Status InTransaction(const std::function<base::Status()>& work);
  base::Status Write(const ProjectionBatch& batch);
  base::Status Refill(const BatchSource& next);

  std::unique_ptr<internal::SqlConnection> connection_;
  std::vector<internal::SqlStatement> upserts_;  // in the order of ProjectedRow
  std::unique_ptr<internal::SqlStatement> set_meta_;
  uint64_t last_sequence_ = 0;
  std::optional<ChainHash> head_;
};

/// Reads beside the writer, without ever waiting for it or making it wait.
class ProjectionReader {
 public:
  /// kNotFound where there is no file, kUnsupported for another schema, kIo.
  static base::Result<ProjectionReader> Open(const std::string& path);

  ProjectionReader(ProjectionReader&&) noexcept;
  ProjectionReader& operator=(ProjectionReader&&) noexcept;
  ~ProjectionReader();

  /// At most `limit` rows of a table (a type of rows.h), the one changed last first. kIo.
  template <typename Row>
  base::Result<std::vector<Row>> Newest(int64_t limit);

  /// The names of the tables of rows.
  static std::vector<std::string> Tables();
  /// A whole table as CSV with a line of names, in the order of its key; the last column is the
  /// journal's record behind the row. kIo.
  base::Result<std::string> Csv(const std::string& table);

 private:
  explicit ProjectionReader(internal::SqlConnection connection);

  std::unique_ptr<internal::SqlConnection> connection_;
};

}  // namespace keel::storage
