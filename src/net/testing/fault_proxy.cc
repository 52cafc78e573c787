// SPDX-License-Identifier: MIT
#include "net/testing/fault_proxy.h"

#include <algorithm>
#include <array>
#include <deque>
#include <string>
#include <utility>

#include "net/internal/transport.h"

namespace keel::net::testing {

using internal::Code;
using internal::TransportPtr;

namespace {

/// Both ends of a proxied connection; they end together.
struct Ends {
  TransportPtr client, server;
  bool closed = false;

  void Close(Fault how) {
    if (std::exchange(closed, true)) return;
    for (const TransportPtr& end : {client, server}) {
      how == Fault::kReset ? end->Reset() : end->CloseGently();
    }
  }
};

/// One direction of a connection.
class Pipe : public std::enable_shared_from_this<Pipe> {
 public:
  Pipe(Loop& loop, std::shared_ptr<Ends> ends, bool to_server, std::vector<Step> steps,
       size_t* delivered)
      : loop_(loop),
        ends_(std::move(ends)),
        from_(to_server ? ends_->client : ends_->server),
        to_(to_server ? ends_->server : ends_->client),
        steps_(std::move(steps)),
        delivered_(delivered) {}

  void Start() {
    EnterSteps();
    if (!ends_->closed) Read();
  }
  void Break(Fault fault) {
    now_ = {position_, fault, {}, 64};
    steps_.clear();
    if (IsEnd(fault)) ends_->Close(fault);
  }

 private:
  struct Piece {
    std::string bytes;
    bool ready = true;
    Timer timer;
  };

  static bool IsEnd(Fault fault) { return fault == Fault::kTruncate || fault == Fault::kReset; }

  void Read() {
    if (ends_->closed || now_.fault == Fault::kSilence) return;
    from_->ReadSome(buffer_, [this, self = shared_from_this()](const Code& code, size_t size) {
      if (ends_->closed) return;
      if (code) {
        source_ended_ = true;
        if (!held_back_.empty()) pieces_.push_back({std::exchange(held_back_, {}), true, {}});
        return Write();
      }
      Take({buffer_.data(), size});
      Write();
      Read();
    });
  }

  // Makes the steps that begin at this byte the ones in force.
  void EnterSteps() {
    while (!steps_.empty() && steps_.front().at <= position_) {
      now_ = steps_.front();
      steps_.erase(steps_.begin());
    }
    end_when_flushed_ = end_when_flushed_ || IsEnd(now_.fault);
    if (end_when_flushed_ && pieces_.empty() && !writing_) ends_->Close(now_.fault);
  }

  void Take(std::string_view bytes) {
    while (!bytes.empty() && !end_when_flushed_) {
      const size_t until = steps_.empty() ? SIZE_MAX : steps_.front().at - position_;
      const bool cut = now_.fault == Fault::kDuplicate || now_.fault == Fault::kReorder;
      const size_t size = std::min({bytes.size(), until, cut ? now_.piece : SIZE_MAX});
      Pass(std::string(bytes.substr(0, size)));
      bytes.remove_prefix(size);
      position_ += size;
      EnterSteps();
    }
  }

  void Pass(std::string bytes) {
    switch (now_.fault) {
      case Fault::kSwallow:
      case Fault::kSilence:
      case Fault::kTruncate:
      case Fault::kReset:
        return;
      case Fault::kDelay:
        return Hold(std::move(bytes));
      case Fault::kDuplicate:
        pieces_.push_back({bytes, true, {}});
        break;
      case Fault::kReorder:
        if (held_back_.empty()) {
          held_back_ = std::move(bytes);
          return;
        }
        pieces_.push_back({std::move(bytes), true, {}});
        bytes = std::exchange(held_back_, {});
        break;
      case Fault::kNone:
        break;
    }
    pieces_.push_back({std::move(bytes), true, {}});
  }

  void Hold(std::string bytes) {
    pieces_.push_back({std::move(bytes), false, {}});
    Piece& piece = pieces_.back();  // a deque's elements stay where they are
    piece.timer = loop_.After(now_.delay, [this, &piece, self = weak_from_this()] {
      const auto held = self.lock();
      if (!held) return;
      piece.ready = true;
      Write();
    });
  }

