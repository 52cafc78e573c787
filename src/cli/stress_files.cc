// SPDX-License-Identifier: MIT
#include "cli/stress_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "cli/config_tree.h"
#include "core/symbol.h"

namespace keel::cli {
namespace {

using base::ErrorCode;
using base::Fail;
using Kind = ConfigNode::Kind;

constexpr double kMostMoney = 1e15;  // of anything: what comes of it stays a number

tl::unexpected<base::Error> At(const ConfigNode& node, std::string_view what) {
  return Fail(ErrorCode::kUsage, fmt::format("{}: {}", node.origin, what));
}

/// Takes the keys of one table one by one; those that nobody took are unknown.
class TableReader {
 public:
  explicit TableReader(const ConfigNode& table) : table_(table) {}

  base::Status Text(const std::string& key, std::string& out) {
    const ConfigNode* node = Take(key);
    if (node == nullptr) return {};
    if (node->kind != Kind::kText) return At(*node, key + " must be text, in quotes");
    out = node->text;
    return {};
  }
  base::Status Number(const std::string& key, std::optional<double>& out) {
    const ConfigNode* node = Take(key);
    if (node == nullptr) return {};
    TRY(out, NumberOf(*node, key));
    return {};
  }
  base::Status Number(const std::string& key, double& out) {
    std::optional<double> value;
    TRY(Number(key, value));
    out = value.value_or(out);
    return {};
  }
  /// A table of numbers by free keys.
  base::Status Numbers(const std::string& key, std::map<std::string, double>& out) {
    const ConfigNode* node = Take(key);
    if (node == nullptr) return {};
    if (!node->is_table()) {
      return At(*node, fmt::format("{0} must be a table: [{0}] and a line for each asset", key));
    }
    for (size_t i = 0; i < node->keys.size(); ++i) {
      TRY(const double value, NumberOf(node->items[i], key + "." + node->keys[i]));
      out[node->keys[i]] = value;
    }
    return {};
  }
  base::Status Finish() const {
    for (size_t i = 0; i < table_.keys.size(); ++i) {
      const std::string& key = table_.keys[i];
      bool known = false;
      for (const std::string& name : known_) known = known || name == key;
      if (known) continue;
      return At(table_.items[i],
                fmt::format("unknown key \"{}\"{}; known are {}", key,
                            base::DidYouMean(key, known_), base::Join(known_, ", ")));
    }
    return {};
  }

 private:
  const ConfigNode* Take(const std::string& key) {
    known_.push_back(key);
    return table_.Find(key);
  }
  static base::Result<double> NumberOf(const ConfigNode& node, const std::string& shown) {
    if (node.kind == Kind::kWhole) return static_cast<double>(node.whole);
    if (node.kind == Kind::kNumber && std::isfinite(node.number)) return node.number;
    return At(node, shown + " must be a finite number");
  }

