// SPDX-License-Identifier: MIT
#include "storage/projection/projection.h"

#include <fmt/format.h>

#include <boost/mp11.hpp>
#include <utility>

#include "base/check.h"
#include "base/os/file.h"
#include "storage/projection/internal/row_columns.h"
#include "storage/projection/internal/sqlite.h"

namespace keel::storage {
namespace {

using internal::SqlAccess;
using internal::SqlCell;
using internal::SqlConnection;

constexpr int64_t kSchemaVersion = 4;
constexpr int64_t kApplicationId = 0x4B45454C;  // "KEEL"
/// The trading thread may wait this long for a tool that holds the file.
constexpr int kWriterWaitMs = 100;
constexpr int kReaderWaitMs = 2'000;

template <typename Visit>
void ForEachRowType(const Visit& visit) {
  boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, ProjectedRow>>(
      visit);
}

base::Status CheckSchema(SqlConnection& connection, int64_t* version) {
  TRY(const int64_t tables, connection.QueryNumber("SELECT count(*) FROM sqlite_schema"));
  TRY(const int64_t application, connection.QueryNumber("PRAGMA application_id"));
  TRY(*version, connection.QueryNumber("PRAGMA user_version"));
  if (tables > 0 && application != kApplicationId) {
    return base::Fail(
        base::ErrorCode::kUnsupported,
        fmt::format("{} is a database of another program; give another file", connection.path()));
  }
  if (*version > kSchemaVersion) {
    return base::Fail(base::ErrorCode::kUnsupported,
                      fmt::format("{} has tables of version {}, and this Keel knows up to version "
                                  "{}: use the newer Keel, or delete the file, which is made "
                                  "again from the journal",
                                  connection.path(), *version, kSchemaVersion));
  }
  return {};
}

std::string CsvCell(const SqlCell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&cell)) return fmt::format("{}", *number);
  const auto* text = std::get_if<std::string>(&cell);
  if (text == nullptr) return "";
  if (text->find_first_of(",\"\n") == std::string::npos) return *text;
  std::string quoted = "\"";
  for (const char c : *text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

base::Status DropTables(SqlConnection& connection) {
  base::Status dropped = connection.Execute("DROP TABLE IF EXISTS meta");
  ForEachRowType([&](auto row) {
    using Row = typename decltype(row)::type;
    if (dropped) dropped = connection.Execute(fmt::format("DROP TABLE IF EXISTS {}", Row::kTable));
  });
  return dropped;
}

base::Status MakeTables(SqlConnection& connection) {
  TRY(DropTables(connection));
  base::Status made = connection.Execute(
      "CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
  ForEachRowType([&](auto row) {
    using Row = typename decltype(row)::type;
    if (made) made = connection.Execute(internal::CreateTableSql(internal::TableOf<Row>()));
  });
  TRY(made);
  TRY(connection.Execute(fmt::format("PRAGMA application_id = {}", kApplicationId)));
  return connection.Execute(fmt::format("PRAGMA user_version = {}", kSchemaVersion));
}

}  // namespace

Projection::Projection(SqlConnection connection)
    : connection_(std::make_unique<SqlConnection>(std::move(connection))) {}
Projection::Projection(Projection&&) noexcept = default;
Projection& Projection::operator=(Projection&&) noexcept = default;
Projection::~Projection() = default;

base::Result<Projection> Projection::Open(const std::string& path) {
  // As private as the journal is; SQLite gives the files beside it the same mode.
  if (!base::os::Exists(path)) {
    TRY(base::os::WriteFileAtomic(path, "", base::os::Access::kOwnerOnly));
  }
  TRY(SqlConnection connection, SqlConnection::Open(path, SqlAccess::kReadWrite, kWriterWaitMs));
  int64_t version = 0;
  TRY(CheckSchema(connection, &version));
  TRY(connection.QueryText("PRAGMA journal_mode = WAL"));
  // What a power cut takes from the tables is applied again from the journal.
  TRY(connection.Execute("PRAGMA synchronous = NORMAL"));
  Projection projection(std::move(connection));
  if (version < kSchemaVersion) {
    TRY(projection.InTransaction([&] { return MakeTables(*projection.connection_); }));
  }
  TRY(projection.Prepare());
  TRY(projection.ReadPosition());
  return projection;
}

base::Status Projection::Prepare() {
  base::Status prepared;
  ForEachRowType([&](auto row) {
    using Row = typename decltype(row)::type;
    if (!prepared) return;
    auto statement = connection_->Prepare(internal::UpsertSql(internal::TableOf<Row>()));
    if (statement) {
      upserts_.push_back(*std::move(statement));
    } else {
      prepared = tl::unexpected<base::Error>(std::move(statement).error());
    }
  });
  TRY(prepared);
  TRY(internal::SqlStatement set_meta,
      connection_->Prepare("INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO "
                           "UPDATE SET value = excluded.value"));
  set_meta_ = std::make_unique<internal::SqlStatement>(std::move(set_meta));
  return {};
}

base::Status Projection::ReadPosition() {
  last_sequence_ = 0;
  head_.reset();
  TRY(const int64_t last,
      connection_->QueryNumber(
          "SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'last_sequence'"));
  if (last <= 0) return {};
  last_sequence_ = static_cast<uint64_t>(last);
  TRY(const std::string hex,
      connection_->QueryText("SELECT value FROM meta WHERE key = 'head_hash'"));
  TRY(head_, ChainHash::Parse(hex));
  return {};
}

base::Status Projection::InTransaction(const std::function<base::Status()>& work) {
  TRY(connection_->Execute("BEGIN IMMEDIATE"));
  base::Status done = work();
  if (done) done = connection_->Execute("COMMIT");
  // After some failures SQLite has rolled back by itself, and says so here.
  if (!done) static_cast<void>(connection_->Execute("ROLLBACK"));
  return done;
}

base::Status Projection::Write(const ProjectionBatch& batch) {
  for (size_t i = 0; i < batch.rows.size(); ++i) {
    const ProjectedRow& row = batch.rows[i];
    std::vector<SqlCell> cells =
        std::visit([](const auto& one) { return internal::ToCells(one); }, row);
    const uint64_t record = batch.records.empty() ? batch.last : batch.records[i];
    cells.emplace_back(std::in_place_type<int64_t>, static_cast<int64_t>(record));
    TRY(upserts_[row.index()].Run(cells));
  }
  const std::vector<SqlCell> last = {"last_sequence", std::to_string(batch.last)};
  const std::vector<SqlCell> head = {"head_hash", batch.head.Hex()};
  TRY(set_meta_->Run(last));
  return set_meta_->Run(head);
}

base::Status Projection::Apply(const ProjectionBatch& batch) {
  if (batch.last <= last_sequence_) return {};
  if (batch.first != last_sequence_ + 1 || batch.first > batch.last) {
    return base::Fail(base::ErrorCode::kUsage,
                      fmt::format("{} holds the journal up to record {}, so records {} to {} do "
                                  "not follow: catch up from record {}",
                                  connection_->path(), last_sequence_, batch.first, batch.last,
                                  last_sequence_ + 1));
  }
  TRY(InTransaction([&] { return Write(batch); }));
  last_sequence_ = batch.last;
  head_ = batch.head;
  return {};
}

base::Status Projection::Refill(const BatchSource& next) {
  base::Status emptied = connection_->Execute("DELETE FROM meta");
  ForEachRowType([&](auto row) {
    using Row = typename decltype(row)::type;
    if (emptied) emptied = connection_->Execute(fmt::format("DELETE FROM {}", Row::kTable));
  });
  TRY(emptied);
  for (uint64_t last = 0;;) {
    TRY(const std::optional<ProjectionBatch> batch, next());
    if (!batch) return {};
    if (batch->first != last + 1) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("a rebuild of {} was given record {} after record {}",
                                    connection_->path(), batch->first, last));
    }
    TRY(Write(*batch));
    last = batch->last;
  }
}

