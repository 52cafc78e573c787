// SPDX-License-Identifier: MIT
#include "net/internal/http_connection.h"

#include <fmt/format.h>

#include <utility>

#include "base/json.h"

namespace keel::net::internal {

HttpConnection::HttpConnection(Loop& loop, const base::Clock& clock, const ServerOptions& options,
                               DateHeader& date, TransportPtr transport)
    : loop_(loop),
      clock_(clock),
      options_(options),
      date_(date),
      transport_(std::move(transport)),
      reader_({options.max_header_bytes, options.max_body_bytes}) {}

void HttpConnection::Start(Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  // Who connects has something to ask; only later may it take its time.
  Enter(Phase::kHeader, options_.header_time);
  Read();
}

void HttpConnection::Drain() {
  draining_ = true;
  if (phase_ != Phase::kAnswering && phase_ != Phase::kWriting) Leave(false);
}

void HttpConnection::Abandon() {
  gone_ = true;
  timer_.Cancel();
  transport_->Close();
}

void HttpConnection::Enter(Phase phase, base::Duration limit) {
  phase_ = phase;
  deadline_ = loop_.Now() + limit;
  if (!alarm_at_ || deadline_ < *alarm_at_) SetAlarm();
}

// A timer for each phase would cost more than the answer: one that rings before the deadline is
// left to ring, and looks then.
void HttpConnection::SetAlarm() {
  alarm_at_ = deadline_;
  timer_ = loop_.After(deadline_ - loop_.Now(), [this] {
    alarm_at_.reset();
    loop_.Now() < deadline_ ? SetAlarm() : Expire();
  });
}

void HttpConnection::Read() {
  transport_->ReadSome(buffer_, [this, self = shared_from_this()](const Code& code, size_t size) {
    if (gone_) return;
    if (code) return Leave(false);
    if (phase_ == Phase::kAnswering || phase_ == Phase::kWriting) return;  // refused meanwhile
    reader_.Feed({buffer_.data(), size});
    GoOn();
  });
}

// Acts on what the reader has made of the bytes so far.
void HttpConnection::GoOn() {
  const ReadState state = reader_.state();
  if (state == ReadState::kBad) return Refuse(reader_.refusal_status(), WhyUnread());
  if (state == ReadState::kDone) return Take();
  if (state == ReadState::kBody && phase_ != Phase::kBody) {
    Enter(Phase::kBody, options_.body_time);
    if (reader_.expects_continue() && reader_.surplus() == 0) Invite();
  } else if (phase_ == Phase::kIdle && reader_.begun()) {
    Enter(Phase::kHeader, options_.header_time);
  }
  Read();
}

std::string HttpConnection::WhyUnread() const {
  const int status = reader_.refusal_status();
  if (status == 413)
    return fmt::format("a body has at most {} bytes here", options_.max_body_bytes);
  if (status == 431) return fmt::format("a header has at most {} bytes", options_.max_header_bytes);
  return reader_.problem();
}

void HttpConnection::Take() {
  const bool upgrade = reader_.is_upgrade() && callbacks_.on_upgrade;
  keep_ = reader_.keep_alive();
  ServerRequest request{reader_.Take(), transport_->peer(), transport_->is_tls(), clock_.now()};
  to_head_ = request.method == "HEAD";
  ++serial_;
  Enter(Phase::kAnswering, options_.answer_time);
  if (upgrade) {
    // A client may not speak WebSocket before it is answered, so there is nothing to hand over.
    if (reader_.surplus() > 0 || writing_) {
      return Refuse(400, "bytes around the request for a WebSocket");
    }
    auto refusal = callbacks_.on_upgrade(std::move(request), transport_);
    if (refusal) return Answer(serial_, std::move(*refusal));
    const auto self = shared_from_this();
    gone_ = true;
    timer_.Cancel();
    return callbacks_.on_gone();
  }
  callbacks_.on_request(std::move(request),
                        [weak = weak_from_this(), serial = serial_](HttpResponse response) {
                          if (const auto self = weak.lock()) {
                            self->Answer(serial, std::move(response));
                          }
                        });
}

// The client waits for a word before it sends the body.
void HttpConnection::Invite() {
  static constexpr std::string_view kInvitation = "HTTP/1.1 100 Continue\r\n\r\n";
  writing_ = true;
  transport_->WriteSome(kInvitation,
                        [this, self = shared_from_this()](const Code& code, size_t size) {
                          writing_ = false;
                          if (gone_) return;
                          if (code || size < kInvitation.size()) return Leave(false);
                          if (phase_ == Phase::kWriting) Write();
                        });
}

void HttpConnection::Answer(uint64_t serial, HttpResponse response) {
  if (gone_ || phase_ != Phase::kAnswering || serial != serial_) return;
  keep_ = keep_ && !draining_;
  if (!FindHeader(response.headers, "date")) {
    response.headers.push_back({"Date", date_.At(clock_.now())});
  }
  out_ = Print(response, {.keep_alive = keep_, .without_body = to_head_});
  Enter(Phase::kWriting, options_.idle_time);
  if (!writing_) Write();
}

// What could not be read cannot be read past, so the connection ends with the answer [RFC 9457].
void HttpConnection::Refuse(int status, const std::string& why) {
  keep_ = false;
  phase_ = Phase::kAnswering;
  HttpResponse response{.status = status, .headers = options_.refusal_headers};
  response.headers.push_back({"Content-Type", "application/problem+json"});
  base::JsonWriter json;
  json.BeginObject().Key("type").String("about:blank").Key("title").String(ReasonOf(status));
  response.body = json.Key("status").Number(status).Key("detail").String(why).EndObject().Take();
  if (status == 503) response.headers.push_back({"Retry-After", "1"});
  Answer(serial_, std::move(response));
}

void HttpConnection::Write() {
  writing_ = true;
  transport_->WriteSome(std::string_view(out_).substr(written_),
                        [this, self = shared_from_this()](const Code& code, size_t size) {
                          writing_ = false;
                          if (gone_) return;
                          if (code) return Leave(false);
                          written_ += size;
                          written_ < out_.size() ? Write() : OnWritten();
                        });
}

void HttpConnection::OnWritten() {
  out_.clear();
  written_ = 0;
  if (!keep_) return Leave(true);
  Enter(Phase::kIdle, options_.idle_time);
  reader_.Feed({});  // a request may have come with the last one
  GoOn();
}

void HttpConnection::Expire() {
  if (phase_ == Phase::kAnswering) return Refuse(503, "no answer in time");
  const bool reading = phase_ == Phase::kHeader || phase_ == Phase::kBody;
  if (reading && reader_.begun()) return Refuse(408, "the request took too long");
  Leave(false);
}

void HttpConnection::Leave(bool gently) {
  if (std::exchange(gone_, true)) return;
  const auto self = shared_from_this();
  timer_.Cancel();
  gently ? transport_->CloseGently() : transport_->Close();
  callbacks_.on_gone();
}

}  // namespace keel::net::internal
