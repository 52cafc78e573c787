// SPDX-License-Identifier: MIT
// A trading session on the disk, made in no time: real engine, desk, link and journal, and a venue
// that fills orders at once, at a price, after a delay and for a fee that the test knows, or lets
// limit orders rest as the test says.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/live_session.h"

namespace keel::testing {

constexpr base::UnixNanos kSampleStart{1'700'000'040'000'000'000};  // a whole minute

/// What fills of a limit order that rests: a part of it, so long after it arrived.
struct SampleFill {
  base::Duration after;
  double part = 1;
};

struct SampleOptions {
  engine::BacktestSettings settings;  ///< one-minute bars; all pairs trade against USDT
  engine::Registry registry;
  std::string configuration;                           ///< the settings as text
  size_t past = 40;                                    ///< bars before the session begins
  size_t minutes = 60;                                 ///< that it trades
  uint64_t seed = 1;                                   ///< of the prices
  double volatility = 0.002;                           ///< of a minute
  base::Duration heard_after = base::Milliseconds(0);  ///< the close of a bar
  base::Duration latency = base::Milliseconds(250);    ///< to the venue, and back
  double fee_bps = 10;
  double worse_bps = 0;         ///< than the path of the bar says
  std::set<size_t> missed;      ///< minutes whose bars are learnt from and not acted on
  std::set<size_t> dies_after;  ///< minutes after whose bars the program dies and comes back
  bool keeps_decisions = true;
  /// How limit orders rest. Empty: they fill at once like all others.
  std::function<std::vector<SampleFill>(const core::OrderTerms&)> rests;
  std::function<void(engine::LiveSession&, size_t minute)> each_minute;
};

/// Settings with two pairs, `research` limits and a venue of the backtest that is as this one:
/// fixed latency, the same fee, no spread, no impact.
engine::BacktestSettings SampleSettings();

/// Bars of a minute of a price that wanders; the same for the same seed. The first opens `past`
/// minutes before kSampleStart.
std::vector<core::Bar> SampleBars(const SampleOptions& options, size_t pair);

/// Trades it in `folder`, which must be empty. Empty, or why it failed.
std::string MakeSampleSession(const std::string& folder, const SampleOptions& options);

}  // namespace keel::testing
