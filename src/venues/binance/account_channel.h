// SPDX-License-Identifier: MIT
// The connection of the WebSocket API: the account's events and, where that is chosen, orders. What
// was asked on it when it ends has an unknown fate.
#pragma once

#include <functional>
#include <map>
#include <tl/expected.hpp>

#include "venues/binance/line.h"
#include "venues/binance/rest_channel.h"
#include "venues/binance/user_stream.h"
#include "venues/binance/ws_api_parser.h"

namespace keel::venues::binance {

struct AccountChannelOptions {
  net::Url url;
  net::TlsTrust trust;
  base::Duration idle_time = base::Seconds(20);    ///< without a byte or a pong: stalled
  base::Duration answer_time = base::Seconds(10);  ///< of an order
  UserStreamOptions stream;
  uint64_t seed = 0;
};

struct AccountEvents {
  /// The stream came up, went down, or did not come up.
  std::function<void(bool up, const std::string& why)> on_state;
  /// kCorrupt of an event that cannot be used ends the stream: what it told is not known.
  std::function<base::Status(const AccountEvent&)> on_event;
};

class AccountChannel {
 public:
  /// An answer, valid during the call, or what is known of a request without one.
  using Reply = tl::expected<const WsApiResponse*, net::SendOutcome>;
  using OnReply = std::function<void(const Reply&)>;
  static constexpr size_t kMaxUnanswered = 1024;

  /// Requires a desk with a key.
  AccountChannel(VenueDesk& desk, AccountChannelOptions options, AccountEvents events);

  void Start();
  /// Sends an order's request at once, stamped with `stamp` (our time), or not at all. `done` is
  /// called from the loop.
  void Send(const Call& call, base::UnixNanos stamp, net::Urgency urgency, OnReply done);
  void OnTimer(base::UnixNanos now);
  base::UnixNanos next_timer() const;
  /// Tells all that are unanswered their fate and closes.
  void Close();
  bool up() const { return stream_.up(); }

 private:
  struct Job {
    OnReply done;
    base::UnixNanos sent_at;
  };

  void Act();
  void Connect();
  void Ask(Method method);
  void OnText(std::string_view text);
  void OnResponse(const WsApiResponse& response);
  void OnStreamAnswer(const WsApiResponse& response);
  void LearnLimits(const WsApiResponse& response, base::UnixNanos now);
  void OnSubscribed(const SubscribedEvent& message);
  void Trouble(const std::string& why);
  void GiveUp(net::SendOutcome outcome);
  void Finish(uint64_t id, const Reply& reply);

  VenueDesk& desk_;
  AccountChannelOptions options_;
  AccountEvents events_;
  UserStream stream_;
  Line line_;
  WsApiParser parser_;
  uint64_t last_id_ = 0;
  uint64_t stream_question_ = 0;  // id of the stream's own question
  Method stream_method_ = Method::kSubscribeSigned;
  std::map<uint64_t, Job> jobs_;  // orders on the connection
  std::shared_ptr<int> alive_ = std::make_shared<int>(0);
};

}  // namespace keel::venues::binance
