// SPDX-License-Identifier: MIT
// A loop, a clock and a server on loopback: what the tests of this module play on.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "base/os/system_clock.h"
#include "net/https_client.h"
#include "net/server.h"
#include "net/testing/certificate.h"
#include "net/testing/fault_proxy.h"
#include "net/testing/raw_peer.h"

namespace keel::net::testing {

/// A folder of its own, gone afterwards.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    path_ = (std::filesystem::temp_directory_path() / "keel-net-test-XXXXXX").string();
    EXPECT_NE(::mkdtemp(path_.data()), nullptr);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Stage {
  Loop loop;
  base::os::SystemClock clock;

  bool Until(const std::function<bool()>& done, base::Duration limit = base::Seconds(5)) {
    return loop.RunUntil(done, limit);
  }
  /// Lets time pass on the loop.
  void Pass(base::Duration time) {
    loop.RunUntil([] { return false; }, time);
  }
  std::unique_ptr<Server> Serve(ServerOptions options, ServerCallbacks callbacks) {
    auto server = Server::Listen(loop, clock, std::move(options), std::move(callbacks));
    EXPECT_TRUE(server) << server.error().message;
    return std::move(*server);
  }
  std::unique_ptr<Server> Serve(std::function<HttpResponse(const ServerRequest&)> answer,
                                ServerOptions options = {}) {
    return Serve(std::move(options), {[answer = std::move(answer)](const ServerRequest& request,
                                                                   const Respond& respond) {
                                        respond(answer(request));
                                      },
                                      nullptr});
  }
  std::unique_ptr<FaultProxy> Proxy(uint16_t port, std::function<Schedule(int)> schedule) {
    auto proxy = FaultProxy::Open(loop, port, std::move(schedule));
    EXPECT_TRUE(proxy) << proxy.error().message;
    return std::move(*proxy);
  }
  std::unique_ptr<HttpClient> Client(HttpClientOptions options) {
    auto client = HttpClient::Open(loop, clock, std::move(options));
    EXPECT_TRUE(client) << client.error().message;
    return std::move(*client);
  }
  std::unique_ptr<HttpClient> Client(uint16_t port) {
    return Client(HttpClientOptions{.origin = {false, "127.0.0.1", port}});
  }
  /// Sends and waits for what becomes of it.
  HttpReply Ask(HttpClient& client, HttpRequest request) {
    std::optional<HttpReply> reply;
    client.Send(std::move(request), [&](HttpReply r) { reply = std::move(r); });
    EXPECT_TRUE(Until([&] { return reply.has_value(); })) << "no reply and no failure";
    return std::move(*reply);
  }
};

inline HttpResponse Text(std::string body, int status = 200) {
  return {.status = status, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(body)};
}

}  // namespace keel::net::testing
