// SPDX-License-Identifier: MIT
#include "server/alerts/channel_book.h"

#include <gtest/gtest.h>

#include <functional>

#include "server/access/testing/temporary_home.h"
#include "server/alerts/webhook_policy.h"

namespace keel::server {
namespace {

using testing::TemporaryHome;

AlertChannel SoundChannel() {
  AlertChannel channel;
  channel.name = "ops-1";
  channel.format = "json";
  channel.url = KeptSecret("https://hooks.example.com/T0/canary-path");
  channel.header_name = "Authorization";
  channel.header_value = KeptSecret("Bearer canary-header");
  channel.signing_key = KeptSecret("canary-signing-key");
  return channel;
}

/// The field that is wrong after a change, and that its value is not told; "" where none is.
std::string WrongPart(const std::function<void(AlertChannel&)>& change) {
  AlertChannel channel = SoundChannel();
  change(channel);
  const auto mistake = FindMistake(channel);
  if (!mistake) return "";
  EXPECT_EQ(mistake->why.find("canary"), std::string::npos) << mistake->why;
  return mistake->path;
}

TEST(AlertChannel, IsFoundRight) {
  EXPECT_EQ(WrongPart([](AlertChannel&) {}), "");
  EXPECT_EQ(WrongPart([](AlertChannel& c) {
              c.header_name.clear();
              c.header_value = c.signing_key = KeptSecret();
            }),
            "");
}

TEST(AlertChannel, AMistakeIsToldByItsFieldAndWithoutItsValue) {
  const std::vector<std::pair<std::string, std::function<void(AlertChannel&)>>> cases = {
      {"name", [](AlertChannel& c) { c.name = ""; }},
      {"name", [](AlertChannel& c) { c.name = "Ops"; }},
      {"name", [](AlertChannel& c) { c.name.assign(41, 'x'); }},
      {"format", [](AlertChannel& c) { c.format = "mail"; }},
      {"url", [](AlertChannel& c) { c.url = KeptSecret("http://hooks.example.com/canary"); }},
      {"url", [](AlertChannel& c) { c.url = KeptSecret("wss://hooks.example.com/canary"); }},
      {"url", [](AlertChannel& c) { c.url = KeptSecret("https://canary@hooks.example.com/"); }},
      {"url", [](AlertChannel& c) { c.url = KeptSecret("canary"); }},
      {"header_name", [](AlertChannel& c) { c.header_name = ""; }},
      {"header_name", [](AlertChannel& c) { c.header_name = "Content-Length"; }},
      {"header_name", [](AlertChannel& c) { c.header_name = "X: canary\r\nY"; }},
      {"header_value", [](AlertChannel& c) { c.header_value = KeptSecret(); }},
      {"header_value", [](AlertChannel& c) { c.header_value = KeptSecret("canary\r\nX: y"); }},
      {"signing_key", [](AlertChannel& c) { c.signing_key = KeptSecret("canary"); }},
  };
  for (size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(WrongPart(cases[i].second), cases[i].first) << "case " << i;
  }
}

TEST(ChannelBook, KeepsChannelsForTheOwnerAlone) {
  TemporaryHome home;
  const std::string path = home.File("alert-channels.json");
  ChannelBook book(home.path());
  ASSERT_TRUE(book.Add(SoundChannel()));
  EXPECT_TRUE(base::os::CheckOwnerOnly(path));
  const ChannelBook again(home.path());
  ASSERT_NE(again.Find("ops-1"), nullptr);
  EXPECT_EQ(again.Find("ops-1")->header_value.text.Reveal(), "Bearer canary-header");
  EXPECT_EQ(UrlOf(*again.Find("ops-1")).target, "/T0/canary-path");
  EXPECT_EQ(book.Add(SoundChannel()).error().code, base::ErrorCode::kRefused) << "it is there";
  EXPECT_EQ(book.Remove("none").error().code, base::ErrorCode::kNotFound);
  EXPECT_TRUE(book.Remove("ops-1"));
  EXPECT_EQ(base::os::ReadFile(path).value_or("canary").find("canary"), std::string::npos);
}

TEST(ChannelBook, ADamagedFileIsLeftAloneAndNotRepeated) {
  TemporaryHome home;
  const std::string path = home.File("alert-channels.json");
  {
    ChannelBook book(home.path());
    ASSERT_TRUE(book.Add(SoundChannel()));
  }
  std::string text = base::os::ReadFile(path).value_or("");
  text.replace(text.find("https"), 5, "httpx");
  ASSERT_TRUE(base::os::WriteFileAtomic(path, text, base::os::Access::kOwnerOnly));
  ChannelBook book(home.path());
  ASSERT_TRUE(book.damage());
  EXPECT_NE(book.damage()->find("channels[0].url"), std::string::npos) << *book.damage();
  EXPECT_EQ(book.damage()->find("canary"), std::string::npos) << *book.damage();
  EXPECT_TRUE(book.channels().empty());
  EXPECT_FALSE(book.Add(SoundChannel()));
  EXPECT_EQ(base::os::ReadFile(path).value_or(""), text);
}

TEST(WebhookPolicy, SendsOnlyWhereItWasTold) {
  const WebhookPolicy policy{.hosts = {"hooks.slack.com", "Alerts.Example.com:8443"}};
  const auto refusal = [&](const std::string& url) {
    return RefusalOf(policy, net::ParseUrl(url)->origin).value_or("");
  };
  EXPECT_EQ(refusal("https://hooks.slack.com/T/B"), "");
  EXPECT_EQ(refusal("https://HOOKS.slack.com/T/B"), "");
  EXPECT_EQ(refusal("https://alerts.example.com:8443/"), "");
  EXPECT_NE(refusal("http://hooks.slack.com/T/B"), "") << "in the clear";
  EXPECT_NE(refusal("https://hooks.slack.com:444/"), "") << "another port";
  EXPECT_NE(refusal("https://alerts.example.com/"), "");
  EXPECT_NE(refusal("https://hooks.slack.com.evil.example/"), "");
  EXPECT_NE(refusal("https://evil.example/").find("--webhook-host evil.example"),
            std::string::npos);
  EXPECT_EQ(refusal("https://evil.example/secret-path").find("secret-path"), std::string::npos);
}

TEST(WebhookPolicy, ThisMachineTakesAWordOfItsOwn) {
  WebhookPolicy policy{.hosts = {"localhost", "127.0.0.1:9000"}};
  const auto is_refused = [&](const std::string& url) {
    return RefusalOf(policy, net::ParseUrl(url)->origin).has_value();
  };
  for (const char* url : {"https://localhost/", "https://127.0.0.1:9000/", "https://[::1]:9/"}) {
    policy.loopback = false;
    EXPECT_TRUE(is_refused(url)) << url;
    policy.loopback = true;
    EXPECT_FALSE(is_refused(url)) << url;
  }
}

TEST(WebhookPolicy, AHostIsAName) {
  for (const char* host : {"https://hooks.slack.com", "hooks.slack.com/T", "", "a b", "u@host"}) {
    const auto checked = CheckPolicy({.hosts = {host}});
    ASSERT_FALSE(checked) << host;
    EXPECT_EQ(checked.error().code, base::ErrorCode::kUsage);
  }
  EXPECT_TRUE(CheckPolicy({.hosts = {"hooks.slack.com", "10.0.0.1:8443", "[2001:db8::1]"}}));
}

}  // namespace
}  // namespace keel::server
