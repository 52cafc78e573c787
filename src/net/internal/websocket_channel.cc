// SPDX-License-Identifier: MIT
#include "net/internal/websocket_channel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>
#include <utility>

#include "base/check.h"
#include "base/os/system_clock.h"
#include "net/idle_watch.h"

namespace keel::net::internal {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;

namespace {

/// A transport as the stream that Beast wants; its handlers move into one std::function.
class BeastStream {
 public:
  using executor_type = asio::io_context::executor_type;

  BeastStream(Loop& loop, TransportPtr transport, std::function<void()> on_bytes)
      : loop_(&loop), transport_(std::move(transport)), on_bytes_(std::move(on_bytes)) {}

  executor_type get_executor() { return loop_->context().get_executor(); }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(Code, size_t)>(
        [this](auto handler, const Buffers& into) {
          asio::mutable_buffer first;
          for (const asio::mutable_buffer part : beast::buffers_range_ref(into)) {
            if (first.size() == 0) first = part;
          }
          transport_->ReadSome({static_cast<char*>(first.data()), first.size()},
                               Erased(std::move(handler), on_bytes_));
        },
        token, buffers);
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, void(Code, size_t)>(
        [this](auto handler, const Buffers& parts) {
          transport_->WriteSome(Gather(parts), Erased(std::move(handler), {}));
        },
        token, buffers);
  }

  Transport& transport() { return *transport_; }

 private:
  static constexpr size_t kGathered = 16 * 1024;

  // A Beast handler can be moved only, and must be gone before it runs: it may start the next.
  template <typename Handler>
  static Transport::Done Erased(Handler handler, std::function<void()> before) {
    return [held = std::make_shared<std::optional<Handler>>(std::move(handler)),
            before = std::move(before)](const Code& code, size_t size) {
      if (before && !code) before();
      Handler run = std::move(**held);
      held->reset();
      run(code, size);
    };
  }

  // Header and payload go out together: two small writes would be two packets.
  template <typename Buffers>
  std::string_view Gather(const Buffers& parts) {
    const size_t total = beast::buffer_bytes(parts);
    std::string_view first;
    for (const asio::const_buffer part : beast::buffers_range_ref(parts)) {
      if (first.empty()) first = {static_cast<const char*>(part.data()), part.size()};
    }
    if (first.size() == total || first.size() >= kGathered) return first;
    gathered_.resize(std::min(total, kGathered));
    asio::buffer_copy(asio::buffer(gathered_), parts);
    return gathered_;
  }

