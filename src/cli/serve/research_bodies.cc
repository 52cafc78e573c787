// SPDX-License-Identifier: MIT
#include "cli/serve/research_bodies.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/serve/research_parts.h"
#include "cli/serve/research_place.h"

namespace keel::cli {
namespace {

using server::Answer;
using server::Nothing;
using server::Problem;
using server::Refuse;
using Words = std::vector<std::string>;
using Wish = JobQueue::Wish;

constexpr int kThreads = 2;  // of a job: the desk and its session go on beside it
constexpr size_t kMostAxes = 8;
constexpr size_t kMostTextBytes = 200;
constexpr int64_t kMostTrades = 1'000'000;

/// Letters, digits and `more`; no option.
bool IsMadeOf(std::string_view text, std::string_view more) {
  return IsWord(text) && text.size() <= kMostTextBytes &&
         std::ranges::all_of(text, [more](unsigned char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  more.find(static_cast<char>(c)) != std::string_view::npos;
         });
}

Answer<Nothing> CheckSpace(const std::vector<std::string>& space, size_t fewest) {
  if (space.size() < fewest || space.size() > kMostAxes) {
    return Refuse(400, fmt::format("name {} to {} parameters, as fast=10:50:5", fewest, kMostAxes),
                  "space");
  }
  for (const std::string& axis : space) {
    if (!IsMadeOf(axis, "_.=:,+-")) {
      return Refuse(400, fmt::format("\"{}\" is no parameter with its values", axis), "space");
    }
  }
  return Nothing{};
}

Answer<Nothing> CheckObjective(const std::optional<std::string>& objective) {
  if (!objective || IsMadeOf(*objective, "_:,.-")) return Nothing{};
  return Refuse(400, fmt::format("\"{}\" is no objective", *objective), "objective");
}

/// "6m", "1y".
Answer<Nothing> CheckLength(const std::optional<std::string>& text, const char* field) {
  if (!text) return Nothing{};
  const bool has_unit = text->ends_with('m') || text->ends_with('y');
  const bool fits = has_unit && text->size() >= 2 && text->size() <= 4 &&
                    std::all_of(text->begin(), text->end() - 1,
                                [](unsigned char c) { return c >= '0' && c <= '9'; });
  if (fits) return Nothing{};
  return Refuse(400, fmt::format("\"{}\" is no length, like 6m or 1y", *text), field);
}

Answer<Nothing> CheckCount(const std::optional<int64_t>& count, int64_t most, const char* field) {
  if (!count || (*count >= 0 && *count <= most)) return Nothing{};
  return Refuse(400, fmt::format("{} lies in 0 to {}", field, most), field);
}

template <typename Body>
BacktestBody BacktestOf(const Body& body) {
  return {.strategy = body.strategy,
          .pairs = body.pairs,
          .timeframe = body.timeframe,
          .venue = body.venue,
          .timerange = body.timerange,
          .risk_profile = body.risk_profile,
          .params = body.params};
}

void AddOption(Words* words, std::string_view option, const std::optional<std::string>& value) {
  if (value) words->push_back(fmt::format("{}={}", option, *value));
}
void AddOption(Words* words, std::string_view option, const std::optional<int64_t>& value) {
  if (value) words->push_back(fmt::format("{}={}", option, *value));
}
void AddOption(Words* words, std::string_view option, const std::optional<bool>& is_on) {
  if (is_on.value_or(false)) words->emplace_back(option);
}
void AddSpace(Words* words, const std::vector<std::string>& space) {
  for (const std::string& axis : space) words->push_back("--space=" + axis);
}

/// A check whose page and JSON are kept.
Wish KeptWish(std::string_view kind, std::string title, Words words, const std::string& home) {
  return {.kind = std::string(kind),
          .title = std::move(title),
          .by = {},
          .arguments = std::move(words),
          .keep_in = ResearchFolder(home)};
}

Answer<Wish> CourtOverSweep(const CourtBody& body, const std::string& home) {
  if (body.strategy) {
    return Refuse(400, "a sweep and a strategy exclude each other: leave one out", "sweep");
  }
  if (!IsMadeOf(*body.sweep, "_+-")) {
    return Refuse(400, fmt::format("\"{}\" is no sweep", *body.sweep), "sweep");
  }
  return KeptWish("court", "court over the sweep " + *body.sweep,
                  {"court", fmt::format("{}/{}", SweepsFolderOf(home), *body.sweep), "--home", home,
                   "-j", std::to_string(kThreads)},
                  home);
}

}  // namespace

Answer<Wish> WishOf(const OptimizeBody& body, const std::string& home) {
  const BacktestBody subject = BacktestOf(body);
  auto fits =
      FirstOf({CheckSubject(subject), CheckSpace(body.space, 1), CheckObjective(body.objective),
               CheckCount(body.min_trades, kMostTrades, "min_trades"),
               CheckCount(body.trials, kMostSweepTrials, "trials")});
  if (!fits) return tl::unexpected<Problem>(std::move(fits).error());
  Words words = SubjectWords("optimize", subject, home, kThreads);
  AddSpace(&words, body.space);
  AddOption(&words, "--objective", body.objective);
  AddOption(&words, "--search", body.search);
  AddOption(&words, "--min-trades", body.min_trades);
  AddOption(&words, "--trials", body.trials);
  return Wish{.kind = "optimize",
              .title = "parameters of " + SubjectTitle(subject),
              .by = {},
              .arguments = std::move(words)};
}

Answer<Wish> WishOf(const RobustnessBody& body, const std::string& home) {
  const BacktestBody subject = BacktestOf(body);
  auto fits = CheckSubject(subject);
  if (!fits) return tl::unexpected<Problem>(std::move(fits).error());
  Words words = SubjectWords("robustness", subject, home, kThreads);
  AddOption(&words, "--quick", body.quick);
  return KeptWish("robustness", "robustness of " + SubjectTitle(subject), std::move(words), home);
}

Answer<Wish> WishOf(const WalkForwardBody& body, const std::string& home) {
  const BacktestBody subject = BacktestOf(body);
  auto fits =
      FirstOf({CheckSubject(subject), CheckSpace(body.space, 1), CheckObjective(body.objective),
               CheckLength(body.train, "train"), CheckLength(body.test, "test")});
  if (!fits) return tl::unexpected<Problem>(std::move(fits).error());
  Words words = SubjectWords("walk-forward", subject, home, kThreads);
  AddSpace(&words, body.space);
  AddOption(&words, "--objective", body.objective);
  AddOption(&words, "--train", body.train);
  AddOption(&words, "--test", body.test);
  AddOption(&words, "--anchored", body.anchored);
  return KeptWish("walk-forward", "walk forward of " + SubjectTitle(subject), std::move(words),
                  home);
}

Answer<Wish> WishOf(const LookaheadBody& body, const std::string& home) {
  const BacktestBody subject = BacktestOf(body);
  auto fits = CheckSubject(subject);
  if (!fits) return tl::unexpected<Problem>(std::move(fits).error());
  return KeptWish("lookahead-check", "look-ahead check of " + SubjectTitle(subject),
                  SubjectWords("lookahead-check", subject, home, kThreads), home);
}

Answer<Wish> WishOf(const CourtBody& body, const std::string& home) {
  if (body.sweep) return CourtOverSweep(body, home);
  if (!body.strategy || !body.timeframe) {
    return Refuse(400, "name a strategy with its timeframe, or a sweep",
                  body.strategy ? "timeframe" : "strategy");
  }
  const BacktestBody subject = {.strategy = *body.strategy,
                                .pairs = body.pairs.value_or(std::vector<std::string>{}),
                                .timeframe = *body.timeframe,
                                .venue = body.venue,
                                .timerange = body.timerange,
                                .risk_profile = body.risk_profile,
                                .params = body.params};
  const Words space = body.space.value_or(Words{});
  auto fits = FirstOf({CheckSubject(subject), CheckSpace(space, 0)});
  if (!fits) return tl::unexpected<Problem>(std::move(fits).error());
  Words words = SubjectWords("court", subject, home, kThreads);
  AddSpace(&words, space);
  AddOption(&words, "--quick", body.quick);
  return KeptWish("court", "court over " + SubjectTitle(subject), std::move(words), home);
}

}  // namespace keel::cli
