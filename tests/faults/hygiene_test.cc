// SPDX-License-Identifier: MIT
// F34, F35: secrets that leak, are compared carelessly, or are none.
#include <filesystem>
#include <fstream>
#include <regex>

#include "net/known_secret.h"
#include "net/sign.h"
#include "storage/journal/journal_folder.h"
#include "tests/faults/exchange_scene.h"
#include "tests/faults/session_scene.h"
#include "tests/source_tree.h"
#include "venues/binance/connector.h"

namespace keel::faults {
namespace {

using base::Milliseconds;
using base::Seconds;

std::string HexOf(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

/// A session that trades at the exchange of this process over real sockets, badly, and everything
/// that it says or writes.
class F34 : public ExchangeScene, public execution::ConnectorListener {
 protected:
  F34() : folder_(storage::OpenJournalFolder(disk_.path())) {}
  void Run(bool with_ed25519) {
    Connect(with_ed25519);
    for (const char* fault : {R"({"kind":"timeout_after","target":"order.place","next":1})",
                              R"({"kind":"error_before","target":"order.place","next":1})",
                              R"({"kind":"refuse","target":"order.place","next":1,"status":429})",
                              R"({"kind":"error_after","target":"order.status","next":2})",
                              R"({"kind":"disconnect_user"})", R"({"kind":"end_events"})",
                              R"({"kind":"clock_jump","delay_ms":4000})"}) {
      Fault(fault);
      Trade();
    }
    connector_->Stop();
    Pump();
    EXPECT_TRUE(journal_->Flush());
  }
  void Connect(bool with_ed25519) {
    venues::binance::ConnectorOptions options;
    options.endpoints = *venues::binance::EndpointsAt(url());
    options.tick = Milliseconds(5);
    options.answer_time = Milliseconds(500);
    options.account.stream.backoff.first = options.account.stream.backoff.cap = Milliseconds(20);
    auto key = with_ed25519 ? venues::binance::AccountKey::Open(base::Secret(keys_.ed25519_key),
                                                                keys_.ed25519_private_pem.Clone())
                            : venues::binance::AccountKey::Open(base::Secret(keys_.hmac_key),
                                                                keys_.hmac_secret.Clone());
    connector_ =
        *venues::binance::Connector::Open(stage_.loop, stage_.clock, options, *std::move(key));
    bool fetched = false;
    connector_->FetchInstruments({}, [&](const auto&) { fetched = true; });
    ASSERT_TRUE(stage_.Until([&] { return fetched; }));
    Begin();
    execution::ConnectorPlan plan;
    plan.subscriptions = {{{0}, {"BTC", "USDT", ""}}};
    plan.currency_of = [this](std::string_view code) { return session_->AddCurrency(code); };
    ASSERT_TRUE(connector_->Start(std::move(plan), *this));
    ASSERT_TRUE(stage_.Until([&] { return session_->link().reconciled() && clock_known_; }));
  }
  void Begin() {
    const auto& listing = exchange_->market(0).listing;
    engine::LiveOptions options;
    options.settings.pairs = {"BTC/USDT"};
    options.settings.timeframe = "1m";
    options.settings.strategies = {{.name = "obedient"}};
    options.settings.account.balances = {{"USDT", "1000000000"}, {"BTC", "1000000"}};
    options.settings.risk = *risk::LimitsOf("research");
    options.settings.risk.order_volume_share = std::nullopt;
    options.link.session = "canary";
    options.link.first_poll = options.link.last_poll = Milliseconds(20);
    options.link.receive_window = options.link.settle_margin = Milliseconds(200);
    options.link.clock_error = Milliseconds(50);
    options.link.trades_before = {0};
    std::vector<engine::LiveSeries> series;
    series.emplace_back(engine::LiveSeries::Spec{*core::ParseSymbol("BTC/USDT"),
                                                 {listing.tick, listing.lot, listing.min_notional},
                                                 core::Timeframe::Of(base::Minutes(1)),
                                                 std::nullopt},
                        std::vector<core::Bar>{}, 1000);
    journal_.emplace(*storage::Journal::Create(*folder_, {"canary", stage_.clock.now()}));
    session_ = *engine::LiveSession::Open(options, engine::Registry{specs_}, std::move(series),
                                          {&*journal_, folder_.get()}, stage_.clock.now());
  }
  /// A bar of the past, and an order at it.
  void Trade() {
    core::OrderTerms terms;
    terms.quantity = exchange_->market(0).listing.lot * 1000;
    const double price = population_->fair_price(0);
    const base::UnixNanos open = kStart + base::Minutes(++minute_);
    wishes_[open] = terms;
    ASSERT_TRUE(session_->OnBar({0}, {open, price, price, price, price, 1e9}, stage_.clock.now()));
    Wait(Milliseconds(100));
    const base::UnixNanos end = stage_.clock.now() + Seconds(5);
    while (!(session_->link().reconciled() && clock_known_) && stage_.clock.now() < end) {
      Wait(Milliseconds(10));
    }
  }
  void Wait(base::Duration time) {
    Pump();
    stage_.Pass(time);
  }
  void OnVenueEvent(const execution::VenueEvent& event) override {
    session_->OnVenueEvent(event, stage_.clock.now());
    Pump();
  }
  void OnStatus(const execution::ConnectorStatus& status) override {
    clock_known_ = status.clock_known;
  }
  void OnNote(std::string_view text) override { told_ += std::string(text) + "\n"; }
  void Pump() {
    const base::UnixNanos now = stage_.clock.now();
    if (session_->next_timer() <= now) session_->OnTimer(now);
    for (const std::string& note : session_->TakeNotes()) told_ += note + "\n";
    ASSERT_TRUE(session_->Commit());
    for (const auto& request : session_->TakeRequests()) connector_->Send(request);
  }
  /// The notes, and every byte of every file.
  std::string Everything() const {
    std::string all = told_;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(disk_.path())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }
  static void ExpectAbsent(const std::string& all, std::string_view secret) {
    ASSERT_GE(secret.size(), 20U);
    std::vector<std::string> forms = {std::string(secret), HexOf(secret)};
    for (size_t shift = 0; shift < 3; ++shift) {  // of base64, wherever it begins in a text
      const std::string coded = net::Base64Encode(std::string(shift, ' ') + std::string(secret));
      forms.push_back(coded.substr(4, coded.size() - 8));
    }
    for (const std::string& form : forms) {
      EXPECT_EQ(all.find(form), std::string::npos) << "a form of " << form.size() << " letters";
    }
  }

  net::testing::TemporaryFolder disk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  Wishes wishes_;
  std::vector<strategy::StrategySpec> specs_ = {ObedientTo(wishes_)};
  std::optional<storage::Journal> journal_;
  std::unique_ptr<engine::LiveSession> session_;
  std::unique_ptr<venues::binance::Connector> connector_;
  bool clock_known_ = false;
  int64_t minute_ = 0;
  std::string told_;
};

// Keys were found in logs.
TEST_F(F34, NoFormOfAKeyIsInWhatIsToldOrWritten) {
  Run(false);
  const std::string all = Everything();
  ASSERT_GT(all.size(), 5'000U);
  ASSERT_FALSE(told_.empty());
  EXPECT_GE(session_->account().orders.entries().size(), 3U);
  ExpectAbsent(all, keys_.hmac_key);
  ExpectAbsent(all, keys_.hmac_secret.Reveal());
  EXPECT_EQ(all.find("signature="), std::string::npos);
  EXPECT_EQ(fmt::format("{}", keys_.hmac_secret), "***");
}

TEST_F(F34, NorOfAnEd25519Key) {
  Run(true);
  const std::string all = Everything();
  const std::string_view pem = keys_.ed25519_private_pem.Reveal();
  const std::string body(pem.substr(28, pem.find('\n', 28) - 28));
  ExpectAbsent(all, keys_.ed25519_key);
  ExpectAbsent(all, body);
  EXPECT_EQ(all.find("PRIVATE KEY"), std::string::npos);
}

// A token was compared with ==, and the default secret was never changed.
TEST(F35, SecretsAreNeverComparedByTheLetter) {
  // What a secret gives out, what is made with one, or a signature, beside == or !=.
  const std::string made = R"re((Reveal\(\)|HmacSha256\w*\([^;]*\)|signature))re";
  const std::regex by_letter(made + R"re( [!=]= |[!=]= [\w.:>-]*(Reveal\(|HmacSha256))re");
  int files = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(tests::InSourceTree("/src"))) {
    const std::string path = entry.path().string();
    const bool is_code = path.ends_with(".cc") || path.ends_with(".h");
    if (!is_code || path.ends_with("_test.cc") || path.find("/testing/") != std::string::npos)
      continue;
    ++files;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
      EXPECT_FALSE(std::regex_search(line, by_letter)) << path << ": " << line;
    }
  }
  EXPECT_GT(files, 500);
}

TEST(F35, ASignatureIsRightOrWrongToTheLastLetter) {
  exchange::KeyRing ring;
  const exchange::TestKeys keys = ring.AddTestKeys(1, 0);
  const exchange::ApiKey* key = ring.Find(keys.hmac_key);
  ASSERT_NE(key, nullptr);
  const std::string right = net::HmacSha256Hex(keys.hmac_secret, "a=1");
  EXPECT_TRUE(key->Verify("a=1", right));
  for (size_t i = 0; i < right.size(); ++i) {
    std::string wrong = right;
    wrong[i] = wrong[i] == '0' ? '1' : '0';
    EXPECT_FALSE(key->Verify("a=1", wrong));
    EXPECT_FALSE(key->Verify("a=1", right.substr(0, i)));
  }
  EXPECT_TRUE(net::ConstantTimeEqual("token", "token"));
  EXPECT_FALSE(net::ConstantTimeEqual("token", "tokem"));
  EXPECT_FALSE(net::ConstantTimeEqual("token", "toke"));
}

TEST(F35, SecretsThatEverybodyKnowsAreRefused) {
  const std::string good = "Zp0Xc9Vb8Nm7QwErTyUiOpAsDfGhJkL1";
  for (const char* known : {"changeme", "SECRET", "your_api_secret",
                            "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"}) {
    EXPECT_TRUE(net::IsKnownSecret(known));
    for (const bool as_key : {false, true}) {
      const auto opened = venues::binance::AccountKey::Open(base::Secret(as_key ? known : good),
                                                            base::Secret(as_key ? good : known));
      ASSERT_FALSE(opened) << known;
      EXPECT_EQ(opened.error().message.find(known), std::string::npos) << "and not repeated";
    }
  }
  EXPECT_TRUE(venues::binance::AccountKey::Open(base::Secret(good), base::Secret(good)));
}

}  // namespace
}  // namespace keel::faults
