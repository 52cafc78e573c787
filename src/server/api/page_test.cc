// SPDX-License-Identifier: MIT
#include "server/api/page.h"

#include <gtest/gtest.h>

#include <functional>

namespace keel::server {
namespace {

struct Item {
  int64_t number = 0;
};
using Ask = std::function<Answer<Page<Item>>(const PageQuery&)>;

/// All numbers by pages of `limit`, and how many pages that took.
std::pair<std::vector<int64_t>, int> All(const Ask& ask, int64_t limit) {
  std::vector<int64_t> numbers;
  PageQuery query{limit, {}};
  for (int pages = 1; pages < 100; ++pages) {
    const auto page = ask(query);
    EXPECT_TRUE(page) << page.error().detail;
    if (!page) break;
    EXPECT_LE(page->items.size(), static_cast<size_t>(limit));
    for (const Item& item : page->items) numbers.push_back(item.number);
    if (!page->next) return {numbers, pages};
    query.cursor = page->next;
  }
  ADD_FAILURE() << "it never ends";
  return {numbers, 0};
}

constexpr auto kAll = [](const Item&) { return true; };
constexpr auto kEven = [](const Item& item) { return item.number % 2 == 0; };

Ask OfMap(const std::map<int64_t, Item>& rows) {
  return [&rows](const PageQuery& q) { return PageOf(rows, q.limit, q.cursor, kAll); };
}
Ask OfLog(const RowLog<Item>& rows) {
  return [&rows](const PageQuery& q) { return PageOf(rows, q.limit, q.cursor, kAll); };
}

TEST(Page, EveryRowOnceAndTheNewestFirst) {
  std::map<int64_t, Item> map;
  RowLog<Item> log(10);
  std::vector<Item> newest_first;
  for (const int64_t number : {1, 2, 5, 6, 9, 12, 20}) {
    map[number] = {number};
    log.Append({number});
    newest_first.insert(newest_first.begin(), {number});
  }
  const std::vector<int64_t> expected = {20, 12, 9, 6, 5, 2, 1};
  const Ask of_list = [&](const PageQuery& q) { return PageOf(newest_first, q); };
  for (const Ask& ask : {OfMap(map), OfLog(log), of_list}) {
    for (int64_t limit = 1; limit <= 8; ++limit) {
      const auto [numbers, pages] = All(ask, limit);
      EXPECT_EQ(numbers, expected) << limit;
      EXPECT_EQ(pages, (7 + limit - 1) / limit) << "no page is empty";
    }
  }
}

TEST(Page, OnlyRowsThatAreAskedForCount) {
  std::map<int64_t, Item> map;
  for (int64_t i = 1; i <= 9; ++i) map[i] = {i};
  const Ask even = [&](const PageQuery& q) { return PageOf(map, q.limit, q.cursor, kEven); };
  EXPECT_EQ(All(even, 2).first, (std::vector<int64_t>{8, 6, 4, 2}));
  EXPECT_EQ(All(even, 4).second, 1);
}

TEST(Page, WhatComesMeanwhileMovesNoPage) {
  RowLog<Item> log(5);
  for (int64_t i = 1; i <= 5; ++i) log.Append({i});
  const auto first = PageOf(log, 2, {}, kAll);
  log.Append({6});  // and 1 is dropped
  const auto second = PageOf(log, 2, first->next, kAll);
  ASSERT_EQ(second->items.size(), 2U);
  EXPECT_EQ(second->items[0].number, 3);
  EXPECT_EQ(second->items[1].number, 2);
  EXPECT_FALSE(second->next) << "what would follow is gone";
}

TEST(Page, OfNothingIsEmpty) {
  const std::map<int64_t, Item> map;
  EXPECT_EQ(All(OfMap(map), 3).second, 1);
  const RowLog<Item> log(3);
  EXPECT_EQ(All(OfLog(log), 3).second, 1);
}

TEST(Page, ALimitIsOneToAThousandAndACursorWasGiven) {
  for (const int64_t limit : {int64_t{0}, int64_t{-1}, int64_t{1'001}, INT64_MIN, INT64_MAX}) {
    EXPECT_EQ(LimitOf(limit).error().field, "limit") << limit;
  }
  EXPECT_EQ(LimitOf({}).value(), 100U);
  EXPECT_EQ(LimitOf(1'000).value(), 1'000U);
  for (const char* cursor : {"", "x", "-1", "1x", " 1", "9223372036854775808"}) {
    EXPECT_EQ(CursorOf(cursor).error().field, "cursor") << cursor;
  }
  EXPECT_EQ(CursorOf("9223372036854775807").value(), INT64_MAX);
  std::map<int64_t, Item> map = {{1, {1}}};
  EXPECT_EQ(PageOf(map, {}, "9223372036854775807", kAll)->items.size(), 1U);
  EXPECT_EQ(PageOf(map, {}, "0", kAll)->items.size(), 0U);
}

}  // namespace
}  // namespace keel::server
