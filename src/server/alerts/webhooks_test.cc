// SPDX-License-Identifier: MIT
// Webhooks against a receiver on this machine, over TLS: what arrives, what is tried again, what is
// refused, and that nobody waits for anybody.
#include "server/alerts/webhooks.h"

#include <gtest/gtest.h>

#include "net/sign.h"
#include "net/testing/stage.h"
#include "server/alerts/alert_message.h"

namespace keel::server {
namespace {

using Receive = std::function<void(const net::ServerRequest&, const net::Respond&)>;

class WebhooksTest : public ::testing::Test {
 protected:
  WebhooksTest() {
    const auto made = net::testing::MakeCertificate(folder_.path(), "hook");
    EXPECT_TRUE(made) << made.error().message;
    identity_ = *made;
    options_.policy.loopback = true;
    options_.policy.trust.ca_file = folder_.path() + "/hook.pem";
    options_.backoff.first = base::Milliseconds(5);
    options_.backoff.cap = base::Milliseconds(20);
    options_.attempts = 3;
  }

  void Serve(Receive receive) {
    net::ServerOptions options;
    options.tls = identity_;
    net::ServerCallbacks callbacks;
    callbacks.on_request = [this, receive = std::move(receive)](const net::ServerRequest& request,
                                                                const net::Respond& respond) {
      heard_.push_back(request);
      receive(request, respond);
    };
    receiver_ = stage_.Serve(std::move(options), std::move(callbacks));
  }
  /// Answers with these, the last one for ever.
  void ServeStatuses(std::vector<int> statuses) {
    Serve([this, statuses](const net::ServerRequest&, const net::Respond& respond) {
      respond(net::testing::Text("", statuses[std::min(heard_.size(), statuses.size()) - 1]));
    });
  }
  void Open() { hooks_ = std::make_unique<Webhooks>(stage_.loop, stage_.clock, options_, 7); }
  AlertChannel Channel(const std::string& name, const std::string& path = "/secret-path") const {
    AlertChannel channel;
    channel.name = name;
    channel.format = "json";
    channel.url = KeptSecret(fmt::format("https://127.0.0.1:{}{}", receiver_->port(), path));
    return channel;
  }
  bool Settles(const std::string& channel) {
    return stage_.Until([&] {
      const DeliveryState state = hooks_->StateOf(channel);
      return state.waiting == 0 && (state.last_success || state.last_failure);
    });
  }
  /// What Try says; "" where it was delivered.
  std::string Try(const AlertChannel& channel) {
    std::optional<base::Status> told;
    hooks_->Try(channel, "{}", [&](base::Status status) { told = std::move(status); });
    EXPECT_FALSE(told) << "never from inside the call";
    EXPECT_TRUE(stage_.Until([&] { return told.has_value(); }));
    return !told ? "nothing was told" : *told ? "" : told->error().message;
  }

