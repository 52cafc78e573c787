// SPDX-License-Identifier: MIT
#include "server/access/audit_log.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/os/file.h"
#include "server/access/testing/temporary_home.h"

namespace keel::server {
namespace {

constexpr base::UnixNanos kStart{1'700'000'000'000'000'000};

class Audit : public ::testing::Test {
 protected:
  AuditLog Open() {
    auto log = AuditLog::Open(folder_, kStart);
    EXPECT_TRUE(log) << log.error().message;
    return *std::move(log);
  }
  static AuditEntry Entry(int i) {
    return {.time = kStart + base::Seconds(i),
            .who = "ada",
            .from = "10.0.0.1",
            .act = "change-limit",
            .target = "drawdown_max",
            .detail = "number " + std::to_string(i),
            .ok = i % 2 == 0};
  }
  void Fill(int count) {
    AuditLog log = Open();
    for (int i = 1; i <= count; ++i) ASSERT_TRUE(log.Write(Entry(i)));
  }

  static void Write(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
  }

  testing::TemporaryHome home_;
  std::string folder_ = home_.File("audit");
};

TEST_F(Audit, GivesItsEntriesBackAfterARestart) {
  Fill(3);
  AuditLog log = Open();
  ASSERT_TRUE(log.Write(Entry(4)));
  const auto rows = log.Last(10);
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 4U);
  EXPECT_EQ((*rows)[0].number, 4U);
  EXPECT_EQ((*rows)[3].number, 1U);
  const AuditEntry& entry = (*rows)[2].entry;
  EXPECT_EQ(entry.time, kStart + base::Seconds(2));
  EXPECT_EQ(entry.who, "ada");
  EXPECT_EQ(entry.from, "10.0.0.1");
  EXPECT_EQ(entry.act, "change-limit");
  EXPECT_EQ(entry.target, "drawdown_max");
  EXPECT_EQ(entry.detail, "number 2");
  EXPECT_TRUE(entry.ok);
  EXPECT_FALSE((*rows)[1].entry.ok);
}

TEST_F(Audit, IsReadPageByPageFromTheEnd) {
  Fill(10);
  const AuditLog log = Open();
  std::vector<uint64_t> numbers;
  std::optional<uint64_t> before;
  while (true) {
    const auto page = log.Last(4, before).value();
    if (page.empty()) break;
    for (const AuditRow& row : page) numbers.push_back(row.number);
    before = page.back().number;
  }
  EXPECT_EQ(numbers, (std::vector<uint64_t>{10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
}

TEST_F(Audit, HasOneWriter) {
  const AuditLog log = Open();
  const auto second = AuditLog::Open(folder_, kStart);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, base::ErrorCode::kRefused);
}

TEST_F(Audit, CutsLongTextsBetweenCharacters) {
  AuditLog log = Open();
  AuditEntry entry = Entry(1);
  entry.detail = std::string(999, 'x') + "é and more";
  ASSERT_TRUE(log.Write(entry));
  EXPECT_EQ(log.Last(1).value()[0].entry.detail, std::string(999, 'x'));
}

TEST_F(Audit, FindsEveryFlippedByte) {
  Fill(5);
  EXPECT_TRUE(VerifyAudit(folder_).value().sound());
  const std::string file = folder_ + "/journal-000001.kj";
  const std::string written = base::os::ReadFile(file).value();
  for (size_t i = 0; i < written.size(); ++i) {
    std::string damaged = written;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x01);
    Write(file, damaged);
    const auto verdict = VerifyAudit(folder_);
    EXPECT_TRUE(!verdict || !verdict->sound()) << "byte " << i;
  }
  Write(file, written);
  EXPECT_TRUE(VerifyAudit(folder_).value().sound());
}

TEST_F(Audit, ADamagedOneIsNotGoneOnWith) {
  Fill(5);
  const std::string file = folder_ + "/journal-000001.kj";
  std::string bytes = base::os::ReadFile(file).value();
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 0x40);
  Write(file, bytes);
  const auto log = AuditLog::Open(folder_, kStart);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, base::ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace keel::server
