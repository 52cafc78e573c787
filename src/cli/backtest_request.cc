// SPDX-License-Identifier: MIT
#include "cli/backtest_request.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <regex>
#include <set>

#include "base/text.h"
#include "core/decimal.h"
#include "core/symbol.h"
#include "strategies/registry.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using Kind = ConfigNode::Kind;

base::Status Usage(std::string message) {
  return base::Fail(ErrorCode::kUsage, std::move(message));
}

ConfigNode Untyped(const std::string& value, std::string origin) {
  ConfigNode node = ConfigNode::Text(value, std::move(origin));
  node.untyped = true;
  return node;
}

/// The sections [[strategies]] that run: those of -s, with what the files say about them, else all.
ConfigNode StrategySections(const BacktestRequest& request, const ConfigNode& tree) {
  const ConfigNode* said = tree.Find("strategies");
  if (request.strategies.empty()) return said != nullptr ? *said : ConfigNode::Texts({});
  ConfigNode sections = ConfigNode::Texts({}, "--strategy");
  for (const std::string& name : request.strategies) {
    ConfigNode section = ConfigNode::Table("--strategy");
    for (const ConfigNode& candidate : said != nullptr ? said->items : std::vector<ConfigNode>{}) {
      const ConfigNode* known = candidate.Find("name");
      if (known != nullptr && known->text == name) section = candidate;
    }
    section.Set("name", ConfigNode::Text(name, "--strategy"));
    sections.items.push_back(std::move(section));
  }
  return sections;
}

/// Puts one --param where it belongs.
base::Status AddParam(const std::string& text, ConfigNode& sections) {
  const size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return Usage(fmt::format("--param is name=value or strategy.name=value, not \"{}\"", text));
  }
  std::string name = text.substr(0, equals);
  std::string owner;
  if (const size_t dot = name.find('.'); dot != std::string::npos) {
    owner = name.substr(0, dot);
    name = name.substr(dot + 1);
  }
  std::vector<std::string> names;
  for (const ConfigNode& section : sections.items) {
    if (const ConfigNode* known = section.Find("name")) names.push_back(known->text);
  }
  if (names.empty()) return Usage(fmt::format("--param {} needs a strategy: add -s NAME", text));
  if (owner.empty() && names.size() > 1) {
    return Usage(fmt::format("--param {} could mean any of {} strategies: write {}.{}", text,
                             names.size(), names.front(), text));
  }
  if (!owner.empty() && std::ranges::find(names, owner) == names.end()) {
    return Usage(fmt::format("--param {}: no strategy of this run is called \"{}\"{}", text, owner,
                             base::DidYouMean(owner, names)));
  }
  for (ConfigNode& section : sections.items) {
    const ConfigNode* known = section.Find("name");
    if (known == nullptr || (!owner.empty() && known->text != owner)) continue;
    section.SetPath("params." + name, Untyped(text.substr(equals + 1), "--param"));
  }
  return {};
}

base::Status AddBalance(const std::string& text, ConfigNode& tree) {
  const std::string_view trimmed = base::Trim(text);
  const size_t space = trimmed.find(' ');
  const std::string amount(trimmed.substr(0, space));
  std::string currency = "USDT";
  if (const ConfigNode* said = tree.FindPath("account.currency")) currency = said->text;
  if (space != std::string_view::npos) {
    currency = base::Trim(trimmed.substr(space));
    tree.SetPath("account.currency", ConfigNode::Text(currency, "--balance"));
  }
  const auto value = core::Decimal::Parse(amount);
  if (!value || !value->is_positive()) {
    return Usage(
        fmt::format("--balance is an amount above 0 like 5000 or \"5000 EUR\", not \"{}\"", text));
  }
  ConfigNode balances = ConfigNode::Table("--balance");
  balances.Set(currency, ConfigNode::Text(amount, "--balance"));
  tree.SetPath("account.balances", std::move(balances));
  return {};
}