  void Write() {
    if (writing_ || ends_->closed) return;
    if (pieces_.empty()) {
      if (end_when_flushed_ || source_ended_) ends_->Close(now_.fault);
      return;
    }
    if (!pieces_.front().ready) return;
    writing_ = true;
    to_->WriteSome(pieces_.front().bytes,
                   [this, self = shared_from_this()](const Code& code, size_t size) {
                     writing_ = false;
                     if (ends_->closed) return;
                     if (code) return ends_->Close(Fault::kNone);
                     *delivered_ += size;
                     pieces_.front().bytes.erase(0, size);
                     if (pieces_.front().bytes.empty()) pieces_.pop_front();
                     Write();
                   });
  }

  Loop& loop_;
  std::shared_ptr<Ends> ends_;
  TransportPtr from_, to_;
  std::vector<Step> steps_;
  size_t* delivered_;
  Step now_;
  size_t position_ = 0;
  std::deque<Piece> pieces_;
  std::string held_back_;
  std::array<char, 4096> buffer_{};
  bool writing_ = false, end_when_flushed_ = false, source_ended_ = false;
};

}  // namespace

class FaultProxy::State : public std::enable_shared_from_this<FaultProxy::State> {
 public:
  State(Loop& loop, uint16_t server_port, std::function<Schedule(int)> schedule)
      : loop_(loop), server_port_(server_port), schedule_(std::move(schedule)) {}

  base::Status Listen() {
    TRY(listener_,
        internal::Listener::Open(
            loop_, {}, [](const std::string&) { return true; },
            [this](const std::string&, TransportPtr client) { Take(std::move(client)); }));
    return {};
  }
  uint16_t port() const { return listener_->port(); }
  int connections() const { return connections_; }
  size_t bytes_to_server() const { return to_server_; }

  void BreakAll(Fault fault) {
    for (const auto& pipe : pipes_) pipe->Break(fault);
  }
  void Close() {
    BreakAll(Fault::kReset);
    listener_.reset();
    pipes_.clear();
  }

 private:
  void Take(TransportPtr client) {
    const Schedule schedule = schedule_(connections_++);
    if (schedule.refuse) return client->Reset();
    internal::Connect(loop_, {{false, "127.0.0.1", server_port_}, nullptr, base::Seconds(1)},
                      [self = weak_from_this(), client, schedule](auto server) {
                        const auto held = self.lock();
                        if (!held || !server) return client->Reset();
                        held->Join(client, std::move(*server), schedule);
                      });
  }
  void Join(TransportPtr client, TransportPtr server, const Schedule& schedule) {
    auto ends = std::make_shared<Ends>(Ends{std::move(client), std::move(server)});
    for (const bool to_server : {true, false}) {
      pipes_.push_back(std::make_shared<Pipe>(loop_, ends, to_server,
                                              to_server ? schedule.to_server : schedule.to_client,
                                              to_server ? &to_server_ : &to_client_));
    }
    for (auto pipe = pipes_.end() - 2; pipe != pipes_.end(); ++pipe) (*pipe)->Start();
  }

  Loop& loop_;
  uint16_t server_port_;
  std::function<Schedule(int)> schedule_;
  std::unique_ptr<internal::Listener> listener_;
  std::vector<std::shared_ptr<Pipe>> pipes_;
  int connections_ = 0;
  size_t to_server_ = 0, to_client_ = 0;
};

base::Result<std::unique_ptr<FaultProxy>> FaultProxy::Open(Loop& loop, uint16_t server_port,
                                                           std::function<Schedule(int)> schedule) {
  auto state = std::make_shared<State>(loop, server_port, std::move(schedule));
  TRY(state->Listen());
  return std::unique_ptr<FaultProxy>(new FaultProxy(std::move(state)));
}

FaultProxy::~FaultProxy() { state_->Close(); }
uint16_t FaultProxy::port() const { return state_->port(); }
int FaultProxy::connections() const { return state_->connections(); }
size_t FaultProxy::bytes_to_server() const { return state_->bytes_to_server(); }
void FaultProxy::BreakAll(Fault fault) { state_->BreakAll(fault); }

}  // namespace keel::net::testing
