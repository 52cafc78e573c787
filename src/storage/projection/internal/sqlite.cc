// SPDX-License-Identifier: MIT
#include "storage/projection/internal/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace keel::storage::internal {
namespace {

tl::unexpected<base::Error> SqlError(const std::string& path, const char* why) {
  return base::Fail(base::ErrorCode::kIo, fmt::format("{}: SQLite says: {}", path, why));
}

int BindCell(sqlite3_stmt* statement, int index, const SqlCell& cell) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    return sqlite3_bind_int64(statement, index, *number);
  }
  if (const auto* real = std::get_if<double>(&cell)) {
    return sqlite3_bind_double(statement, index, *real);
  }
  if (const auto* text = std::get_if<std::string>(&cell)) {
    return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_TRANSIENT,
                               SQLITE_UTF8);
  }
  return sqlite3_bind_null(statement, index);
}

// Empty for NULL.
std::string TextOf(sqlite3_stmt* statement, int index) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, index));
  if (text == nullptr) return {};
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement, index))};
}

}  // namespace

void CloseSqlite::operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
void FinalizeSqlite::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

tl::unexpected<base::Error> SqlStatement::Refused() const {
  return SqlError(path_, sqlite3_errmsg(sqlite3_db_handle(statement_.get())));
}

base::Status SqlStatement::Bind(std::span<const SqlCell> cells) {
  // The result of a reset is the one of the run before, which was told already.
  sqlite3_reset(statement_.get());
  int index = 0;
  for (const SqlCell& cell : cells) {
    if (BindCell(statement_.get(), ++index, cell) != SQLITE_OK) return Refused();
  }
  return {};
}

base::Result<bool> SqlStatement::Step() {
  switch (sqlite3_step(statement_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default: {
      auto refused = Refused();
      sqlite3_reset(statement_.get());  // or it would hold its locks
      return refused;
    }
  }
}

base::Status SqlStatement::Run(std::span<const SqlCell> cells) {
  TRY(Bind(cells));
  for (bool more = true; more;) {
    TRY(more, Step());
  }
  sqlite3_reset(statement_.get());
  return {};
}

SqlCell SqlStatement::Column(int index) const {
  sqlite3_stmt* const statement = statement_.get();
  switch (sqlite3_column_type(statement, index)) {
    case SQLITE_INTEGER:
      return int64_t{sqlite3_column_int64(statement, index)};
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, index);
    case SQLITE_TEXT:
      return TextOf(statement, index);
    default:
      return std::monostate{};
  }
}

base::Result<SqlConnection> SqlConnection::Open(const std::string& path, SqlAccess access,
                                                int busy_ms) {
  const int flags = access == SqlAccess::kReadOnly ? SQLITE_OPEN_READONLY
                                                   : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(path.c_str(), &raw, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  SqlConnection connection(raw, path);
  if (opened != SQLITE_OK) return SqlError(path, sqlite3_errstr(opened));
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, busy_ms);
  return connection;
}

base::Result<SqlStatement> SqlConnection::Prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const int prepared = sqlite3_prepare_v3(connection_.get(), sql.data(),
                                          static_cast<int>(sql.size()), 0, &raw, nullptr);
  SqlStatement statement(raw, path_);
  if (prepared != SQLITE_OK) return SqlError(path_, sqlite3_errmsg(connection_.get()));
  return statement;
}

base::Status SqlConnection::Execute(std::string_view sql) {
  TRY(SqlStatement statement, Prepare(sql));
  return statement.Run();
}

base::Result<int64_t> SqlConnection::QueryNumber(std::string_view sql) {
  TRY(SqlStatement statement, Prepare(sql));
  TRY(const bool there, statement.Step());
  if (!there) return 0;
  return int64_t{sqlite3_column_int64(statement.statement_.get(), 0)};
}

base::Result<std::string> SqlConnection::QueryText(std::string_view sql) {
  TRY(SqlStatement statement, Prepare(sql));
  TRY(const bool there, statement.Step());
  if (!there) return std::string();
  return TextOf(statement.statement_.get(), 0);
}

}  // namespace keel::storage::internal