/// "250ms", "100ms-500ms" or a file.
base::Status AddLatency(const std::string& text, ConfigNode& tree) {
  const std::string origin = "--latency";
  const auto milliseconds = [](std::string_view part) -> std::optional<double> {
    if (part == "0") return 0.0;
    const auto duration = base::ParseDuration(part);
    if (!duration || duration->ns < 0) return std::nullopt;
    return duration->seconds() * 1e3;
  };
  const auto set = [&](std::string_view key, ConfigNode value) {
    tree.SetPath("sim.latency." + std::string(key), std::move(value));
  };
  const size_t dash = text.find('-');
  const auto first = milliseconds(text.substr(0, dash));
  if (first && dash == std::string::npos) {
    set("model", ConfigNode::Text("fixed", origin));
    set("fixed_ms", ConfigNode::Number(*first, origin));
    return {};
  }
  const auto second =
      dash == std::string::npos ? std::nullopt : milliseconds(text.substr(dash + 1));
  if (first && second && *first <= *second) {
    set("model", ConfigNode::Text("uniform", origin));
    set("min_ms", ConfigNode::Number(*first, origin));
    set("max_ms", ConfigNode::Number(*second, origin));
    return {};
  }
  if (text.find_first_of("./") == std::string::npos || (first && second)) {
    return Usage(
        fmt::format("--latency is a delay (250ms), a range (100ms-500ms) or a file with one "
                    "delay in milliseconds a line, not \"{}\"",
                    text));
  }
  set("model", ConfigNode::Text("measured", origin));
  set("file", ConfigNode::Text(text, origin));
  return {};
}

base::Status AddFee(const std::string& text, ConfigNode& tree) {
  ConfigNode tier = ConfigNode::Table("--fee-bps");
  tier.Set("maker_bps", Untyped(text, "--fee-bps"));
  tier.Set("taker_bps", Untyped(text, "--fee-bps"));
  ConfigNode tiers = ConfigNode::Texts({}, "--fee-bps");
  tiers.items.push_back(std::move(tier));
  tree.SetPath("sim.fees.tiers", std::move(tiers));
  return {};
}

base::Status AddRequest(const BacktestRequest& request, const Session& session, ConfigNode& tree) {
  const auto set = [&](std::string_view key, const std::optional<std::string>& value,
                       std::string_view flag) {
    if (value) tree.SetPath(key, ConfigNode::Text(*value, std::string(flag)));
  };
  set("timeframe", request.timeframe, "--timeframe");
  set("timeframe_detail", request.timeframe_detail, "--timeframe-detail");
  set("timerange", request.timerange, "--timerange");
  set("venue", request.venue, "--venue");
  set("risk.profile", request.risk_profile, "--risk-profile");
  set("sim.fill.path", request.path, "--path");
  set("sim.book.queue", request.queue, "--queue");
  if (!request.pairs.empty()) tree.Set("pairs", ConfigNode::Texts(request.pairs, "--pairs"));
  if (session.seed) tree.Set("seed", Untyped(fmt::format("{}", *session.seed), "--seed"));
  if (session.jobs > 0) tree.Set("jobs", ConfigNode::Whole(session.jobs, "--jobs"));
  if (request.balance) TRY(AddBalance(*request.balance, tree));
  if (request.latency) TRY(AddLatency(*request.latency, tree));
  if (request.fee_bps) TRY(AddFee(*request.fee_bps, tree));
  ConfigNode sections = StrategySections(request, tree);
  for (const std::string& param : request.params) TRY(AddParam(param, sections));
  tree.Set("strategies", std::move(sections));
  return {};
}

std::string OriginOf(const ConfigNode& section, std::string_view key) {
  const ConfigNode* node = section.FindPath(key);
  return node != nullptr ? node->origin : section.origin;
}

/// Names and parameters, each refused with the place where it was given.
base::Status CheckStrategies(const Config& config) {
  const ConfigNode* sections = config.tree.Find("strategies");
  for (size_t i = 0; i < config.settings.strategies.size(); ++i) {
    const engine::StrategySettings& chosen = config.settings.strategies[i];
    const ConfigNode& section = sections->items[i];
    if (chosen.name.empty()) return Usage(section.origin + ": a strategy needs its name");
    const auto spec = strategies::Find(chosen.name);
    if (!spec) {
      return base::Fail(ErrorCode::kNotFound,
                        fmt::format("{}: {}", OriginOf(section, "name"), spec.error().message));
    }
    const std::string& name = chosen.name;
    for (const auto& param : chosen.params) {
      const auto one = strategy::Params::Make((*spec)->params, std::span(&param, 1));
      if (one) continue;
      return Usage(fmt::format("{}: {}: {}", OriginOf(section, "params." + param.first), name,
                               one.error().message));
    }
    TRY(const auto params, strategy::Params::Make((*spec)->params, chosen.params));
    if (const auto made = (*spec)->make(params); !made) {
      return Usage(fmt::format("{}: {}", OriginOf(section, "params"), made.error().message));
    }
  }
  return {};
}

