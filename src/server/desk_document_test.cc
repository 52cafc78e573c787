// SPDX-License-Identifier: MIT
// What the desk answers is what its document says: names, kinds, texts of a few, and that every
// member is there. Clients are generated from it, so a mistake in it is one in all of them.
#include <gtest/gtest.h>

#include "server/http/testing/fits_schema.h"
#include "server/testing/desk_stage.h"

namespace keel::server {
namespace {

using testing::Cookie;
using testing::Credential;
using testing::DeskStage;
using testing::LiveJournal;

class DeskDocumentTest : public ::testing::Test {
 protected:
  DeskDocumentTest() {
    const std::string place = desk_.home.File("session");
    EXPECT_TRUE(base::os::MakeDirectories(place));
    folder_ = storage::OpenJournalFolder(place);
    LiveJournal session(*folder_, R"({"pairs":["BTC/USDT"],"seed":null})");
    session.Minutes(20);
    session.Halt();
    desk_.AddPeople();
    desk_.Serve();
    desk_.Key(Role::kTrader);
    document_ = *base::ParseJson(desk_.AskRoot("GET", "/openapi.json").body);
    admin_ = Cookie(desk_.SignIn("admin"));
  }

  /// The schema of what a GET of `path` (below /api/v1) answers.
  const base::JsonValue* SchemaOfAnswer(const std::string& path) const {
    return testing::Resolve(*document_.Find("paths")->Find("/api/v1" + path),
                            "#/get/responses/200/content")
        ->Find("application/json")
        ->Find("schema");
  }
  /// "" where the answer is as it is described.
  std::string Mistake(const std::string& path, const std::string& asked) {
    const auto answer = desk_.Ask("GET", asked, admin_);
    if (answer.status != 200) return fmt::format("{} {}", answer.status, answer.body);
    return testing::SchemaJudge(document_).Mistake(*base::ParseJson(answer.body),
                                                   *SchemaOfAnswer(path));
  }

  DeskStage desk_;
  std::unique_ptr<storage::JournalFolder> folder_;
  base::JsonValue document_;
  Credential admin_;
};

TEST_F(DeskDocumentTest, EveryAnswerFitsIt) {
  for (const char* path : {"/desk",          "/me",
                           "/system",        "/config",
                           "/strategies",    "/portfolio",
                           "/instruments",   "/tickers",
                           "/orders",        "/fills",
                           "/decisions",     "/refusals",
                           "/alerts",        "/equity",
                           "/users",         "/keys",
                           "/audit",         "/alerts/summary",
                           "/alert-rules",   "/alert-figures",
                           "/alert-firings", "/alert-channels",
                           "/closed-trades", "/transfers",
                           "/portfolio/sums"}) {
    EXPECT_EQ(Mistake(path, path), "") << path;
  }
  EXPECT_EQ(Mistake("/candles", "/candles?pair=BTC/USDT&limit=3"), "");
  const auto orders = base::ParseJson(desk_.Ask("GET", "/orders?limit=1", admin_).body);
  const std::string order = orders->Find("items")->items.at(0).Find("order_id")->text;
  EXPECT_EQ(Mistake("/orders/{id}", "/orders/" + order), "");
  const auto decisions = base::ParseJson(desk_.Ask("GET", "/decisions?limit=1", admin_).body);
  const std::string decision = decisions->Find("items")->items.at(0).Find("decision")->text;
  EXPECT_EQ(Mistake("/decisions/{id}", "/decisions/" + decision), "");
}

TEST_F(DeskDocumentTest, AListIsNotEmptyWhereItsRowsAreJudged) {
  for (const char* path :
       {"/orders", "/fills", "/decisions", "/alerts", "/equity", "/strategies", "/portfolio",
        "/users", "/keys", "/audit", "/closed-trades", "/transfers"}) {
    const auto list = base::ParseJson(desk_.Ask("GET", path, admin_).body);
    EXPECT_FALSE(list->Find("items")->items.empty()) << path;
  }
}

TEST_F(DeskDocumentTest, TheJudgeFindsWhatDoesNotFit) {
  const auto mistake = [this](const std::string& json) {
    return testing::SchemaJudge(document_).Mistake(*base::ParseJson(json),
                                                   *SchemaOfAnswer("/orders/{id}"));
  };
  const auto answer = desk_.Ask("GET", "/orders?limit=1", admin_);
  const std::string row = answer.body.substr(10, answer.body.rfind("],\"next\"") - 10);
  const auto with = [&row](const std::string& old, const std::string& now) {
    std::string changed = row;
    const size_t at = changed.find(old);
    EXPECT_NE(at, std::string::npos) << old << row;
    return R"({"order":)" + changed.replace(at, old.size(), now) + R"(,"steps":[],"fills":[]})";
  };
  EXPECT_EQ(mistake(with("", "")), "");
  EXPECT_EQ(mistake(with(R"("type":"market")", R"("type":"odd")")),
            ".order.type is \"odd\", none of the texts that it can be");
  EXPECT_EQ(mistake(with(R"("side")", R"("sides")")), ".order.sides is not in the document");
  EXPECT_EQ(mistake(with(R"("reason":)", R"("filled_":1,"reason":)")),
            ".order.filled_ is not in the document");
  EXPECT_EQ(mistake(R"({"order":null,"steps":[],"fills":[]})"), ".order is null, not object");
  EXPECT_EQ(mistake(with("", "").replace(2, 5, "fills_")), ".fills_ is not in the document");
}

}  // namespace
}  // namespace keel::server
