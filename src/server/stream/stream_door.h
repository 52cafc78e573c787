// SPDX-License-Identifier: MIT
// The live stream's WebSocket: a ticket first, then channels by name. What a client says is checked
// like any request, and one that does not read costs a bounded amount of memory.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "net/server.h"
#include "server/http/router.h"
#include "server/stream/hub.h"

namespace keel::server {

class StreamDoor {
 public:
  static constexpr size_t kMostChannels = 100;  ///< of one client

  /// Who a ticket is of; nothing for one that is spent or false.
  using Redeem =
      std::function<std::optional<Identity>(const std::string& ticket, const std::string& peer)>;

  /// All must outlive it.
  StreamDoor(net::Loop& loop, StreamHub& hub, Redeem redeem, const base::Clock& clock);
  ~StreamDoor();

  /// For a request that asks for a WebSocket: 403 for a page of another site.
  net::Upgrade Admit(const net::ServerRequest& request);
  /// Closes the streams that came by this sign-in.
  void Revoke(const std::string& session);
  size_t clients() const { return clients_.size(); }

 private:
  struct Client;
  void Beat();
  void OnText(uint64_t number, std::string_view text);
  void Authenticate(Client& client, const base::JsonValue& message);
  void Subscribe(Client& client, const base::JsonValue& message);
  void Unsubscribe(Client& client, const base::JsonValue& message);

  net::Loop& loop_;
  StreamHub& hub_;
  Redeem redeem_;
  const base::Clock& clock_;
  std::map<uint64_t, std::unique_ptr<Client>> clients_;
  uint64_t last_ = 0;
  net::Timer beat_;
};

}  // namespace keel::server