/// Where nobody named a currency and every pair is quoted in another, the account is in that one.
void FollowQuote(Config& config) {
  if (config.tree.FindPath("account.currency") || config.tree.FindPath("account.balances")) return;
  std::set<std::string> quotes;
  for (const std::string& pair : config.settings.pairs) {
    const auto symbol = core::ParseSymbol(pair);
    quotes.insert(symbol ? symbol->quote : "");
  }
  engine::AccountSettings& account = config.settings.account;
  if (quotes.size() != 1 || quotes.begin()->empty() || *quotes.begin() == account.currency) return;
  account.balances = {{*quotes.begin(), account.balances[account.currency]}};
  account.currency = *quotes.begin();
}

base::Status NeedPairs(const std::string& venue, const storage::Catalog& catalog) {
  TRY(const std::vector<storage::SeriesKey> stored, catalog.List());
  std::set<std::string> names;
  for (const storage::SeriesKey& key : stored) {
    if (key.venue == venue) names.insert(key.symbol.ToString());
  }
  if (names.empty()) {
    return base::Fail(
        ErrorCode::kNotFound,
        fmt::format("nothing is stored for venue \"{}\" in {}; `keel list-data` shows "
                    "what is, `keel import-data` and `keel generate-data` add",
                    venue, catalog.directory()));
  }
  std::vector<std::string> some(names.begin(), names.end());
  const std::string more = some.size() > 5 ? fmt::format(" and {} more", some.size() - 5) : "";
  some.resize(std::min<size_t>(some.size(), 5));
  return Usage(
      fmt::format("which pairs? name them with -p; stored are {}{}", base::Join(some, ", "), more));
}

}  // namespace

base::Result<std::vector<std::string>> ExpandPairs(const std::vector<std::string>& patterns,
                                                   const std::string& venue,
                                                   const storage::Catalog& catalog) {
  std::vector<std::string> pairs;
  const auto add = [&](const std::string& pair) {
    if (std::ranges::find(pairs, pair) == pairs.end()) pairs.push_back(pair);
  };
  for (const std::string& pattern : patterns) {
    if (pattern.find_first_of(".*+?[](){}|^$\\") == std::string::npos) {
      TRY(const core::Symbol symbol, core::ParseSymbol(pattern));
      add(symbol.ToString());
      continue;
    }
    TRY(const std::vector<storage::SeriesKey> stored, catalog.List());
    size_t matched = 0;
    try {
      const std::regex expression(pattern, std::regex::icase);
      for (const storage::SeriesKey& key : stored) {
        const std::string name = key.symbol.ToString();
        if (key.venue != venue || !std::regex_match(name, expression)) continue;
        ++matched;
        add(name);
      }
    } catch (const std::regex_error&) {
      return base::Fail(ErrorCode::kUsage,
                        fmt::format("\"{}\" is neither a pair nor a regular expression", pattern));
    }
    if (matched == 0) {
      return base::Fail(ErrorCode::kNotFound,
                        fmt::format("no stored pair of venue \"{}\" matches \"{}\"; `keel "
                                    "list-data` shows what is stored",
                                    venue, pattern));
    }
  }
  return pairs;
}

base::Result<Config> ResolveBacktest(const BacktestRequest& request, const Session& session,
                                     const storage::Catalog& catalog) {
  TRY(Config config, GatherConfig(session));
  TRY(AddRequest(request, session, config.tree));
  const ConfigNode* sections = config.tree.Find("strategies");
  const bool alone = config.files.empty() && sections->items.size() == 1;
  TRY(ApplyConfig(config, alone ? "research" : "fund"));
  engine::BacktestSettings& settings = config.settings;
  if (settings.strategies.empty()) {
    return base::Fail(ErrorCode::kUsage,
                      "which strategy? name it with -s; `keel list-strategies` shows them");
  }
  TRY(CheckStrategies(config));
  TRY(settings.pairs, ExpandPairs(settings.pairs, settings.venue, catalog));
  if (settings.pairs.empty()) TRY(NeedPairs(settings.venue, catalog));
  for (engine::StrategySettings& chosen : settings.strategies) {
    TRY(chosen.pairs, ExpandPairs(chosen.pairs, settings.venue, catalog));
  }
  FollowQuote(config);
  return config;
}

}  // namespace keel::cli
