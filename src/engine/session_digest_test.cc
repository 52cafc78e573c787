// SPDX-License-Identifier: MIT
// A session that comes back from a snapshot is the session that comes back from its whole journal.
#include "engine/session_digest.h"

#include "engine/testing/acting_session.h"

namespace keel::engine {
namespace {

using testing::Px;
using testing::Qty;
using testing::Words;

class SessionDigestTest : public testing::ActingSession {
 protected:
  /// A bracket of four at 99, of which one was bought, and a program that died.
  void Live() {
    Begin([](strategy::Context& market, core::InstrumentId pair) {
      core::OrderTerms entry;
      entry.instrument = pair;
      entry.type = core::OrderType::kLimit;
      entry.quantity = Qty("4");
      entry.limit_price = Px("99");
      ASSERT_TRUE(market.SubmitBracket(entry, {.stop = Px("95"), .target = Px("105")}, "dip"));
    });
    Fill("1", "99");
    Die();
  }
  /// What it is when it is back: orders, coins and the hash of all that it did.
  Words Back() {
    Open();
    Words words = AtVenue();
    words.push_back(Held().ToString());
    words.push_back(session_->account().ledger.balance(core::CurrencyId{0}).ToString());
    words.push_back(std::to_string(session_->account().orders.next_id().value));
    words.push_back(session_->Hash());
    return words;
  }
  size_t Snapshots() const {
    const auto names = folder_->List();
    return static_cast<size_t>(std::ranges::count_if(
        *names, [](const std::string& name) { return name.starts_with("snapshot-"); }));
  }
};

TEST_F(SessionDigestTest, ItComesBackTheSameWithASnapshotAndWithout) {
  Live();
  const auto image = folder_->AfterKill();
  const auto orders = orders_;
  const auto now = now_;
  const Words without = Back();
  session_.reset();
  journal_.reset();
  *folder_ = storage::testing::MemoryFolder(image);
  orders_ = orders;
  now_ = now;
  ASSERT_TRUE(WriteDigest(*folder_, 1));
  ASSERT_EQ(Snapshots(), 1U);
  by_snapshot_ = true;
  EXPECT_EQ(Back(), without);
  ExpectReplayIsEqual();
}

TEST_F(SessionDigestTest, OneSnapshotIsBuiltOnTheOneBefore) {
  by_snapshot_ = true;
  Live();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(WriteDigest(*folder_, 1));
    Open();
    Die();
  }
  EXPECT_EQ(Snapshots(), 3U);
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  ExpectReplayIsEqual();
}

TEST_F(SessionDigestTest, ATimeThatOnlyALeftOutRecordTellsIsNotLivedThroughAgain) {
  Live();
  Open();
  now_ = now_ + base::Minutes(3);
  session_->OnVenueEvent(execution::StreamState{false}, now_);  // a word of the venue, the last one
  Drain();
  session_.reset();
  journal_.reset();
  ASSERT_TRUE(WriteDigest(*folder_, 1));
  auto journal = *storage::Journal::Open(*folder_);
  const auto back =
      LiveSession::Open(options_, Registry{specs_}, Series(),
                        {&journal, folder_.get(), UINT64_MAX, true}, now_ - base::Minutes(1));
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().code, base::ErrorCode::kRefused) << back.error().message;
}

TEST_F(SessionDigestTest, NoneIsWrittenForAFewRecords) {
  Live();
  ASSERT_TRUE(WriteDigest(*folder_, 1'000'000));
  EXPECT_EQ(Snapshots(), 0U);
}

TEST_F(SessionDigestTest, OneOfAnotherVersionIsAsGoodAsNone) {
  Live();
  {
    auto journal = storage::Journal::Open(*folder_);
    ASSERT_TRUE(journal);
    ASSERT_TRUE(storage::WriteSnapshot(*folder_, {journal->head(), 77, "from the future"}));
  }
  by_snapshot_ = true;
  Open();
  EXPECT_EQ(AtVenue(), (Words{"buy limit 3 at 99", "sell stop 1 at 95"}));
  ASSERT_TRUE(WriteDigest(*folder_, 1));
  EXPECT_EQ(Snapshots(), 2U);
}

}  // namespace
}  // namespace keel::engine
