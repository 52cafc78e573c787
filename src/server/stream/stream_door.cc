// SPDX-License-Identifier: MIT
#include "server/stream/stream_door.h"

#include <fmt/format.h>

#include <charconv>
#include <set>

#include "base/json.h"

namespace keel::server {
namespace {

using base::JsonValue;

constexpr base::Duration kTicketTime = base::Seconds(5);  // from the handshake to the ticket
constexpr int kMostMessages = 20;                         // of a client, in a second
constexpr size_t kMostSnapshots = 2 * StreamDoor::kMostChannels;  // likewise: each costs the loop
constexpr std::string_view kBeatKey = "beat";  // of those only the last is worth sending

std::string Complaint(std::string_view detail) {
  return fmt::format(R"({{"type":"error","detail":{}}})", base::JsonQuote(detail));
}

/// The texts of an array of texts; nothing where it is none.
std::optional<std::set<std::string>> TextsOf(const JsonValue* list) {
  if (list == nullptr || list->kind != JsonValue::Kind::kArray) return std::nullopt;
  std::set<std::string> texts;
  for (const JsonValue& item : list->items) {
    if (item.kind != JsonValue::Kind::kString) return std::nullopt;
    texts.insert(item.text);
  }
  return texts;
}

std::optional<uint64_t> SinceOf(const JsonValue* since, const std::string& channel) {
  const JsonValue* const value = since == nullptr ? nullptr : since->Find(channel);
  if (value == nullptr || value->kind != JsonValue::Kind::kNumber) return std::nullopt;
  uint64_t number = 0;
  const char* const end = value->text.data() + value->text.size();
  const auto [stopped, error] = std::from_chars(value->text.data(), end, number);
  return error == std::errc{} && stopped == end ? std::optional(number) : std::nullopt;
}

}  // namespace

struct StreamDoor::Client {
  net::WebSocketSessionPtr session;
  uint64_t number = 0;
  std::optional<Identity> who;  ///< once its ticket was good
  StreamHub::ClientId in_hub = 0;
  std::set<std::string> channels;
  net::Timer deadline;
  int64_t second = 0;
  int messages = 0;      ///< of that second
  size_t snapshots = 0;  ///< asked for in that second
};

StreamDoor::StreamDoor(net::Loop& loop, StreamHub& hub, Redeem redeem, const base::Clock& clock)
    : loop_(loop), hub_(hub), redeem_(std::move(redeem)), clock_(clock) {
  beat_ = loop_.After(base::Seconds(1), [this] { Beat(); });
}

StreamDoor::~StreamDoor() {
  for (const auto& [number, client] : clients_) {
    if (client->in_hub != 0) hub_.Leave(client->in_hub);
  }
}

void StreamDoor::Beat() {
  const std::string text =
      fmt::format(R"({{"type":"beat","ts":"{}"}})", base::FormatIso(clock_.now()));
  for (const auto& [number, client] : clients_) {
    if (client->who) client->session->Send(text, std::string(kBeatKey));
  }
  beat_ = loop_.After(base::Seconds(1), [this] { Beat(); });
}

net::Upgrade StreamDoor::Admit(const net::ServerRequest& request) {
  if (IsCrossSite(request))
    return {.open = {}, .subprotocol = {}, .headers = {}, .refusal = ToResponse({403, ""})};
  const auto open = [this](const net::WebSocketSessionPtr& session) {
    const uint64_t number = ++last_;
    auto client = std::make_unique<Client>();
    client->session = session;
    client->number = number;
    client->deadline = loop_.After(kTicketTime, [this, number] {
      const auto late = clients_.find(number);
      if (late != clients_.end() && !late->second->who) {
        late->second->session->Close(net::kPolicyViolation, "no ticket came");
      }
    });
    clients_[number] = std::move(client);
    net::WebSocketEvents events;
    events.on_message = [this, number](const net::WebSocketMessage& m) { OnText(number, m.text); };
    events.on_close = [this, number](const net::CloseReason&) {
      const auto gone = clients_.find(number);
      if (gone == clients_.end()) return;
      if (gone->second->in_hub != 0) hub_.Leave(gone->second->in_hub);
      clients_.erase(gone);
    };
    return events;
  };
  return {.open = open, .subprotocol = {}, .headers = {}, .refusal = {}};
}

void StreamDoor::Revoke(const std::string& session) {
  for (const auto& [number, client] : clients_) {
    if (client->who && client->who->session_id == session) {
      client->session->Close(net::kPolicyViolation, "signed out");
    }
  }
}

void StreamDoor::OnText(uint64_t number, std::string_view text) {
  const auto found = clients_.find(number);
  if (found == clients_.end()) return;
  Client& client = *found->second;
  const int64_t second = clock_.now().ns / base::Seconds(1).ns;
  if (second != client.second) {
    client.messages = 0;
    client.snapshots = 0;
  }
  client.second = second;
  ++client.messages;
  if (client.messages > kMostMessages) {
    return client.session->Close(net::kPolicyViolation, "too many messages");
  }
  const auto message = base::ParseJson(text);
  const JsonValue* const type = message ? message->Find("type") : nullptr;
  if (type == nullptr || type->kind != JsonValue::Kind::kString) {
    return client.session->Close(net::kPolicyViolation, "a message is an object with a type");
  }
  if (type->text == "auth") return Authenticate(client, *message);
  if (!client.who) return client.session->Close(net::kPolicyViolation, "a ticket comes first");
  if (type->text == "subscribe") return Subscribe(client, *message);
  if (type->text == "unsubscribe") return Unsubscribe(client, *message);
  if (type->text == "ping") {
    client.session->Send(R"({"type":"pong"})");
    return;
  }
  client.session->Send(Complaint("a type is auth, subscribe, unsubscribe or ping"));
}

void StreamDoor::Authenticate(Client& client, const JsonValue& message) {
  const JsonValue* const ticket = message.Find("ticket");
  if (client.who || ticket == nullptr || ticket->kind != JsonValue::Kind::kString) {
    return client.session->Close(net::kPolicyViolation, "a ticket comes once, and first");
  }
  client.who = redeem_(ticket->text, client.session->request().peer);
  if (!client.who || client.who->role < Role::kViewer) {
    client.who.reset();
    return client.session->Close(net::kPolicyViolation, "the ticket is not valid");
  }
  client.deadline.Cancel();
  const std::weak_ptr<net::WebSocketSession> weak = client.session;
  client.in_hub = hub_.Join([weak](const std::string& text, const std::string& key) {
    if (const auto session = weak.lock()) session->Send(text, key);
  });
  client.session->Send(fmt::format(R"({{"type":"welcome","role":"{}","ts":"{}"}})",
                                   RoleText(client.who->role), base::FormatIso(clock_.now())));
}

void StreamDoor::Subscribe(Client& client, const JsonValue& message) {
  const auto channels = TextsOf(message.Find("channels"));
  if (!channels) {
    client.session->Send(Complaint("channels is a list of names"));
    return;
  }
  client.snapshots += channels->size();
  if (client.snapshots > kMostSnapshots) {
    return client.session->Close(net::kPolicyViolation, "too many channels a second");
  }
  for (const std::string& channel : *channels) {
    if (!hub_.knows(channel)) {
      client.session->Send(Complaint(fmt::format("there is no channel {}", channel)));
    } else if (client.channels.size() >= kMostChannels && !client.channels.contains(channel)) {
      client.session->Send(Complaint(fmt::format("at most {} channels", kMostChannels)));
    } else {
      client.channels.insert(channel);
      hub_.Subscribe(client.in_hub, channel, SinceOf(message.Find("since"), channel), clock_.now());
    }
  }
}

void StreamDoor::Unsubscribe(Client& client, const JsonValue& message) {
  const auto channels = TextsOf(message.Find("channels"));
  if (!channels) {
    client.session->Send(Complaint("channels is a list of names"));
    return;
  }
  for (const std::string& channel : *channels) {
    client.channels.erase(channel);
    hub_.Unsubscribe(client.in_hub, channel);
  }
}

}  // namespace keel::server
