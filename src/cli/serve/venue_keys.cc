// SPDX-License-Identifier: MIT
#include "cli/serve/venue_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/live_permission.h"
#include "cli/trade_venue.h"
#include "exchange/api_keys.h"
#include "server/api/page.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Call;
using server::Page;
using server::PageQuery;
using server::Problem;

struct VenueKeyPath {
  std::string venue, account;
};
BOOST_DESCRIBE_STRUCT(VenueKeyPath, (), (venue, account))

base::Secret ValueOf(const VenueKeysPlan& plan, const std::string& variable) {
  const auto at = plan.environment.find(variable);
  return at == plan.environment.end() ? base::Secret() : base::Secret(at->second);
}

VenueKeyRightsView RightsOf(const base::Result<execution::KeyRights>& told, base::UnixNanos now) {
  VenueKeyRightsView view;
  view.time = now;
  view.sentence = MistakeOfKey(told);
  view.verdict = !told ? "unknown" : view.sentence.empty() ? "fit" : "refused";
  if (!told) return view;
  view.reads = told->reads;
  view.trades = told->trades;
  view.withdraws = told->withdraws;
  view.ip_bound = told->ip_bound;
  if (!view.sentence.empty()) return view;
  view.sentence = told->ip_bound
                      ? "the key trades, cannot withdraw, and works from chosen addresses only"
                      : "the key trades and cannot withdraw, but works from everywhere: bind it to "
                        "this machine's address at the venue";
  return view;
}

}  // namespace

VenueKeys::Key VenueKeys::KeyOf(const venues::VenueSpec& spec, bool testnet,
                                const VenueKeysPlan& plan) {
  Key key;
  key.spec = &spec;
  key.testnet = testnet;
  // As `keel trade` does it: a url stands in the place of what the session's mode would ask.
  const bool is_of_mode = (plan.mode == "testnet") == testnet;
  if (is_of_mode) key.url = plan.venue_url;
  VenueKeyView& view = key.view;
  view.venue = spec.name;
  view.account = testnet ? "testnet" : "trading";
  view.key_variable = testnet ? spec.testnet_key_variable : spec.key_variable;
  view.secret_variable = testnet ? spec.testnet_secret_variable : spec.secret_variable;
  key.key = ValueOf(plan, view.key_variable);
  key.secret = ValueOf(plan, view.secret_variable);
  view.key_set = !key.key.empty();
  view.secret_set = !key.secret.empty();
  view.used = is_of_mode && plan.mode != "paper" && (plan.venue.empty() || plan.venue == spec.name);
  view.asks = !key.url.empty() ? key.url : testnet ? spec.name + "'s testnet" : spec.name;
  return key;
}

VenueKeys::VenueKeys(net::Loop& loop, const base::Clock& clock, const VenueKeysPlan& plan)
    : loop_(loop), clock_(clock) {
  for (const venues::VenueSpec& spec : venues::All()) {
    keys_.push_back(KeyOf(spec, false, plan));
    if (spec.has_testnet) keys_.push_back(KeyOf(spec, true, plan));
  }
}

std::vector<VenueKeyView> VenueKeys::List() const {
  std::vector<VenueKeyView> views;
  for (const Key& key : keys_) views.push_back(key.view);
  return views;
}

std::optional<Problem> VenueKeys::WhyNot(const Key& key) const {
  for (const auto& [value, name] : {std::pair(&key.key, &key.view.key_variable),
                                    std::pair(&key.secret, &key.view.secret_variable)}) {
    if (!value->empty()) continue;
    return Problem{409, fmt::format("{} is not set where this desk was started", *name)};
  }
  if (!key.url.empty() && !IsOnThisMachine(key.url)) {
    return Problem{409, fmt::format("keys go to the venue itself or to a simulated exchange on "
                                    "this machine, not to {}",
                                    key.url)};
  }
  const base::UnixNanos now = clock_.now();
  const base::UnixNanos next = key.asked ? *key.asked + kPause : base::kBeginningOfTime;
  if (!key.reply && now >= next) return std::nullopt;
  return Problem{.status = 429,
                 .detail = "the venue was just asked about this key; ask again in a moment",
                 .retry_after = std::max(next - now, base::Seconds(1))};
}

void VenueKeys::Check(std::string_view venue, std::string_view account, Reply reply) {
  const auto at = std::ranges::find_if(keys_, [&](const Key& key) {
    return key.view.venue == venue && key.view.account == account;
  });
  if (at == keys_.end()) return reply(server::Refuse(404, "there is no key of this name"));
  if (auto why_not = WhyNot(*at)) return reply(tl::unexpected<Problem>(*std::move(why_not)));
  at->asked = clock_.now();
  at->reply = std::move(reply);
  Ask(*at);
}

void VenueKeys::Ask(Key& key) {
  if (key.url.empty() &&
      (exchange::IsTestKey(key.key.Reveal()) || exchange::IsTestKey(key.secret.Reveal()))) {
    return Settle(key, base::Fail(base::ErrorCode::kRefused,
                                  "it is a key of a `keel exchange`, which everybody knows"));
  }
  venues::VenueAccess access;
  access.url = key.url;
  access.testnet = key.testnet && key.url.empty();
  access.key = key.key.Clone();
  access.secret = key.secret.Clone();
  access.receive_window = base::Seconds(60);  // it only asks, perhaps where time runs faster
  access.seed = static_cast<uint64_t>(clock_.now().ns);
  auto connector = key.spec->open(loop_, clock_, std::move(access));
  if (!connector) {
    return Settle(key, tl::unexpected<base::Error>(std::move(connector).error()));
  }
  key.connector = *std::move(connector);
  key.patience = loop_.After(kPatience, [this, &key] {
    Settle(key, base::Fail(base::ErrorCode::kIo, "the venue did not answer"));
  });
  key.connector->FetchKeyRights([this, &key](const auto& told) { Settle(key, told); });
}

void VenueKeys::Settle(Key& key, const base::Result<execution::KeyRights>& told) {
  if (!key.reply) return;
  key.patience.Cancel();
  // It may be in the middle of this call.
  loop_.Post([over = std::shared_ptr<execution::VenueConnector>(std::move(key.connector))] {});
  key.view.checked = RightsOf(told, clock_.now());
  std::exchange(key.reply, nullptr)(key.view);
}

server::Routes VenueKeyRoutes(net::Loop& loop, const base::Clock& clock,
                              const VenueKeysPlan& plan) {
  const auto keys = std::make_shared<VenueKeys>(loop, clock, plan);
  server::Routes routes;
  routes.push_back(server::RouteOf<PageQuery, Page<VenueKeyView>>(
      {.method = "GET",
       .path = "/venue-keys",
       .role = server::Role::kAdmin,
       .tag = "users",
       .summary = "Exchange keys that this desk was started with, by the names of their variables"},
      [keys](const Call&, const PageQuery& query) { return server::PageOf(keys->List(), query); }));
  routes.push_back(server::LaterRoute<VenueKeyPath, VenueKeyView>(
      {.method = "POST",
       .path = "/venue-keys/{venue}/{account}/check",
       .role = server::Role::kAdmin,
       .tag = "users",
       .summary = "Ask the venue what a key may do; it changes nothing there"},
      [keys](const Call&, const VenueKeyPath& path, VenueKeys::Reply reply) {
        keys->Check(path.venue, path.account, std::move(reply));
      }));
  return routes;
}

}  // namespace keel::cli