base::Status Projection::Rebuild(const BatchSource& next) {
  TRY(InTransaction([&] { return Refill(next); }));
  return ReadPosition();
}

ProjectionReader::ProjectionReader(SqlConnection connection)
    : connection_(std::make_unique<SqlConnection>(std::move(connection))) {}
ProjectionReader::ProjectionReader(ProjectionReader&&) noexcept = default;
ProjectionReader& ProjectionReader::operator=(ProjectionReader&&) noexcept = default;
ProjectionReader::~ProjectionReader() = default;

base::Result<ProjectionReader> ProjectionReader::Open(const std::string& path) {
  if (!base::os::Exists(path)) {
    return base::Fail(base::ErrorCode::kNotFound, fmt::format("there is no {}", path));
  }
  TRY(SqlConnection connection, SqlConnection::Open(path, SqlAccess::kReadOnly, kReaderWaitMs));
  int64_t version = 0;
  TRY(CheckSchema(connection, &version));
  if (version != kSchemaVersion) {
    return base::Fail(base::ErrorCode::kUnsupported,
                      fmt::format("{} has no tables of version {}; the session that owns it makes "
                                  "them",
                                  path, kSchemaVersion));
  }
  return ProjectionReader(std::move(connection));
}

template <typename Row>
base::Result<std::vector<Row>> ProjectionReader::Newest(int64_t limit) {
  const internal::TableSpec table = internal::TableOf<Row>();
  TRY(internal::SqlStatement query, connection_->Prepare(internal::NewestSql(table)));
  const SqlCell most = limit;
  TRY(query.Bind(std::span(&most, 1)));
  std::vector<Row> rows;
  while (true) {
    TRY(const bool there, query.Step());
    if (!there) return rows;
    int index = 0;
    std::string unreadable;
    Row& row = rows.emplace_back();
    boost::mp11::mp_for_each<internal::RowMembers<Row>>([&](auto member) {
      if (!internal::FromCell(query.Column(index++), &(row.*member.pointer))) {
        unreadable = member.name;
      }
    });
    if (unreadable.empty()) continue;
    return base::Fail(base::ErrorCode::kCorrupt,
                      fmt::format("{}: column {} of table {} holds no such value; delete the file, "
                                  "which is made again from the journal",
                                  connection_->path(), unreadable, table.name));
  }
}

