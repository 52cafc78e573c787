// SPDX-License-Identifier: MIT
// A part of a list, the newest first, and where the next part begins.
#pragma once

#include <algorithm>
#include <boost/describe.hpp>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "server/http/problem.h"

namespace keel::server {

template <typename Row>
struct Page {
  std::vector<Row> items;
  std::optional<std::string> next;  ///< to be given as `cursor`; absent: this is the end
  BOOST_DESCRIBE_CLASS(Page, (), (items, next), (), ())
};

struct PageQuery {
  std::optional<int64_t> limit;  ///< 1 to 1000; absent: 100
  std::optional<std::string> cursor;
};

BOOST_DESCRIBE_STRUCT(PageQuery, (), (limit, cursor))

inline constexpr int64_t kMostItems = 1'000;

/// The number in a cursor: only rows with a smaller one follow. Absent: all do.
Answer<std::optional<int64_t>> CursorOf(const std::optional<std::string>& cursor);
Answer<size_t> LimitOf(const std::optional<int64_t>& limit);

/// Of rows by number. `keep(row)` says which are asked for.
template <typename Row, typename Keep>
Answer<Page<Row>> PageOf(const std::map<int64_t, Row>& rows, const std::optional<int64_t>& limit,
                         const std::optional<std::string>& cursor, Keep keep) {
  const auto most = LimitOf(limit);
  if (!most) return tl::unexpected<Problem>(most.error());
  const auto before = CursorOf(cursor);
  if (!before) return tl::unexpected<Problem>(before.error());
  Page<Row> page;
  auto it = *before ? rows.lower_bound(**before) : rows.end();
  while (it != rows.begin()) {
    --it;
    if (!keep(it->second)) continue;
    if (page.items.size() == *most) {
      page.next = std::to_string(std::next(it)->first);
      break;
    }
    page.items.push_back(it->second);
  }
  return page;
}

/// Of a whole list, the newest first; its rows are counted from the oldest.
template <typename Row>
Answer<Page<Row>> PageOf(std::vector<Row> rows, const PageQuery& query) {
  const auto most = LimitOf(query.limit);
  if (!most) return tl::unexpected<Problem>(most.error());
  const auto before = CursorOf(query.cursor);
  if (!before) return tl::unexpected<Problem>(before.error());
  const auto size = static_cast<int64_t>(rows.size());
  const int64_t left = std::clamp<int64_t>(before->value_or(size), 0, size);
  const int64_t taken = std::min(left, static_cast<int64_t>(*most));
  const auto first = rows.begin() + (size - left);
  Page<Row> page{{first, first + taken}, {}};
  if (taken < left) page.next = std::to_string(left - taken);
  return page;
}

/// Rows in the order in which they came, of which the oldest were dropped.
template <typename Row>
class RowLog {
 public:
  explicit RowLog(size_t most) : most_(most) {}
  void Append(Row row) {
    rows_.push_back(std::move(row));
    if (rows_.size() <= most_) return;
    rows_.pop_front();
    ++dropped_;
  }
  const std::deque<Row>& rows() const { return rows_; }
  /// Of rows_[0] since the first of all.
  int64_t dropped() const { return dropped_; }
  void Clear() {
    rows_.clear();
    dropped_ = 0;
  }

 private:
  size_t most_;
  std::deque<Row> rows_;
  int64_t dropped_ = 0;
};

template <typename Row, typename Keep>
Answer<Page<Row>> PageOf(const RowLog<Row>& log, const std::optional<int64_t>& limit,
                         const std::optional<std::string>& cursor, Keep keep) {
  const auto most = LimitOf(limit);
  if (!most) return tl::unexpected<Problem>(most.error());
  const auto before = CursorOf(cursor);
  if (!before) return tl::unexpected<Problem>(before.error());
  const int64_t size = static_cast<int64_t>(log.rows().size());
  int64_t at = *before ? std::clamp<int64_t>(**before - log.dropped(), 0, size) : size;
  Page<Row> page;
  while (at-- > 0) {
    const Row& row = log.rows()[static_cast<size_t>(at)];
    if (!keep(row)) continue;
    if (page.items.size() == *most) {
      page.next = std::to_string(log.dropped() + at + 1);
      break;
    }
    page.items.push_back(row);
  }
  return page;
}

}  // namespace keel::server
