// SPDX-License-Identifier: MIT
// What the desk is asked to compute or fetch, and the words of the command line that do it. What
// comes over the network is held to names, pairs and ranges before it becomes a word.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/describe_json.h"
#include "cli/serve/job_queue.h"
#include "server/http/problem.h"

namespace keel::cli {

struct BacktestBody {
  std::string strategy;
  std::vector<std::string> pairs;
  std::string timeframe;
  std::optional<std::string> venue, timerange, risk_profile;
  std::optional<std::vector<std::pair<std::string, std::string>>> params;
};
/// Candles of an exchange's public host.
struct DownloadBody {
  std::string pair, timeframe;
  std::optional<std::string> venue, timerange;
};
/// An invented market, which takes the place of the last one.
struct GenerateBody {
  std::optional<std::string> timeframe;
  std::optional<int64_t> assets, days;
  std::optional<uint64_t> seed;
};
/// Candles or trades that are sent along, as the text of one CSV file.
struct ImportBody {
  std::string csv, venue, pair;
  std::optional<std::string> timeframe;
  std::optional<bool> synthetic, overwrite;
};
BOOST_DESCRIBE_STRUCT(BacktestBody, (),
                      (strategy, pairs, timeframe, venue, timerange, risk_profile, params))
BOOST_DESCRIBE_STRUCT(DownloadBody, (), (pair, timeframe, venue, timerange))
BOOST_DESCRIBE_STRUCT(GenerateBody, (), (timeframe, assets, days, seed))
BOOST_DESCRIBE_STRUCT(ImportBody, (), (csv, venue, pair, timeframe, synthetic, overwrite))

/// Of a body that names an import: what the server reads at all.
inline constexpr size_t kMostImportBytes = size_t{1} << 20;

/// The first refusal of several checks.
server::Answer<server::Nothing> FirstOf(std::vector<server::Answer<server::Nothing>> checks);
/// What is examined, as every verb of research takes it: refused (400 with the field) unless all
/// are names, pairs and ranges.
server::Answer<server::Nothing> CheckSubject(const BacktestBody& body);
/// The verb and its options for a subject that was checked, on `jobs` threads.
std::vector<std::string> SubjectWords(std::string_view verb, const BacktestBody& body,
                                      const std::string& home, int jobs);
/// "ema_cross on BTC/USDT, 1h".
std::string SubjectTitle(const BacktestBody& body);

/// The job that a body asks for; `by` is filled in by the caller. 400 with the field.
server::Answer<JobQueue::Wish> WishOf(const BacktestBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const DownloadBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(const GenerateBody& body, const std::string& home);
server::Answer<JobQueue::Wish> WishOf(ImportBody body, const std::string& home);

}  // namespace keel::cli
