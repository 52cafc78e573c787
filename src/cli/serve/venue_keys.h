// SPDX-License-Identifier: MIT
// The exchange keys that this desk was started with: which there are, by the names of their
// variables alone, and what the venue says that each may do. No character of a key is ever told.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/describe_json.h"
#include "net/loop.h"
#include "server/http/route.h"
#include "venues/registry.h"

namespace keel::cli {

/// What the venue said of a key, by the judgement of `trade --live`.
struct VenueKeyRightsView {
  base::UnixNanos time;
  std::string verdict;   ///< fit, refused or unknown: where that could not be found out
  std::string sentence;  ///< why
  std::optional<bool> reads, trades, withdraws, ip_bound;  ///< null where the venue does not tell
};
struct VenueKeyView {
  std::string venue, account;  ///< trading, or the testnet's
  std::string key_variable, secret_variable;
  bool key_set = false, secret_set = false;
  bool used = false;  ///< by the session that is shown
  std::string asks;   ///< who is asked what the key may do: the venue, its testnet, or a url
  std::optional<VenueKeyRightsView> checked;  ///< the last time, since this desk began
};
BOOST_DESCRIBE_STRUCT(VenueKeyRightsView, (),
                      (time, verdict, sentence, reads, trades, withdraws, ip_bound))
BOOST_DESCRIBE_STRUCT(VenueKeyView, (),
                      (venue, account, key_variable, secret_variable, key_set, secret_set, used,
                       asks, checked))

/// Of the desk that has the keys.
struct VenueKeysPlan {
  std::map<std::string, std::string> environment;
  std::string venue;      ///< of the session; "": not known
  std::string mode;       ///< simulated, paper, testnet, live
  std::string venue_url;  ///< "": the venue's own
};

class VenueKeys {
 public:
  using Reply = std::function<void(server::Answer<VenueKeyView>)>;
  static constexpr base::Duration kPause = base::Seconds(10);  ///< between two checks of one key
  static constexpr base::Duration kPatience = base::Seconds(30);

  /// `loop` and `clock` must outlive it.
  VenueKeys(net::Loop& loop, const base::Clock& clock, const VenueKeysPlan& plan);

  /// Those of every venue that this program knows, set or not.
  std::vector<VenueKeyView> List() const;
  /// Asks the venue, which changes nothing there, and calls `reply` once, on the loop. 404 for a
  /// key that is none, 409 where it is not set or would go to another machine, 429 where it was
  /// just asked about.
  void Check(std::string_view venue, std::string_view account, Reply reply);

 private:
  struct Key {
    VenueKeyView view;
    const venues::VenueSpec* spec = nullptr;
    bool testnet = false;
    std::string url;  // "": the venue's own
    base::Secret key, secret;
    std::optional<base::UnixNanos> asked;
    // ---- While the venue is asked.
    std::unique_ptr<execution::VenueConnector> connector;
    net::Timer patience;
    Reply reply;
  };
  static Key KeyOf(const venues::VenueSpec& spec, bool testnet, const VenueKeysPlan& plan);
  std::optional<server::Problem> WhyNot(const Key& key) const;
  void Ask(Key& key);
  void Settle(Key& key, const base::Result<execution::KeyRights>& told);

  net::Loop& loop_;
  const base::Clock& clock_;
  std::vector<Key> keys_;  // never grows: what waits refers to its key
};

/// GET /venue-keys and POST /venue-keys/{venue}/{account}/check, for an admin.
server::Routes VenueKeyRoutes(net::Loop& loop, const base::Clock& clock, const VenueKeysPlan& plan);

}  // namespace keel::cli
