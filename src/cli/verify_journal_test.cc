// SPDX-License-Identifier: MIT
// verify-journal as a user meets it.
#include <gtest/gtest.h>

#include "cli/testing/command_line.h"
#include "storage/journal/journal.h"

namespace keel::cli {
namespace {

using testing::CommandLine;
using testing::IsOneSentence;
using testing::Outcome;

class VerifyJournalVerb : public CommandLine {
 protected:
  /// Three records in <folder>/session; the hash of the last one.
  std::string KeepSession() {
    const auto session = storage::OpenJournalFolder(folder() + "/session");
    auto journal = storage::Journal::Create(*session, {"paper-1", {1'767'225'600'000'000'000}});
    EXPECT_TRUE(journal);
    for (int i = 0; i < 3; ++i) {
      EXPECT_TRUE(journal->Append({1, 1}, {1'767'225'600'000'000'000 + i}, "something happened"));
      EXPECT_TRUE(journal->Flush());
    }
    return journal->head().hash.Hex();
  }
  void Damage(size_t at) {
    const std::string path = folder() + "/session/journal-000001.kj";
    std::string bytes = base::os::ReadFile(path).value_or("");
    bytes[at] ^= 1;
    ASSERT_TRUE(base::os::WriteFileAtomic(path, bytes));
  }
};

TEST_F(VerifyJournalVerb, SaysWhatASoundJournalHolds) {
  const std::string head = KeepSession();
  const Outcome outcome = Keel({"verify-journal", "session", "--head", head});
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "journal    sound\n"
            "session    paper-1, begun 2026-01-01T00:00:00Z\n"
            "records    3 in 3 groups and 1 segment\n"
            "time       2026-01-01T00:00:00Z to 2026-01-01T00:00:00.000000002Z\n"
            "head       " +
                head +
                "\n"
                "expected   is the head\n");
  const Outcome json = Keel({"verify-journal", "session", "--json"});
  EXPECT_NE(json.out.find("\"sound\": true"), std::string::npos) << json.out;
  EXPECT_NE(json.out.find("\"head\": \"" + head + "\""), std::string::npos);
}

TEST_F(VerifyJournalVerb, NamesTheDamagedRecordAndExitsWith3) {
  KeepSession();
  Damage(480);
  const Outcome outcome = Keel({"verify-journal", "session"});
  EXPECT_EQ(outcome.exit_code, 3);
  EXPECT_NE(outcome.out.find("BROKEN"), std::string::npos);
  EXPECT_NE(outcome.out.find("1 in 1 group and 1 segment, up to the damage"), std::string::npos)
      << outcome.out;
  EXPECT_TRUE(IsOneSentence(outcome.err)) << outcome.err;
  EXPECT_NE(outcome.err.find("record 2 (group 2) at byte"), std::string::npos) << outcome.err;
  const Outcome json = Keel({"verify-journal", "session", "--json"});
  EXPECT_EQ(json.exit_code, 3);
  EXPECT_NE(json.out.find("\"record\": 2"), std::string::npos) << json.out;
}

TEST_F(VerifyJournalVerb, MistakesAreOneSentence) {
  EXPECT_EQ(Keel({"verify-journal", "nowhere"}).exit_code, 2);
  KeepSession();
  const Outcome bad = Keel({"verify-journal", "session", "--head", "beef"});
  EXPECT_EQ(bad.exit_code, 2);
  EXPECT_TRUE(IsOneSentence(bad.err)) << bad.err;
  const Outcome other = Keel({"verify-journal", "session", "--head", std::string(64, 'a')});
  EXPECT_EQ(other.exit_code, 3);
  EXPECT_NE(other.err.find("never had the head"), std::string::npos) << other.err;
}

}  // namespace
}  // namespace keel::cli
