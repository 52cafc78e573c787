// SPDX-License-Identifier: MIT
// How the strategies of a run shared its account and who made its profit, for every form of report.
#pragma once

#include <map>
#include <string>

#include "base/json.h"
#include "engine/run_record.h"

namespace keel::research {

/// "ema_cross #1": its name and its place among the strategies, from 1.
std::string SleeveName(const engine::RunRecord& run, size_t strategy);

/// What crossing inside the account came to, account currency. What was saved is an estimate.
struct CrossingSum {
  double value = 0;
  double saved_fees = 0;
  double saved_spread = 0;
  double saved_impact = 0;
  double saved() const { return saved_fees + saved_spread + saved_impact; }
};
CrossingSum SumCrossings(const engine::RunRecord& run);

/// "hrp: 12 decisions, 3 changed shares (7 within their bands, 2 not worth the cost)"; empty where
/// nothing was decided.
std::string DecisionSentence(const engine::RunRecord& run);
/// "4 opposite wishes worth 1,234.00 USDT crossed inside the account: about 3.21 USDT saved (...)";
/// empty where none did.
std::string CrossingSentence(const engine::RunRecord& run, int decimals);

/// The members "sleeves", "attribution", "allocations" and "crossings" of run.json.
void WriteSleeves(const engine::RunRecord& run, base::JsonWriter& json);

}  // namespace keel::research