  Loop* loop_;
  TransportPtr transport_;
  std::function<void()> on_bytes_;
  std::string gathered_;
};

void beast_close_socket(BeastStream& stream) { stream.transport().Close(); }

[[maybe_unused]] void teardown(beast::role_type, BeastStream& stream, Code& code) {
  stream.transport().CloseGently();
  code = {};
}

template <typename Handler>
void async_teardown(beast::role_type, BeastStream& stream, Handler&& handler) {
  stream.transport().CloseGently();
  asio::post(stream.get_executor(),
             beast::bind_front_handler(std::forward<Handler>(handler), Code{}));
}

/// A text on its way out.
struct Outgoing {
  std::string text;
  std::string key;
  // What a tiny message costs besides its bytes counts, too.
  size_t cost() const { return text.size() + key.size() + sizeof(Outgoing); }
};

class BeastChannel final : public WebSocketChannel,
                           public std::enable_shared_from_this<BeastChannel> {
 public:
  BeastChannel(Loop& loop, const base::Clock& clock, TransportPtr transport, ChannelOptions options)
      : loop_(loop),
        clock_(clock),
        options_(std::move(options)),
        watch_(options_.idle_time, base::os::MonotonicTime()),
        stream_(loop, std::move(transport), [this] { watch_.OnHeard(base::os::MonotonicTime()); }) {
    stream_.read_message_max(options_.max_message_bytes);
    stream_.set_option(websocket::stream_base::timeout{websocket::stream_base::none(),
                                                       websocket::stream_base::none(), false});
    websocket::permessage_deflate deflate;
    deflate.client_enable = deflate.server_enable = options_.compress;
    stream_.set_option(deflate);
    stream_.auto_fragment(false);
    stream_.text(true);
  }

  void Connect(ClientHandshake handshake, WebSocketEvents events) override {
    Begin(std::move(events));
    is_client_ = true;
    wanted_ = std::move(handshake.subprotocols);
    stream_.set_option(
        websocket::stream_base::decorator([headers = std::move(handshake.headers),
                                           wanted = wanted_](websocket::request_type& request) {
          request.set(http::field::user_agent, "keel");
          for (const Header& header : headers) request.set(header.name, header.value);
          if (!wanted.empty()) {
            request.set(http::field::sec_websocket_protocol,
                        fmt::format("{}", fmt::join(wanted, ", ")));
          }
        }));
    stream_.async_handshake(
        answer_, handshake.authority, handshake.target,
        [self = shared_from_this()](const Code& code) { self->OnHandshake(code); });
  }

  void Accept(ServerHandshake handshake, WebSocketEvents events) override {
    Begin(std::move(events));
    subprotocol_ = handshake.subprotocol;
    stream_.set_option(websocket::stream_base::decorator(
        [chosen = subprotocol_,
         headers = std::move(handshake.headers)](websocket::response_type& response) {
          response.set(http::field::server, "keel");  // Beast would tell its version
          for (const Header& header : headers) response.set(header.name, header.value);
          if (!chosen.empty()) response.set(http::field::sec_websocket_protocol, chosen);
        }));
    http::request<http::empty_body> request;
    request.version(11);
    request.method_string(handshake.request.method);
    request.target(handshake.request.target);
    for (const Header& h : handshake.request.headers) request.insert(h.name, h.value);
    stream_.async_accept(
        request, [self = shared_from_this()](const Code& code) { self->OnHandshake(code); });
  }

  Queued Send(std::string text, const std::string& key) override {
    if (!open_ || closing_ || finished_) return Queued::kClosed;
    if (!key.empty()) {
      const auto first = queue_.begin() + (writing_ ? 1 : 0);
      const auto same = std::find_if(first, queue_.end(), [&](auto& o) { return o.key == key; });
      if (same != queue_.end()) {
        queued_bytes_ += text.size() - same->text.size();
        same->text = std::move(text);
        return Queued::kReplaced;
      }
    }
    Outgoing message{std::move(text), key};
    if (queued_bytes_ + message.cost() > options_.max_queued_bytes) return Queued::kFull;
    queued_bytes_ += message.cost();
    queue_.push_back(std::move(message));
    if (!writing_) Write();
    return Queued::kQueued;
  }

  void Close(CloseReason reason) override {
    if (closing_ || finished_) return;
    closing_ = std::move(reason);
    if (!open_) return FinishSoon();
    DropQueue();
    timer_ = loop_.After(options_.close_time, [self = shared_from_this()] {
      self->stream_.next_layer().transport().Close();  // Beast would wait for ever
      self->Finish(*self->closing_);
    });
    websocket::close_reason goodbye(closing_->code);
    goodbye.reason.assign(closing_->text.data(),
                          std::min(closing_->text.size(), goodbye.reason.max_size()));
    stream_.async_close(
        goodbye, [self = shared_from_this()](const Code&) { self->Finish(*self->closing_); });
  }

  void Abandon() override {
    finished_ = true;
    timer_.Cancel();
    DropQueue();
    stream_.next_layer().transport().Close();
    if (!calling_) events_ = {};
  }

  size_t queued_bytes() const override { return queued_bytes_; }
  base::Duration silence() const override { return watch_.silence(base::os::MonotonicTime()); }
  std::optional<base::Duration> round_trip() const override { return round_trip_; }
  const std::string& subprotocol() const override { return subprotocol_; }

 private:
  using Kind = CloseReason::Kind;

  void Begin(WebSocketEvents events) {
    events_ = std::move(events);
    timer_ = loop_.After(options_.handshake_time, [this] {
      Finish({Kind::kNotConnected, 0,
              fmt::format("no handshake within {:g} s", options_.handshake_time.seconds())});
    });
    stream_.control_callback([this](websocket::frame_type frame, beast::string_view) {
      if (frame == websocket::frame_type::pong && pinged_at_) {
        round_trip_ = base::os::MonotonicTime() - *std::exchange(pinged_at_, std::nullopt);
      }
    });
  }

  void OnHandshake(const Code& code) {
    if (finished_) return;
    if (code == websocket::error::upgrade_declined) {
      const auto status = static_cast<uint16_t>(answer_.result_int());
      return Finish({Kind::kDeclined, status,
                     fmt::format("the handshake was answered with status {}", status)});
    }
    if (code) return Finish({Kind::kNotConnected, 0, "the handshake failed: " + code.message()});
    if (is_client_ && !AgreeOnSubprotocol()) {
      return Finish({Kind::kProtocol, 0, "the server chose a subprotocol that was not offered"});
    }
    open_ = true;
    watch_.OnHeard(base::os::MonotonicTime());
    timer_.Cancel();
    if (watch_.watches()) Watch();
    Read();
    if (events_.on_open) Call(events_.on_open);
  }

  // The events may hold what holds this channel, so they go with the end of it; but not while one
  // of them runs.
  template <typename Event, typename... Arguments>
  void Call(const Event& event, const Arguments&... arguments) {
    calling_ = true;
    event(arguments...);
    calling_ = false;
    if (finished_) events_ = {};
  }

  bool AgreeOnSubprotocol() {
    const auto chosen = answer_[http::field::sec_websocket_protocol];
    subprotocol_.assign(chosen.data(), chosen.size());
    return subprotocol_.empty() || std::ranges::find(wanted_, subprotocol_) != wanted_.end();
  }

  void Read() {
    stream_.async_read(buffer_, [self = shared_from_this()](const Code& code, size_t) {
      if (!self->finished_) self->OnRead(code);
    });
  }

  void OnRead(const Code& code) {
    if (code) return OnReadFailed(code);
    if (stream_.got_binary()) {
      return Close({Kind::kProtocol, kUnsupportedMessage, "only text messages are understood"});
    }
    const asio::const_buffer bytes = buffer_.cdata();
    if (!closing_) {
      Call(events_.on_message,
           WebSocketMessage{{static_cast<const char*>(bytes.data()), bytes.size()}, clock_.now()});
    }
    if (finished_) return;
    buffer_.consume(bytes.size());
    Read();
  }

  void OnReadFailed(const Code& code) {
    if (code == websocket::error::closed && !closing_) {
      const websocket::close_reason& why = stream_.reason();
      return Finish({Kind::kPeer, why.code, std::string(why.reason.data(), why.reason.size())});
    }
    if (closing_) return;  // the close that is under way ends by itself
    if (code == websocket::condition::protocol_violation ||
        code == websocket::error::message_too_big || code == websocket::error::buffer_overflow) {
      return Finish({Kind::kProtocol, 0, "the peer broke the protocol: " + code.message()});
    }
    Finish({Kind::kLost, 0, "the connection was lost: " + code.message()});
  }

  void Write() {
    writing_ = true;
    stream_.async_write(asio::buffer(queue_.front().text),
                        [self = shared_from_this()](const Code& code, size_t) {
                          if (!self->finished_) self->OnWritten(code);
                        });
  }

  void OnWritten(const Code& code) {
    writing_ = false;
    if (code) {
      if (closing_) return;
      return Finish({Kind::kLost, 0, "the connection broke while sending: " + code.message()});
    }
    queued_bytes_ -= queue_.front().cost();
    queue_.pop_front();
    if (!queue_.empty() && !closing_) Write();
  }

  // The text under way belongs to the write until that is over.
  void DropQueue() {
    while (queue_.size() > (writing_ ? 1 : 0)) {
      queued_bytes_ -= queue_.back().cost();
      queue_.pop_back();
    }
  }

  void Watch() {
    if (closing_) return;
    const base::Duration now = base::os::MonotonicTime();
    const IdleWatch::Verdict verdict = watch_.Check(now);
    if (verdict == IdleWatch::Verdict::kStalled) {
      return Finish({Kind::kStalled, 0,
                     fmt::format("no answer to a ping, and nothing else, for {:g} s",
                                 options_.idle_time.seconds() / 2)});
    }
    if (verdict == IdleWatch::Verdict::kPing) Ping(now);
    timer_ = loop_.After(watch_.NextCheck() - now, [this] { Watch(); });
  }

  void Ping(base::Duration now) {
    if (pinging_) return;  // the last one has not even been written
    pinging_ = true;
    pinged_at_ = now;
    stream_.async_ping({}, [self = shared_from_this()](const Code&) { self->pinging_ = false; });
  }

  void FinishSoon() {
    loop_.Post([self = shared_from_this()] { self->Finish(*self->closing_); });
  }

  void Finish(CloseReason reason) {
    if (std::exchange(finished_, true)) return;
    timer_.Cancel();
    DropQueue();
    const bool taken_down = open_ && !stream_.is_open();  // in order, by Beast
    if (!taken_down) stream_.next_layer().transport().Close();
    const WebSocketEvents events = std::exchange(events_, {});
    events.on_close(reason);
  }

  Loop& loop_;
  const base::Clock& clock_;
  ChannelOptions options_;
  WebSocketEvents events_;
  IdleWatch watch_;
  websocket::stream<BeastStream> stream_;
  websocket::response_type answer_;
  std::vector<std::string> wanted_;
  std::string subprotocol_;
  beast::flat_buffer buffer_;
  std::deque<Outgoing> queue_;
  size_t queued_bytes_ = 0;
  Timer timer_;
  std::optional<CloseReason> closing_;
  std::optional<base::Duration> pinged_at_, round_trip_;
  bool is_client_ = false, calling_ = false;
  bool open_ = false, finished_ = false, writing_ = false, pinging_ = false;
};

}  // namespace

std::shared_ptr<WebSocketChannel> WebSocketChannel::Make(Loop& loop, const base::Clock& clock,
                                                         TransportPtr transport,
                                                         ChannelOptions options) {
  return std::make_shared<BeastChannel>(loop, clock, std::move(transport), std::move(options));
}

}  // namespace keel::net::internal

namespace keel::net {

const char* NameOf(CloseReason::Kind kind) {
  constexpr std::array kNames = {"not connected", "declined", "closed by the peer", "closed here",
                                 "stalled",       "overflow", "broken protocol",    "lost"};
  return kNames.at(static_cast<size_t>(kind));
}

}  // namespace keel::net
