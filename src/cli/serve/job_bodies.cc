// SPDX-License-Identifier: MIT
#include "cli/serve/job_bodies.h"

#include <fmt/format.h>

#include "cli/serve/research_parts.h"
#include "core/symbol.h"
#include "core/timeframe.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Nothing;
using server::Problem;
using server::Refuse;
using Words = std::vector<std::string>;

constexpr const char* kInputName = "input.csv";  // what mistakes in an import are told of

/// The command line takes patterns; what comes over the network is a pair.
Answer<Nothing> CheckPair(const std::string& pair, const char* field) {
  if (IsWord(pair) && core::ParseSymbol(pair)) return Nothing{};
  return Refuse(400, fmt::format("\"{}\" is no pair", pair), field);
}

Answer<Nothing> CheckTimeframe(const std::string& timeframe) {
  const auto read = core::Timeframe::Parse(timeframe);
  if (read) return Nothing{};
  return Refuse(400, read.error().message, "timeframe");
}

Answer<Nothing> CheckVenue(const std::string& venue) {
  if (IsPlainName(venue)) return Nothing{};
  return Refuse(400, "a venue is a name of letters, digits, dashes and underscores", "venue");
}

Answer<Nothing> CheckRange(const std::optional<std::string>& range) {
  if (!range) return Nothing{};
  const auto read = base::ParseTimeRange(*range);
  if (!read) return Refuse(400, read.error().message, "timerange");
  // "-20240101" begins like an option.
  if (range->empty() || range->find('\0') != std::string::npos) {
    return Refuse(400, "leave it out for all there is", "timerange");
  }
  return Nothing{};
}

/// "--option=value": a value that begins with a dash is none of the options.
void Add(Words* words, std::string_view option, const std::string& value) {
  words->push_back(fmt::format("{}={}", option, value));
}

Answer<Nothing> CheckParams(const BacktestBody& body) {
  if (!body.params) return Nothing{};
  for (const auto& [name, value] : *body.params) {
    const bool fits = IsPlainName(name) && value.find('\0') == std::string::npos;
    if (!fits) return Refuse(400, fmt::format("\"{}\" is no parameter", name), "params");
  }
  return Nothing{};
}

}  // namespace

Answer<Nothing> FirstOf(std::vector<Answer<Nothing>> checks) {
  for (Answer<Nothing>& check : checks) {
    if (!check) return std::move(check);
  }
  return Nothing{};
}

Answer<Nothing> CheckSubject(const BacktestBody& body) {
  std::vector<Answer<Nothing>> checks = {CheckTimeframe(body.timeframe), CheckRange(body.timerange),
                                         CheckParams(body)};
  for (const auto& pair : body.pairs) checks.push_back(CheckPair(pair, "pairs"));
  if (body.venue) checks.push_back(CheckVenue(*body.venue));
  for (const std::string& name : {body.strategy, body.risk_profile.value_or("default")}) {
    if (!IsWord(name)) checks.push_back(Refuse(400, fmt::format("\"{}\" is no name", name)));
  }
  return FirstOf(std::move(checks));
}

Words SubjectWords(std::string_view verb, const BacktestBody& body, const std::string& home,
                   int jobs) {
  Words words = {std::string(verb),   "-s",     body.strategy, "-t",
                 body.timeframe,      "--home", home,          "-j",
                 std::to_string(jobs)};
  if (!body.pairs.empty()) Add(&words, "--pairs", fmt::format("{}", fmt::join(body.pairs, ",")));
  if (body.venue) Add(&words, "--venue", *body.venue);
  if (body.timerange) Add(&words, "--timerange", *body.timerange);
  if (body.risk_profile) Add(&words, "--risk-profile", *body.risk_profile);
  if (body.params) {
    for (const auto& [name, value] : *body.params) Add(&words, "--param", name + "=" + value);
  }
  return words;
}

std::string SubjectTitle(const BacktestBody& body) {
  const std::string pairs =
      body.pairs.empty() ? "all pairs" : fmt::format("{}", fmt::join(body.pairs, " "));
  return fmt::format("{} on {}, {}", body.strategy, pairs, body.timeframe);
}

Answer<JobQueue::Wish> WishOf(const BacktestBody& body, const std::string& home) {
  const auto fits = CheckSubject(body);
  if (!fits) return tl::unexpected<Problem>(fits.error());
  return JobQueue::Wish{.kind = "backtest",
                        .title = SubjectTitle(body),
                        .by = {},
                        .arguments = SubjectWords("backtest", body, home, 1)};
}

Answer<JobQueue::Wish> WishOf(const DownloadBody& body, const std::string& home) {
  const std::string venue = body.venue.value_or("binance");
  const auto fits = FirstOf({CheckPair(body.pair, "pair"), CheckTimeframe(body.timeframe),
                             CheckVenue(venue), CheckRange(body.timerange)});
  if (!fits) return tl::unexpected<Problem>(fits.error());
  Words words = {"download-data"};
  Add(&words, "--pairs", body.pair);
  Add(&words, "--timeframe", body.timeframe);
  Add(&words, "--venue", venue);
  if (body.timerange) Add(&words, "--timerange", *body.timerange);
  Add(&words, "--home", home);
  return JobQueue::Wish{.kind = "download",
                        .title = fmt::format("{} {} from {}", body.pair, body.timeframe, venue),
                        .by = {},
                        .arguments = std::move(words)};
}

Answer<JobQueue::Wish> WishOf(const GenerateBody& body, const std::string& home) {
  const std::string timeframe = body.timeframe.value_or("1h");
  const auto fits = CheckTimeframe(timeframe);
  if (!fits) return tl::unexpected<Problem>(fits.error());
  Words words = {"generate-data"};
  Add(&words, "--timeframe", timeframe);
  if (body.assets) Add(&words, "--assets", std::to_string(*body.assets));
  if (body.days) Add(&words, "--days", std::to_string(*body.days));
  if (body.seed) Add(&words, "--seed", std::to_string(*body.seed));
  Add(&words, "--home", home);
  return JobQueue::Wish{.kind = "generate",
                        .title = fmt::format("an invented market, {}", timeframe),
                        .by = {},
                        .arguments = std::move(words)};
}

Answer<JobQueue::Wish> WishOf(ImportBody body, const std::string& home) {
  const auto fits = FirstOf({CheckPair(body.pair, "pair"), CheckVenue(body.venue),
                             CheckTimeframe(body.timeframe.value_or("1h"))});
  if (!fits) return tl::unexpected<Problem>(fits.error());
  if (body.csv.empty()) return Refuse(400, "the file is empty", "csv");
  Words words = {"import-data", kInputName};
  Add(&words, "--venue", body.venue);
  Add(&words, "--pairs", body.pair);
  if (body.timeframe) Add(&words, "--timeframe", *body.timeframe);
  if (body.synthetic.value_or(false)) words.emplace_back("--synthetic");
  if (body.overwrite.value_or(false)) words.emplace_back("--overwrite");
  Add(&words, "--home", home);
  return JobQueue::Wish{.kind = "import",
                        .title = fmt::format("a file of {} at {}", body.pair, body.venue),
                        .by = {},
                        .arguments = std::move(words),
                        .input = JobQueue::Input{kInputName, std::move(body.csv)}};
}

}  // namespace keel::cli
