// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <functional>
#include <map>

#include "base/text.h"
#include "tests/scenarios/story.h"

namespace keel::tests {
namespace {

using base::Duration;
using base::UnixNanos;
using core::Decimal;

constexpr UnixNanos kMidnight{1'609'459'200'000'000'000};  // 2021-01-01

/// The words of one line, taken from the front; a word that makes no sense fails the test.
class Words {
 public:
  Words(std::string place, std::string_view line) : place_(std::move(place)) {
    for (const std::string_view word : base::Split(line, ' ')) {
      if (!word.empty()) words_.emplace_back(word);
    }
  }
  bool empty() const { return next_ == words_.size(); }
  std::string Peek() const { return empty() ? "" : words_[next_]; }
  std::string Next() {
    if (empty()) Fail("ends too early");
    return empty() ? "" : words_[next_++];
  }
  bool Skip(std::string_view word) {
    if (Peek() != word) return false;
    ++next_;
    return true;
  }
  std::string Rest() {
    std::string rest;
    while (!empty()) rest += (rest.empty() ? "" : " ") + Next();
    return rest;
  }
  Decimal Exact() {
    const std::string word = Next();
    const auto value = Decimal::Parse(word);
    if (!value) Fail("\"" + word + "\" is no number");
    return value.value_or(Decimal());
  }
  double Number() {
    const std::string word = Next();
    const bool percent = !word.empty() && word.back() == '%';
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end + percent != word.data() + word.size()) {
      Fail("\"" + word + "\" is no number");
    }
    return percent ? value / 100 : value;
  }
  /// "09:30", "09:30:00.250"; hours may go beyond 24.
  UnixNanos Time() {
    const std::string word = Next();
    const auto parts = base::Split(word, ':');
    double seconds = 0;
    double unit = 3600;
    for (const std::string_view part : parts) {
      double value = 0;
      std::from_chars(part.data(), part.data() + part.size(), value);
      seconds += value * unit;
      unit /= 60;
    }
    if (parts.size() < 2) Fail("\"" + word + "\" is no time");
    return kMidnight + base::Milliseconds(static_cast<int64_t>(seconds * 1000 + 0.5));
  }
  Duration Length() {
    const std::string word = Next();
    const auto length = base::ParseDuration(word);
    if (!length) Fail(length.error().message);
    return length.value_or(Duration{});
  }
  void Fail(const std::string& why) const { ADD_FAILURE() << place_ << ": " << why; }

