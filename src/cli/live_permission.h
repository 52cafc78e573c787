// SPDX-License-Identifier: MIT
// What has to be true before an order may move real money.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/verb.h"
#include "engine/settings.h"
#include "execution/venue_connector.h"

namespace keel::cli {

/// A live session as it is about to begin.
struct LivePlan {
  std::string session_name;
  std::string confirm;           ///< as given on the command line; "": somebody has to type it
  std::string venue;             ///< for people: "binance", "http://127.0.0.1:9080"
  bool is_real = true;           ///< not a server on this machine
  std::string key;               ///< the API key, which is no secret
  bool has_test_secret = false;  ///< the secret is one of `keel exchange`
};

/// What is known before the venue is asked: a name of its own, somebody who confirms, keys that are
/// no test keys, a profile with limits. kUsage, kRefused.
base::Status CheckLivePlan(const LivePlan& plan, const Session& session,
                           const engine::BacktestSettings& settings);

/// Why nothing is traded with a key of these rights: it can move money out of the account, cannot
/// trade, or what it may do could not be found out. "" where it is fit.
std::string MistakeOfKey(const base::Result<execution::KeyRights>& told);
/// kRefused where the key can move money out of the account, cannot trade, or where that could not
/// be found out.
base::Status CheckKeyRights(const base::Result<execution::KeyRights>& told);

/// Shows what is about to begin and has the session's name typed, or compares what the command line
/// gave. kRefused for anything else.
base::Status ConfirmLive(const LivePlan& plan, const execution::KeyRights& rights,
                         const Session& session, const engine::BacktestSettings& settings);

}  // namespace keel::cli