  const ConfigNode& table_;
  std::vector<std::string> known_;
};

/// The table again by whole pairs; each number must be above zero, each asset new.
base::Status ByPair(const ConfigNode& root, const std::string& table, const std::string& currency,
                    std::map<std::string, double>& numbers) {
  std::map<std::string, double> by_pair;
  for (const auto& [asset, number] : numbers) {
    const ConfigNode& node = *root.Find(table)->Find(asset);
    const bool whole = asset.find_first_of("/-_") != std::string::npos ||
                       (asset.size() > currency.size() && asset.ends_with(currency));
    const auto symbol = core::ParseSymbol(whole ? asset : asset + "/" + currency);
    if (!symbol) return At(node, symbol.error().message);
    if (symbol->quote != currency) {
      return At(node, fmt::format("{} is quoted in {}, not in the portfolio's currency {}", asset,
                                  symbol->quote, currency));
    }
    if (number > kMostMoney) {
      return At(node, fmt::format("{}.{} is more than {:g}", table, asset, kMostMoney));
    }
    if (!(number > 0)) {
      return At(node,
                fmt::format("{}.{} is {}; a spot account holds more than nothing, and nothing "
                            "short",
                            table, asset, number));
    }
    if (!by_pair.emplace(symbol->ToString(), number).second) {
      return At(node, fmt::format("{} is named twice", symbol->ToString()));
    }
  }
  numbers = std::move(by_pair);
  return {};
}

std::string StemOf(const std::string& path) {
  const std::string name = path.substr(path.find_last_of('/') + 1);
  return name.substr(0, name.find_last_of('.'));
}

/// The sentence about a number out of range, at the line of its key.
base::Status PlaceOf(const ConfigNode& root, base::Status status) {
  if (status) return {};
  const std::string& message = status.error().message;
  const std::string field = message.substr(0, message.find(" must be"));
  const bool nested = field.starts_with("shocks.");
  const ConfigNode* table = nested ? root.Find("shocks") : &root;
  const ConfigNode* node = table->Find(nested ? field.substr(7) : field);
  return At(node != nullptr ? *node : root, message);
}

}  // namespace

base::Result<PortfolioFile> ParsePortfolio(std::string_view text, const std::string& name) {
  TRY(const ConfigNode root, ParseToml(text, name));
  PortfolioFile file;
  TableReader reader(root);
  TRY(reader.Text("currency", file.currency));
  TRY(reader.Number("cash", file.cash));
  TRY(reader.Number("peak", file.peak));
  TRY(reader.Numbers("quantities", file.quantities));
  TRY(reader.Numbers("values", file.values));
  TRY(reader.Numbers("volumes", file.volumes));
  TRY(reader.Finish());
  if (!(file.cash >= 0 && file.cash <= kMostMoney)) {
    return At(*root.Find("cash"),
              fmt::format("cash is {}; it must be between 0 and {:g}", file.cash, kMostMoney));
  }
  TRY(ByPair(root, "quantities", file.currency, file.quantities));
  TRY(ByPair(root, "values", file.currency, file.values));
  TRY(ByPair(root, "volumes", file.currency, file.volumes));
  std::vector<std::string> held;
  for (const auto& [pair, quantity] : file.quantities) held.push_back(pair);
  for (const auto& [pair, value] : file.values) held.push_back(pair);
  for (const auto& [pair, volume] : file.volumes) {
    if (std::find(held.begin(), held.end(), pair) != held.end()) continue;
    return At(*root.Find("volumes"), fmt::format("volumes names {}, which is not held{}", pair,
                                                 base::DidYouMean(pair, held)));
  }
  for (const auto& [pair, value] : file.values) {
    if (!file.quantities.contains(pair)) continue;
    return At(root, fmt::format("{} has both a quantity and a value; give one", pair));
  }
  if (file.quantities.empty() && file.values.empty() && file.cash == 0) {
    return At(root, "the portfolio is empty; give cash, [quantities] or [values]");
  }
  return file;
}

base::Result<risk::StressScenario> ParseScenario(std::string_view text, const std::string& name) {
  TRY(const ConfigNode root, ParseToml(text, name));
  risk::StressScenario scenario;
  scenario.name = StemOf(name);
  TableReader reader(root);
  TRY(reader.Text("name", scenario.name));
  TRY(reader.Text("description", scenario.description));
  TRY(reader.Number("price", scenario.price));
  TRY(reader.Number("quote", scenario.quote));
  TRY(reader.Number("spread", scenario.spread));
  TRY(reader.Number("depth", scenario.depth));
  TRY(reader.Number("volume", scenario.volume));
  TRY(reader.Number("volatility", scenario.volatility));
  TRY(reader.Number("correlation", scenario.correlation));
  TRY(reader.Number("duration_hours", scenario.duration_hours));
  TRY(reader.Numbers("shocks", scenario.shocks));
  TRY(reader.Finish());
  TRY(PlaceOf(root, risk::CheckScenario(scenario)));
  return scenario;
}

}  // namespace keel::cli
