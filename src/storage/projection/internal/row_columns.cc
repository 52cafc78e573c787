// SPDX-License-Identifier: MIT
#include "storage/projection/internal/row_columns.h"

#include <fmt/format.h>

#include "base/text.h"

namespace keel::storage::internal {
namespace {

constexpr std::string_view kRecord = "record";

// The names of the columns from `from` on, each put into `pattern`.
std::string Names(const TableSpec& table, size_t from, size_t to, std::string_view pattern) {
  std::vector<std::string> names;
  for (size_t i = from; i < to; ++i) {
    names.push_back(fmt::format(fmt::runtime(pattern), table.columns[i].name));
  }
  return base::Join(names, ", ");
}

std::string AllNames(const TableSpec& table, std::string_view pattern) {
  return Names(table, 0, table.columns.size(), pattern);
}
std::string KeyNames(const TableSpec& table) { return Names(table, 0, table.key_columns, "{}"); }

}  // namespace

std::string CreateTableSql(const TableSpec& table) {
  std::string sql = fmt::format("CREATE TABLE {} (", table.name);
  for (const ColumnSpec& column : table.columns) {
    sql += fmt::format("{} {}{}, ", column.name, column.type, column.nullable ? "" : " NOT NULL");
  }
  return sql +
         fmt::format("{} INTEGER NOT NULL, PRIMARY KEY ({})) STRICT", kRecord, KeyNames(table));
}

std::string UpsertSql(const TableSpec& table) {
  const std::string others =
      Names(table, table.key_columns, table.columns.size(), "{0} = excluded.{0}");
  return fmt::format(
      "INSERT INTO {} ({}, {}) VALUES ({}, ?) ON CONFLICT ({}) DO UPDATE SET {}, {} = excluded.{}",
      table.name, AllNames(table, "{}"), kRecord, AllNames(table, "?"), KeyNames(table), others,
      kRecord, kRecord);
}

std::string NewestSql(const TableSpec& table) {
  return fmt::format("SELECT {} FROM {} ORDER BY {} DESC, {} DESC LIMIT ?", AllNames(table, "{}"),
                     table.name, kRecord, Names(table, 0, table.key_columns, "{}"));
}

std::string WholeSql(const TableSpec& table) {
  return fmt::format("SELECT {} FROM {} ORDER BY {}", AllNames(table, "{}"), table.name,
                     KeyNames(table));
}

}  // namespace keel::storage::internal
