// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/os/file.h"
#include "base/text.h"
#include "cli/serve/api_document.h"
#include "cli/serve/desk_host.h"
#include "cli/session_folder.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

constexpr base::Duration kGlance = base::Milliseconds(100);

class ServeVerb final : public Verb {
 public:
  std::string_view name() const override { return "serve"; }
  std::string_view summary() const override {
    return "serves the desk of a session: REST, live stream and page";
  }
  std::string_view group() const override { return "run"; }
  void Declare(Options& options) override {
    options.Positional("SESSION", &name_, "name of the session, or its folder (default)", false);
    options.Text("--host", &host_, "address to serve on (default 127.0.0.1)");
    options.Whole("--port", &port_, "port to serve on; 0 takes a free one (default 8080)");
    options.Text("--venue", &venue_, "whose market is shown (default binance; none: no prices)");
    options.Text("--venue-url", &url_, "one server for everything, such as of `keel exchange`");
    options.OptionalText("--tls-cert", &certificate_, "certificate chain of the server, PEM");
    options.OptionalText("--tls-key", &key_, "its private key, PEM");
    options.Flag("--behind-proxy", &behind_proxy_, "others reach it through a proxy that does TLS");
    options.Repeated("--allow-host", &allowed_hosts_,
                     "a further name under which it is asked for, such as desk.example.com");
    options.Repeated("--webhook-host", &webhooks_.hosts,
                     "a host that alerts may be sent to, such as hooks.slack.com");
    options.Flag("--webhook-loopback", &webhooks_.loopback,
                 "alerts may also be sent to this machine");
    options.OptionalText("--webhook-ca", &webhook_ca_,
                         "authorities that receivers are believed by, PEM (the system's)");
    options.Flag("--openapi", &openapi_, "print the OpenAPI document of the API instead");
  }

  base::Status Run(Session& session) override {
    if (openapi_) {
      TRY(const std::string document, ApiDocument(session.home));
      session.print(document);
      return {};
    }
    TRY(DeskRequest request, MakeRequest(session));
    net::Loop loop;
    TRY(const auto desk, DeskHost::Start(loop, std::move(request)));
    session.print(session.json ? fmt::format("{{\"url\":\"{}\"}}\n", desk->url())
                               : AsText(*desk, session));
    if (behind_proxy_ && allowed_hosts_.empty()) {
      session.note("it answers to every name: say with --allow-host which one the proxy has");
    }
    const std::atomic<bool>& interrupted = *session.interrupted;
    while (!interrupted.load()) loop.RunUntil([&] { return interrupted.load(); }, kGlance);
    bool stopped = false;
    desk->Stop([&stopped] { stopped = true; });
    loop.RunUntil([&stopped] { return stopped; }, base::Seconds(3));
    return {};
  }

 private:
  base::Result<DeskRequest> MakeRequest(const Session& session) const {
    if (port_ < 0 || port_ > 65'535) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--port is 0 to 65535, not {}", port_));
    }
    TRY(const auto folder, FindSession(session, name_));
    DeskRequest request;
    request.home = session.home;
    request.environment = session.environment;
    request.working_directory = session.working_directory;
    request.session_name = name_;
    request.session_folder = folder->path();
    const auto mode = base::os::ReadFile(request.session_folder + "/mode");
    request.mode = mode ? std::string(base::Trim(*mode)) : "simulated";
    request.testnet = request.mode == "testnet";
    // The prices of a simulated exchange are at its own address alone.
    const bool has_none = venue_ == "none" || (request.mode == "simulated" && url_.empty());
    request.venue = has_none ? "" : venue_;
    request.venue_url = url_;
    request.address = host_;
    request.port = static_cast<uint16_t>(port_);
    request.behind_proxy = behind_proxy_;
    request.allowed_hosts = allowed_hosts_;
    request.webhooks = webhooks_;
    if (webhook_ca_) request.webhooks.trust.ca_file = PathFrom(session, *webhook_ca_);
    TRY(request.tls, IdentityOf(session));
    return request;
  }

  base::Result<std::optional<net::TlsIdentity>> IdentityOf(const Session& session) const {
    if (!certificate_ && !key_) return std::optional<net::TlsIdentity>();
    if (!certificate_ || !key_) {
      return base::Fail(base::ErrorCode::kUsage, "--tls-cert and --tls-key go together");
    }
    return std::optional(
        net::TlsIdentity{PathFrom(session, *certificate_), PathFrom(session, *key_)});
  }

  static std::string AsText(const DeskHost& desk, const Session& session) {
    std::string text = fmt::format("The desk is at {}\n", desk.url());
    if (desk.needs_setup()) {
      text += fmt::format(
          "It has no users yet: make the first admin there, with the token in\n"
          "{}/setup-token\n",
          session.home);
    }
    return text + "Ctrl-C ends it; the session goes on.\n";
  }

  std::string name_ = "default";
  std::string host_ = "127.0.0.1";
  int64_t port_ = 8080;
  std::string venue_ = "binance", url_;
  std::optional<std::string> certificate_, key_;
  bool behind_proxy_ = false, openapi_ = false;
  std::vector<std::string> allowed_hosts_;
  server::WebhookPolicy webhooks_;
  std::optional<std::string> webhook_ca_;
};

}  // namespace

std::unique_ptr<Verb> MakeServe() { return std::make_unique<ServeVerb>(); }

}  // namespace keel::cli