  net::testing::TemporaryFolder folder_;
  net::testing::Stage stage_;
  net::TlsIdentity identity_;
  WebhookOptions options_;
  std::unique_ptr<net::Server> receiver_;
  std::vector<net::ServerRequest> heard_;
  std::unique_ptr<Webhooks> hooks_;
};

TEST_F(WebhooksTest, AMessageArrivesWholeAndSigned) {
  ServeStatuses({204});
  Open();
  AlertChannel channel = Channel("ops");
  channel.header_name = "Authorization";
  channel.header_value = KeptSecret("Bearer canary");
  channel.signing_key = KeptSecret("a key of sixteen and more");
  hooks_->Send(channel, R"({"text":"hello"})");
  ASSERT_TRUE(Settles("ops"));
  ASSERT_EQ(heard_.size(), 1U);
  EXPECT_EQ(heard_[0].method, "POST");
  EXPECT_EQ(heard_[0].target, "/secret-path");
  EXPECT_EQ(heard_[0].body, R"({"text":"hello"})");
  EXPECT_EQ(net::FindHeader(heard_[0].headers, "Content-Type"), "application/json");
  EXPECT_EQ(net::FindHeader(heard_[0].headers, "Authorization"), "Bearer canary");
  EXPECT_EQ(net::FindHeader(heard_[0].headers, "X-Keel-Signature"),
            "sha256=" + net::HmacSha256Hex(base::Secret("a key of sixteen and more"),
                                           R"({"text":"hello"})"));
  EXPECT_EQ(hooks_->StateOf("ops").delivered, 1);
  EXPECT_FALSE(hooks_->StateOf("ops").last_failure);
}

TEST_F(WebhooksTest, WithoutASecretThereIsNoHeaderOfIt) {
  ServeStatuses({200});
  Open();
  EXPECT_EQ(Try(Channel("ops")), "");
  EXPECT_FALSE(net::FindHeader(heard_.at(0).headers, "X-Keel-Signature"));
  EXPECT_FALSE(net::FindHeader(heard_.at(0).headers, "Authorization"));
}

TEST_F(WebhooksTest, AFailureIsTriedAgainInOrder) {
  ServeStatuses({500, 429, 200});
  Open();
  hooks_->Send(Channel("ops"), "1");
  hooks_->Send(Channel("ops"), "2");
  ASSERT_TRUE(Settles("ops"));
  std::string bodies;
  for (const auto& request : heard_) bodies += request.body;
  EXPECT_EQ(bodies, "1112");
  const DeliveryState state = hooks_->StateOf("ops");
  EXPECT_EQ(state.delivered, 2);
  EXPECT_EQ(state.lost, 0);
  EXPECT_NE(state.failure.find("429"), std::string::npos) << state.failure;
  EXPECT_EQ(state.failure.find("secret-path"), std::string::npos) << state.failure;
}

TEST_F(WebhooksTest, IsGivenUpInTheEnd) {
  ServeStatuses({503});
  Open();
  hooks_->Send(Channel("ops"), "1");
  ASSERT_TRUE(Settles("ops"));
  EXPECT_EQ(heard_.size(), 3U);
  EXPECT_EQ(hooks_->StateOf("ops").lost, 1);
}

TEST_F(WebhooksTest, WhatCannotPassIsNotTriedAgain) {
  ServeStatuses({404, 200});
  Open();
  hooks_->Send(Channel("ops"), "1");
  hooks_->Send(Channel("ops"), "2");
  ASSERT_TRUE(Settles("ops"));
  EXPECT_EQ(heard_.size(), 2U);
  EXPECT_EQ(hooks_->StateOf("ops").lost, 1);
  EXPECT_EQ(hooks_->StateOf("ops").delivered, 1);
}

TEST_F(WebhooksTest, ARedirectIsNotFollowed) {
  Serve([this](const net::ServerRequest&, const net::Respond& respond) {
    respond({.status = 307,
             .headers = {{"Location",
                          fmt::format("https://127.0.0.1:{}/elsewhere", receiver_->port())}},
             .body = ""});
  });
  Open();
  const std::string failure = Try(Channel("ops"));
  EXPECT_NE(failure.find("redirects are not followed"), std::string::npos) << failure;
  hooks_->Send(Channel("ops"), "1");
  ASSERT_TRUE(Settles("ops"));
  stage_.Pass(base::Milliseconds(100));
  ASSERT_EQ(heard_.size(), 2U) << "neither followed nor tried again";
  for (const auto& request : heard_) EXPECT_EQ(request.target, "/secret-path");
}

TEST_F(WebhooksTest, AnAddressThatIsNotPublicIsRefusedWhateverWasNamed) {
  ServeStatuses({200});
  const std::string port = std::to_string(receiver_->port());
  const std::vector<std::string> hosts = {"127.0.0.2:" + port, "10.0.0.1", "192.168.1.1",
                                          "169.254.169.254", "[::ffff:127.0.0.1]:" + port};
  options_.policy.hosts = hosts;
  Open();
  for (size_t i = 0; i < hosts.size(); ++i) {
    const std::string& host = hosts[i];
    AlertChannel channel = Channel("to-" + std::to_string(i));
    channel.url = KeptSecret("https://" + host + "/secret-path");
    const std::string failure = Try(channel);
    EXPECT_NE(failure.find("not a public one"), std::string::npos) << host << ": " << failure;
    EXPECT_EQ(failure.find("secret-path"), std::string::npos) << failure;
  }
  EXPECT_TRUE(heard_.empty());
}

TEST_F(WebhooksTest, WhatIsNotAllowedAnyMoreIsNotSent) {
  ServeStatuses({200});
  options_.policy.loopback = false;
  Open();
  const std::string failure = Try(Channel("ops"));
  EXPECT_NE(failure.find("--webhook-loopback"), std::string::npos) << failure;
  hooks_->Send(Channel("ops"), "1");
  ASSERT_TRUE(Settles("ops"));
  EXPECT_TRUE(heard_.empty());
  EXPECT_EQ(hooks_->StateOf("ops").lost, 1);
}

TEST_F(WebhooksTest, WhoIsNotBelievedHearsNothing) {
  ServeStatuses({200});
  options_.policy.trust.ca_file.clear();  // the system's authorities know nothing of it
  Open();
  EXPECT_NE(Try(Channel("ops")), "");
  EXPECT_TRUE(heard_.empty());
}

TEST_F(WebhooksTest, ASlowReceiverHoldsNobodyUp) {
  std::vector<net::Respond> held;
  Serve([&held](const net::ServerRequest& request, const net::Respond& respond) {
    if (request.target == "/slow") return held.push_back(respond);
    respond(net::testing::Text(""));
  });
  options_.answer_time = base::Seconds(60);
  options_.room = 5;
  Open();
  for (int i = 0; i < 8; ++i) hooks_->Send(Channel("slow", "/slow"), std::to_string(i));
  hooks_->Send(Channel("quick", "/quick"), "1");
  ASSERT_TRUE(Settles("quick"));
  EXPECT_EQ(hooks_->StateOf("quick").delivered, 1);
  DeliveryState slow = hooks_->StateOf("slow");
  EXPECT_EQ(slow.waiting, 5) << "the queue is no longer than its room";
  EXPECT_EQ(slow.lost, 3);
  ASSERT_TRUE(stage_.Until([&] { return held.size() == 1; }));
  // What was under way stays; of the rest the newest do.
  while (hooks_->StateOf("slow").delivered < 5) {
    const size_t count = held.size();
    held.back()(net::testing::Text(""));
    const auto goes_on = [&] {
      return held.size() > count || hooks_->StateOf("slow").delivered == 5;
    };
    ASSERT_TRUE(stage_.Until(goes_on));
  }
  std::string bodies;
  for (const auto& request : heard_) bodies += request.target == "/slow" ? request.body : "";
  EXPECT_EQ(bodies, "04567");
}

TEST_F(WebhooksTest, WhoDoesNotAnswerIsAFailure) {
  std::vector<net::Respond> held;
  Serve(
      [&held](const net::ServerRequest&, const net::Respond& respond) { held.push_back(respond); });
  options_.answer_time = base::Milliseconds(50);
  options_.attempts = 1;
  Open();
  hooks_->Send(Channel("ops"), "1");
  ASSERT_TRUE(Settles("ops"));
  EXPECT_EQ(hooks_->StateOf("ops").lost, 1);
}

TEST_F(WebhooksTest, AChannelThatIsForgottenSendsNoMore) {
  ServeStatuses({500});
  options_.attempts = 1'000;
  Open();
  hooks_->Send(Channel("ops"), "1");
  ASSERT_TRUE(stage_.Until([&] { return heard_.size() >= 2; }));
  hooks_->Forget("ops");
  stage_.Pass(base::Milliseconds(20));  // for what was under way
  const size_t count = heard_.size();
  stage_.Pass(base::Milliseconds(100));
  EXPECT_EQ(heard_.size(), count);
  EXPECT_EQ(hooks_->StateOf("ops").waiting, 0);
}

AlertFiring KilledFiring() {
  AlertFiring firing;
  firing.firing = 4;
  firing.session = "live";
  firing.name = "Killed <now>";
  firing.severity = "critical";
  firing.text = "kill switch thrown is yes; by ann & ben";
  firing.value = 1;
  firing.fired_at = base::UnixNanos{1'700'000'000'000'000'000};
  return firing;
}

TEST(AlertMessage, IsInFullForPrograms) {
  EXPECT_EQ(BodyOf(MessageOf(KilledFiring(), "paper"), "json"),
            R"({"id":"live-4-fired","event":"fired","session":"live","mode":"paper",)"
            R"("rule":"Killed <now>","severity":"critical",)"
            R"("text":"kill switch thrown is yes; by ann & ben","value":1,)"
            R"("time":"2023-11-14T22:13:20Z"})");
}

TEST(AlertMessage, IsALineForPeople) {
  AlertFiring firing = KilledFiring();
  EXPECT_EQ(BodyOf(MessageOf(firing, "paper"), "slack"),
            R"({"text":"[CRITICAL] Killed &lt;now&gt; (live, paper): )"
            R"(kill switch thrown is yes; by ann &amp; ben"})");
  firing.resolved_at = firing.fired_at + base::Seconds(9);
  firing.ended = "it is over";
  EXPECT_EQ(BodyOf(MessageOf(firing, "paper"), "discord"),
            R"({"content":"[RESOLVED] Killed <now> (live, paper): it is over; it was: )"
            R"(kill switch thrown is yes; by ann & ben","allowed_mentions":{"parse":[]}})");
  EXPECT_EQ(MessageOf(firing, "paper").id, "live-4-resolved");
}

TEST(AlertMessage, ALineHasAnEnd) {
  AlertFiring firing = KilledFiring();
  firing.text.assign(3'000, 'x');
  const std::string body = BodyOf(MessageOf(firing, "paper"), "discord");
  EXPECT_LT(body.size(), 2'000U);
}

}  // namespace
}  // namespace keel::server
