// SPDX-License-Identifier: MIT
#include "sim/matching/id_table.h"

#include <gtest/gtest.h>

#include <map>

#include "base/random.h"

namespace keel::sim::matching {
namespace {

// Ids that come and go, many with one hash home: what is there is found, what is not is not.
TEST(IdTable, IsAMap) {
  base::RandomStream random(6, "test.ids");
  OrderPool pool;
  IdTable table;
  std::map<uint64_t, uint32_t> slots;
  for (int step = 0; step < 50'000; ++step) {
    // Multiples of 2^52 differ in the leading bits of the hash only: few homes.
    const uint64_t n = random.NextBelow(600);
    const uint64_t id = n % 2 == 0 ? n : n << 52;
    const uint32_t found = table.Find(id, pool);
    ASSERT_EQ(found, slots.contains(id) ? slots[id] : 0);
    if (found == 0) {
      Order order;
      order.id = id;
      const uint32_t slot = pool.Take(order);
      table.Insert(id, slot);
      slots[id] = slot;
    } else {
      table.Erase(id, found);
      pool.GiveBack(found);
      slots.erase(id);
    }
  }
  for (const auto& [id, slot] : slots) EXPECT_EQ(table.Find(id, pool), slot);
}

// The table keeps 32 bits of the hash; two ids that agree in them are still two ids.
TEST(IdTable, TellsIdsOfOneTagApart) {
  constexpr uint64_t kInverse = 0xF1DE83E19937733Dull;  // of the hash's factor, modulo 2^64
  OrderPool pool;
  IdTable table;
  Order order;
  order.id = 0x1234567800000001ull * kInverse;
  const uint64_t other = 0x1234567800000002ull * kInverse;
  table.Insert(order.id, pool.Take(order));
  EXPECT_EQ(table.Find(order.id, pool), 1u);
  EXPECT_EQ(table.Find(other, pool), 0u);
}

}  // namespace
}  // namespace keel::sim::matching
