// SPDX-License-Identifier: MIT
// From a described row to SQL and back: names and types of columns, statements, cells.
#pragma once

#include <boost/mp11.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "storage/projection/internal/sqlite.h"
#include "storage/projection/rows.h"

namespace keel::storage::internal {

struct ColumnSpec {
  std::string name;
  std::string_view type;  ///< of SQLite's STRICT tables
  bool nullable = false;
};

struct TableSpec {
  std::string name;
  size_t key_columns = 0;
  std::vector<ColumnSpec> columns;
};

/// `CREATE TABLE ... STRICT` with the columns and `record`, the journal's record behind a row.
std::string CreateTableSql(const TableSpec& table);
/// Inserts a row, or replaces the one with its key; the last parameter is `record`.
std::string UpsertSql(const TableSpec& table);
/// The newest rows first; one parameter, their greatest number.
std::string NewestSql(const TableSpec& table);
/// All columns of all rows in the order of their key.
std::string WholeSql(const TableSpec& table);

template <typename T>
inline constexpr bool kIsNullable = false;
template <typename T>
inline constexpr bool kIsNullable<std::optional<T>> = true;

template <typename T>
using RowMembers = boost::describe::describe_members<T, boost::describe::mod_public>;

template <typename T>
constexpr std::string_view SqlTypeOf() {
  if constexpr (kIsNullable<T>) {
    return SqlTypeOf<typename T::value_type>();
  } else if constexpr (std::is_same_v<T, double>) {
    return "REAL";
  } else if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, base::UnixNanos>) {
    return "INTEGER";
  } else {
    return "TEXT";
  }
}

template <typename T>
TableSpec TableOf() {
  TableSpec table{.name = std::string(T::kTable), .key_columns = T::kKeyColumns, .columns = {}};
  boost::mp11::mp_for_each<RowMembers<T>>([&](auto member) {
    using Value = std::remove_cvref_t<decltype(std::declval<T>().*member.pointer)>;
    table.columns.push_back({member.name, SqlTypeOf<Value>(), kIsNullable<Value>});
  });
  return table;
}

template <typename T>
SqlCell ToCell(const T& value) {
  if constexpr (kIsNullable<T>) {
    return value ? ToCell(*value) : SqlCell{};
  } else if constexpr (std::is_same_v<T, base::UnixNanos>) {
    return value.ns;
  } else if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, double> ||
                       std::is_same_v<T, std::string>) {
    return value;
  } else {
    return value.ToString();  // exact numbers are texts: SQLite has no decimals
  }
}

template <typename T>
std::vector<SqlCell> ToCells(const T& row) {
  std::vector<SqlCell> cells;
  boost::mp11::mp_for_each<RowMembers<T>>(
      [&](auto member) { cells.push_back(ToCell(row.*member.pointer)); });
  return cells;
}

/// False where the cell is of another type or no such number.
template <typename T>
bool FromCell(SqlCell cell, T* out) {
  if constexpr (kIsNullable<T>) {
    out->reset();
    return std::holds_alternative<std::monostate>(cell) ||
           FromCell(std::move(cell), &out->emplace());
  } else if constexpr (std::is_same_v<T, base::UnixNanos>) {
    return FromCell(std::move(cell), &out->ns);
  } else if constexpr (std::is_same_v<T, int64_t> || std::is_same_v<T, double> ||
                       std::is_same_v<T, std::string>) {
    auto* value = std::get_if<T>(&cell);
    if (value != nullptr) *out = std::move(*value);
    return value != nullptr;
  } else {
    const auto* text = std::get_if<std::string>(&cell);
    if (text == nullptr) return false;
    const auto parsed = T::Parse(*text);
    if (parsed) *out = *parsed;
    return parsed.has_value();
  }
}

}  // namespace keel::storage::internal
