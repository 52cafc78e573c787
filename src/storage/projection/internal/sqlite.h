// SPDX-License-Identifier: MIT
// The little of SQLite that the projection needs: open, prepare, bind, step. Every refusal is an
// Error that names the file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace keel::storage::internal {

/// A value of one column; the first is NULL.
using SqlCell = std::variant<std::monostate, int64_t, double, std::string>;

enum class SqlAccess { kReadOnly, kReadWrite };

struct CloseSqlite {
  void operator()(sqlite3* connection) const;
};
struct FinalizeSqlite {
  void operator()(sqlite3_stmt* statement) const;
};

/// A prepared statement; must not outlive its connection.
class SqlStatement {
 public:
  /// Runs it with `cells` for its parameters to the end. kIo.
  base::Status Run(std::span<const SqlCell> cells = {});
  /// Begins a query. kIo.
  base::Status Bind(std::span<const SqlCell> cells);
  /// Moves to the next row; false behind the last one. kIo.
  base::Result<bool> Step();
  /// A column of the row.
  SqlCell Column(int index) const;

 private:
  friend class SqlConnection;
  SqlStatement(sqlite3_stmt* statement, std::string path)
      : statement_(statement), path_(std::move(path)) {}
  tl::unexpected<base::Error> Refused() const;

  std::unique_ptr<sqlite3_stmt, FinalizeSqlite> statement_;
  std::string path_;
};

/// A connection for one thread.
class SqlConnection {
 public:
  /// kReadWrite makes the file where there is none. A call that meets a lock waits for it up to
  /// `busy_ms`. kNotFound, kIo.
  static base::Result<SqlConnection> Open(const std::string& path, SqlAccess access, int busy_ms);

  base::Result<SqlStatement> Prepare(std::string_view sql);
  /// Prepares and runs statements that give nothing back. kIo.
  base::Status Execute(std::string_view sql);
  /// The first column of the first row of a query: 0 or "" where there is no such value. kIo.
  base::Result<int64_t> QueryNumber(std::string_view sql);
  base::Result<std::string> QueryText(std::string_view sql);
  const std::string& path() const { return path_; }

 private:
  SqlConnection(sqlite3* connection, std::string path)
      : connection_(connection), path_(std::move(path)) {}

  std::unique_ptr<sqlite3, CloseSqlite> connection_;
  std::string path_;
};

}  // namespace keel::storage::internal
