// SPDX-License-Identifier: MIT
// What a message costs on its way: round trips to an echo server on another thread over loopback,
// plain and TLS: `build/release/bench/net_bench`. p50 and p99 are over all round trips of a run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/check.h"
#include "base/os/system_clock.h"
#include "net/https_client.h"
#include "net/server.h"
#include "net/testing/certificate.h"
#include "net/websocket_client.h"

namespace keel {
namespace {

constexpr int kRounds = 1'000;

/// An echo server on a thread of its own.
class EchoServer {
 public:
  explicit EchoServer(bool tls) {
    net::ServerOptions options;
    if (tls) {
      folder_ = std::filesystem::temp_directory_path() / "keel-net-bench";
      std::filesystem::create_directories(folder_);
      options.tls = *net::testing::MakeCertificate(folder_.string(), "server");
      origin_ = {true, "localhost", 0};
      trust_.ca_file = options.tls->certificate_file;
    } else {
      origin_ = {false, "127.0.0.1", 0};
    }
    net::ServerCallbacks callbacks;
    callbacks.on_request = [](net::ServerRequest request, const net::Respond& respond) {
      respond({.body = std::move(request.body)});
    };
    callbacks.on_upgrade = [](const net::ServerRequest&) {
      net::Upgrade upgrade;
      upgrade.open = [](const net::WebSocketSessionPtr& session) {
        return net::WebSocketEvents{nullptr,
                                    [session](const net::WebSocketMessage& message) {
                                      session->Send(std::string(message.text));
                                    },
                                    [](const net::CloseReason&) {}};
      };
      return upgrade;
    };
    auto server = net::Server::Listen(loop_, clock_, std::move(options), std::move(callbacks));
    CHECK(server, "loopback has a free port");
    server_ = std::move(*server);
    origin_.port = server_->port();
    thread_ = std::thread([this] { loop_.Run(); });
  }
  ~EchoServer() {
    loop_.Post([this] {
      server_.reset();
      loop_.Stop();
    });
    thread_.join();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }
  const net::Origin& origin() const { return origin_; }
  const net::TlsTrust& trust() const { return trust_; }

 private:
  net::Loop loop_;
  base::os::SystemClock clock_;
  std::filesystem::path folder_;
  net::Origin origin_;
  net::TlsTrust trust_;
  std::unique_ptr<net::Server> server_;
  std::thread thread_;
};

/// Times of round trips, each begun when the one before has come back.
class Stopwatch {
 public:
  void Begin() { began_ = base::os::MonotonicTime(); }
  void End() { rounds_.push_back(base::os::MonotonicTime() - began_); }
  size_t rounds() const { return rounds_.size(); }
  void Report(benchmark::State& state) {
    std::sort(rounds_.begin(), rounds_.end());
    const auto at = [this](size_t percent) {
      return static_cast<double>(rounds_[(rounds_.size() - 1) * percent / 100].ns) * 1e-3;
    };
    state.counters["p50_us"] = at(50);
    state.counters["p99_us"] = at(99);
    state.SetItemsProcessed(static_cast<int64_t>(rounds_.size()));
  }

 private:
  base::Duration began_;
  std::vector<base::Duration> rounds_;
};

void WebSocketEcho(benchmark::State& state, bool tls) {
  const EchoServer server(tls);
  net::Loop loop;
  const base::os::SystemClock clock;
  Stopwatch watch;
  std::unique_ptr<net::WebSocketClient> client;
  const std::string text(200, 'x');
  int left = 0;
  const auto send = [&] {
    watch.Begin();
    client->Send(text);
  };
  net::WebSocketOptions options;
  options.url.origin = server.origin();
  options.trust = server.trust();
  client = *net::WebSocketClient::Open(
      loop, clock, options,
      {[&] { loop.Stop(); },
       [&](const net::WebSocketMessage&) {
         watch.End();
         --left > 0 ? send() : loop.Stop();
       },
       [](const net::CloseReason& reason) { CHECK(false, reason.text.c_str()); }});
  loop.Run();
  for (auto unused : state) {
    left = kRounds;
    send();
    loop.Run();
  }
  watch.Report(state);
}

void HttpRoundTrip(benchmark::State& state, bool tls) {
  const EchoServer server(tls);
  net::Loop loop;
  const base::os::SystemClock clock;
  Stopwatch watch;
  const auto client = *net::HttpClient::Open(
      loop, clock, {.origin = server.origin(), .trust = server.trust(), .max_connections = 1});
  int left = 0;
  const std::function<void()> send = [&] {
    watch.Begin();
    client->Send({"POST", "/order", {}, std::string(200, 'x')}, [&](const net::HttpReply& reply) {
      CHECK(reply && reply->status == 200, "the echo server answers");
      watch.End();
      --left > 0 ? send() : loop.Stop();
    });
  };
  for (auto unused : state) {
    left = kRounds;
    send();
    loop.Run();
  }
  watch.Report(state);
}

BENCHMARK_CAPTURE(WebSocketEcho, plain, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(WebSocketEcho, tls, true)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(HttpRoundTrip, plain, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(HttpRoundTrip, tls, true)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace keel

BENCHMARK_MAIN();
