// SPDX-License-Identifier: MIT
#include "server/desk/storage_watch.h"

#include <gtest/gtest.h>

#include "base/os/file.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

constexpr base::UnixNanos kNow{1'700'000'000'000'000'000};

TEST(StorageWatch, AddsUpSegmentsAndTablesAndNothingElse) {
  const testing::TemporaryHome home;
  const auto write = [&home](const char* name, size_t bytes) {
    ASSERT_TRUE(base::os::WriteFileAtomic(home.File(name), std::string(bytes, 'x')));
  };
  write("journal-000001.kj", 700);
  write("journal-000002.kj", 30);
  write("tables.db", 5'000);
  write("tables.db-wal", 9);
  write("mode", 4);
  StorageWatch watch(home.path());
  EXPECT_FALSE(watch.seen().journal_bytes) << "it has not looked yet";
  watch.Look(kNow);
  EXPECT_EQ(watch.seen().journal_bytes, 730);
  EXPECT_EQ(watch.seen().tables_bytes, 5'009);
  ASSERT_TRUE(watch.seen().free_bytes);
  EXPECT_GT(*watch.seen().free_bytes, 0);
  write("journal-000003.kj", 1);
  watch.Look(kNow + StorageWatch::kEvery - base::Nanoseconds(1));
  EXPECT_EQ(watch.seen().journal_bytes, 730) << "it has just looked";
  watch.Look(kNow + StorageWatch::kEvery);
  EXPECT_EQ(watch.seen().journal_bytes, 731);
}

TEST(StorageWatch, TellsNothingOfWhatIsNotThere) {
  const testing::TemporaryHome home;
  StorageWatch watch(home.File("session"));
  watch.Look(kNow);
  EXPECT_FALSE(watch.seen().journal_bytes);
  EXPECT_FALSE(watch.seen().tables_bytes);
  EXPECT_FALSE(watch.seen().free_bytes);
}

}  // namespace
}  // namespace keel::server