 private:
  std::string place_;
  std::vector<std::string> words_;
  size_t next_ = 0;
};

/// A venue without costs and delays, and a gate that stands aside: stories name what they need.
Story Blank(std::string name, std::string place) {
  Story story;
  story.name = std::move(name);
  story.place = std::move(place);
  story.timeframe = core::Timeframe::Of(base::Hours(1));
  story.filters = {core::Price(Decimal::PowerOfTen(-2)), core::Quantity(Decimal::PowerOfTen(-3)),
                   Decimal::FromInt(1)};
  engine::BacktestSettings& s = story.settings;
  s.pairs = {"BTC/USDT"};
  s.timeframe.clear();
  s.risk = *risk::LimitsOf("research");
  s.risk.order_volume_share.reset();
  s.risk.market_slippage.reset();
  s.risk.collar_major.reset();
  s.risk.through_best.reset();
  s.sim.latency.model = "fixed";
  s.sim.latency.fixed_ms = 0;
  s.sim.fees.tiers = {{0, 0, 0}};
  s.sim.impact.spread_bps = 0;
  s.sim.impact.k = {};
  s.sim.impact.k_default = 0;
  s.sim.fill.max_bar_share = 1;
  return story;
}

bool ReadSetting(const std::string& key, Words& words, Story& story) {
  engine::BacktestSettings& s = story.settings;
  const std::map<std::string, std::function<void()>> settings = {
      {"latency", [&] { s.sim.latency.fixed_ms = words.Length().seconds() * 1000; }},
      {"fees",
       [&] {
         s.sim.fees.tiers[0].maker_bps = words.Number();
         s.sim.fees.tiers[0].taker_bps = words.Number();
       }},
      {"spread", [&] { s.sim.impact.spread_bps = words.Number(); }},
      {"impact", [&] { s.sim.impact.k_default = words.Number(); }},
      {"path", [&] { s.sim.fill.path = words.Next(); }},
      {"share", [&] { s.sim.fill.max_bar_share = words.Number(); }},
      {"haircut", [&] { s.sim.fill.delisting_haircut = words.Number(); }},
      {"protection", [&] { s.risk.market_slippage = words.Number(); }},
      {"profile", [&] { s.risk = *risk::LimitsOf(words.Next()); }},
      {"cash", [&] { s.account.balances["USDT"] = words.Exact().ToString(); }},
      {"cold",
       [&] {
         const std::string amount = words.Exact().ToString();
         s.account.cold_storage[words.Next()] = amount;
       }},
      {"tick", [&] { story.filters.tick = core::Price(words.Exact()); }},
      {"minimum", [&] { story.filters.min_notional = words.Exact(); }},
      {"timeframe", [&] { story.timeframe = *core::Timeframe::Parse(words.Next()); }},
      {"signals", [&] { s.timeframe = words.Next(); }},
      {"delisted", [&] { story.delisted = true; }},
      {"day_loss", [&] { s.risk.strategy_day_loss = words.Number(); }},
      {"netting", [&] { s.allocation.netting = words.Next() == "on"; }},
  };
  const auto at = settings.find(key);
  if (at == settings.end()) return false;
  at->second();
  return true;
}

void ReadBar(Words& words, Story& story) {
  core::Bar bar;
  bar.open_time = words.Time();
  bar.open = words.Number();
  bar.high = words.Number();
  bar.low = words.Number();
  bar.close = words.Number();
  bar.volume = words.Skip("volume") ? words.Number() : 1e6;
  if (bar.high < std::max(bar.open, bar.close) || bar.low > std::min(bar.open, bar.close)) {
    words.Fail("no such bar");
  }
  story.bars.push_back(bar);
}

void ReadTrade(Words& words, Story& story) {
  core::TradeTick trade;
  trade.time = words.Time();
  trade.id = story.trades.size() + 1;
  trade.price = core::Price(words.Exact());
  trade.quantity = core::Quantity(words.Exact());
  story.trades.push_back(trade);
  const double price = trade.price.ToDouble();
  story.bars.push_back({trade.time, price, price, price, price, trade.quantity.ToDouble()});
  story.timeframe = core::Timeframe::Of(Duration{0});
}

void ReadType(Words& words, core::OrderTerms& terms) {
  const std::string type = words.Next();
  if (type == "market") return;
  if (type == "limit") {
    terms.type = core::OrderType::kLimit;
    terms.limit_price = core::Price(words.Exact());
  } else if (type == "trailing") {
    terms.type = core::OrderType::kTrailingStop;
    terms.trail_fraction = words.Number();
  } else if (type == "stop" || type == "target") {
    terms.type = type == "stop" ? core::OrderType::kStop : core::OrderType::kTakeProfit;
    terms.stop_price = core::Price(words.Exact());
    if (type == "stop" && words.Skip("limit")) {
      terms.type = core::OrderType::kStopLimit;
      terms.limit_price = core::Price(words.Exact());
    }
  } else {
    words.Fail("unknown type of order \"" + type + "\"");
  }
}

strategy::BracketExits ReadExits(Words& words) {
  strategy::BracketExits exits;
  while (!words.empty()) {
    if (words.Skip("stop")) {
      exits.stop = core::Price(words.Exact());
    } else if (words.Skip("trailing")) {
      exits.trail_fraction = words.Number();
    } else if (words.Skip("target")) {
      exits.target = core::Price(words.Exact());
    } else {
      words.Fail("unknown exit \"" + words.Next() + "\"");
    }
  }
  return exits;
}

void ReadOrder(Words& words, Act& act) {
  act.name = words.Next();
  if (act.name.empty() || act.name.back() != ':') words.Fail("an order needs a name, as \"a:\"");
  act.name.pop_back();
  core::OrderTerms& terms = act.terms;
  terms.side = words.Next() == "buy" ? core::Side::kBuy : core::Side::kSell;
  terms.quantity = core::Quantity(words.Exact());
  ReadType(words, terms);
  while (!words.empty()) {
    if (words.Skip("ioc")) {
      terms.tif = core::TimeInForce::kIoc;
    } else if (words.Skip("fok")) {
      terms.tif = core::TimeInForce::kFok;
    } else if (words.Skip("until")) {
      terms.tif = core::TimeInForce::kGtd;
      terms.expire_time = words.Time();
    } else if (words.Skip("post-only")) {
      terms.post_only = true;
    } else if (words.Skip("oco")) {
      terms.oco_group = static_cast<uint32_t>(words.Number());
    } else if (words.Skip("with")) {
      act.exits = ReadExits(words);
    } else {
      words.Fail("unknown word \"" + words.Next() + "\"");
    }
  }
}

void ReadAct(Words& words, Act act, Story& story) {
  if (words.Skip("cancel")) {
    act.kind = Act::Kind::kCancel;
    act.name = words.Next();
  } else if (words.Skip("amend")) {
    act.kind = Act::Kind::kAmend;
    act.name = words.Next();
    if (!words.Skip("to")) words.Fail("an amend says to how much");
    act.terms.quantity = core::Quantity(words.Exact());
    if (words.Skip("limit")) act.terms.limit_price = core::Price(words.Exact());
  } else if (words.Skip("hold")) {
    act.kind = Act::Kind::kHold;
    act.name = act.by_other ? "other" : "hold";
    act.share = words.Number();
  } else {
    ReadOrder(words, act);
  }
  story.acts.push_back(std::move(act));
}

void ReadLine(const std::string& key, Words& words, Story& story) {
  if (ReadSetting(key, words, story)) return;
  if (key == "bar") {
    ReadBar(words, story);
  } else if (key == "trade") {
    ReadTrade(words, story);
  } else if (key == "at") {
    Act act;
    act.at = words.Time();
    ReadAct(words, std::move(act), story);
  } else if (key == "after") {
    Act act;
    act.after = words.Next();
    ReadAct(words, std::move(act), story);
  } else if (key == "other") {
    Act act;
    act.by_other = true;
    if (!words.Skip("at")) words.Fail("the other strategy acts at a time");
    act.at = words.Time();
    ReadAct(words, std::move(act), story);
  } else if (key == "profits") {
    story.first_profit = words.Exact();
    story.other_profit = words.Exact();
  } else if (key == "then") {
    story.expected.push_back(words.Rest());
  } else if (key == "finally") {
    story.final_cash = words.Exact();
  } else {
    words.Fail("unknown word \"" + key + "\"");
  }
}

}  // namespace

std::vector<Story> ReadStories(const std::string& path) {
  std::ifstream file(path);
  std::vector<Story> stories;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    const std::string_view text = base::Trim(std::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    const std::string place = fmt::format("{}:{}", path, number);
    Words words(place, text);
    const std::string key = words.Next();
    if (key == "story") {
      stories.push_back(Blank(words.Rest(), place));
    } else if (stories.empty()) {
      ADD_FAILURE() << place << ": a file begins with a story";
    } else {
      ReadLine(key, words, stories.back());
      if (!words.empty()) words.Fail("more words than expected: " + words.Rest());
    }
  }
  return stories;
}

}  // namespace keel::tests