std::vector<std::string> ProjectionReader::Tables() {
  std::vector<std::string> names;
  ForEachRowType([&](auto row) { names.emplace_back(decltype(row)::type::kTable); });
  return names;
}

base::Result<std::string> ProjectionReader::Csv(const std::string& name) {
  internal::TableSpec table;
  ForEachRowType([&](auto row) {
    using Row = typename decltype(row)::type;
    if (Row::kTable == name) table = internal::TableOf<Row>();
  });
  CHECK(!table.columns.empty(), "a table that there is not");
  table.columns.push_back({"record", "INTEGER"});  // kept beside the described ones
  std::string csv;
  for (const internal::ColumnSpec& column : table.columns) {
    csv += (csv.empty() ? "" : ",") + column.name;
  }
  csv += '\n';
  TRY(internal::SqlStatement query, connection_->Prepare(internal::WholeSql(table)));
  while (true) {
    TRY(const bool there, query.Step());
    if (!there) return csv;
    for (size_t i = 0; i < table.columns.size(); ++i) {
      csv += (i == 0 ? "" : ",") + CsvCell(query.Column(static_cast<int>(i)));
    }
    csv += '\n';
  }
}

template base::Result<std::vector<OrderRow>> ProjectionReader::Newest<OrderRow>(int64_t);
template base::Result<std::vector<FillRow>> ProjectionReader::Newest<FillRow>(int64_t);
template base::Result<std::vector<PositionRow>> ProjectionReader::Newest<PositionRow>(int64_t);
template base::Result<std::vector<DecisionRow>> ProjectionReader::Newest<DecisionRow>(int64_t);
template base::Result<std::vector<EquityRow>> ProjectionReader::Newest<EquityRow>(int64_t);
template base::Result<std::vector<AlertRow>> ProjectionReader::Newest<AlertRow>(int64_t);
template base::Result<std::vector<RefusalRow>> ProjectionReader::Newest<RefusalRow>(int64_t);
template base::Result<std::vector<ParentRow>> ProjectionReader::Newest<ParentRow>(int64_t);
template base::Result<std::vector<ClosedTradeRow>> ProjectionReader::Newest<ClosedTradeRow>(
    int64_t);
template base::Result<std::vector<TransferRow>> ProjectionReader::Newest<TransferRow>(int64_t);

}  // namespace keel::storage
