// SPDX-License-Identifier: MIT
#include "risk/limit_use.h"

#include <algorithm>
#include <cmath>

#include "risk/account_sums.h"

namespace keel::risk {
namespace {

using core::Decimal;
using Uses = std::vector<LimitUse>;

/// Money that was estimated: no finer than a double of its size is.
Decimal Estimated(double money, core::Rounding rounding) {
  if (!std::isfinite(money)) return {};
  const int digits = std::abs(money) < 1e8 ? 6 : 0;
  return Decimal::FromDouble(money, Decimal::PowerOfTen(-digits), rounding);
}

LimitUse ShareUse(std::string_view limit, const portfolio::Ledger& ledger, Decimal share,
                  std::optional<Decimal> used) {
  return {limit, UseUnit::kMoney, used, ShareOfEquity(ledger, share), ledger.equity()};
}

LimitUse CountUse(std::string_view limit, size_t used, int most) {
  return {limit, UseUnit::kCount, Decimal::FromInt(static_cast<int64_t>(used)),
          Decimal::FromInt(most), std::nullopt};
}

LimitUse OfPair(LimitUse use, core::InstrumentId pair) {
  use.pair = pair;
  return use;
}
LimitUse OfStrategy(LimitUse use, core::StrategyId strategy) {
  use.strategy = strategy;
  return use;
}
LimitUse OfVenue(LimitUse use, const std::string& venue) {
  use.venue = venue;
  return use;
}

/// The first pair of each venue.
std::vector<const core::Instrument*> Venues(const core::Universe& universe) {
  std::vector<const core::Instrument*> firsts;
  for (const core::Instrument& pair : universe.instruments()) {
    const bool is_new = std::none_of(firsts.begin(), firsts.end(),
                                     [&](const auto* first) { return first->venue == pair.venue; });
    if (is_new) firsts.push_back(&pair);
  }
  return firsts;
}

void AddExposure(const ExactLimits& limits, const AccountView& account,
                 std::span<const Decimal> units, Uses* uses) {
  const portfolio::Ledger& ledger = *account.ledger;
  for (const core::Instrument& pair : ledger.universe().instruments()) {
    if (pair.base == ledger.account_currency()) continue;
    if (limits.position_share) {
      const Decimal held =
          core::Mul(UnitsHeld(account, pair.base), units[pair.id.index], core::Rounding::kUp);
      uses->push_back(
          OfPair(ShareUse("position_share", ledger, *limits.position_share, held), pair.id));
    }
    if (limits.cluster_exposure) {
      const Decimal held = ClusterHeld(account, pair.base);
      uses->push_back(
          OfPair(ShareUse("cluster_exposure", ledger, *limits.cluster_exposure, held), pair.id));
    }
  }
  const Decimal gross = GrossValue(account);
  if (limits.gross_exposure) {
    uses->push_back(ShareUse("gross_exposure", ledger, *limits.gross_exposure, gross));
  }
  if (limits.gross_value_max) {
    uses->push_back({"gross_value_max", UseUnit::kMoney, gross, *limits.gross_value_max, {}});
  }
}

void AddDayRisk(const Limits& limits, const AccountView& account, Uses* uses) {
  const portfolio::Ledger& ledger = *account.ledger;
  const auto add = [&](std::string_view name, std::optional<double> share, RiskMeasure measure) {
    if (!share) return;
    const double now = account.portfolio->Now(measure);
    uses->push_back({name, UseUnit::kMoney, Estimated(now, core::Rounding::kCeiling),
                     Estimated(DayRiskLimit(ledger, *share), core::Rounding::kFloor),
                     ledger.equity()});
  };
  add("var_daily", limits.var_daily, RiskMeasure::kValueAtRisk);
  add("cvar_daily", limits.cvar_daily, RiskMeasure::kExpectedShortfall);
}

void AddOrders(const ExactLimits& limits, const portfolio::Ledger& ledger, Uses* uses) {
  const auto add = [&](std::string_view name, const std::optional<Decimal>& share) {
    if (share) uses->push_back(ShareUse(name, ledger, *share, std::nullopt));
  };
  add("order_value_share", limits.order_value_share);
  add("order_value_alert", limits.order_value_alert);
  add("loss_per_trade", limits.loss_per_trade);
  if (limits.order_value_max) {
    uses->push_back(
        {"order_value_max", UseUnit::kMoney, std::nullopt, *limits.order_value_max, {}});
  }
}

void AddDay(const ExactLimits& limits, const AccountView& account, Uses* uses) {
  const portfolio::Ledger& ledger = *account.ledger;
  if (limits.turnover_per_day) {
    uses->push_back(
        ShareUse("turnover_per_day", ledger, *limits.turnover_per_day, DayTurnover(account)));
  }
  if (limits.fees_alert) {
    uses->push_back(ShareUse("fees_alert", ledger, *limits.fees_alert, account.activity->fees()));
  }
  if (!limits.venue_share) return;
  for (const core::Instrument* first : Venues(ledger.universe())) {
    const Decimal held = ValueAtVenue(account, first->venue).value;
    uses->push_back(
        OfVenue(ShareUse("venue_share", ledger, *limits.venue_share, held), first->venue));
  }
}

void AddDrawdowns(const AccountView& account, const Breaker& breaker, Uses* uses) {
  for (const DrawdownMark& mark : breaker.Marks()) {
    uses->push_back({mark.limit, UseUnit::kMoney, mark.from - account.ledger->equity(),
                     mark.from - mark.floor, mark.from});
  }
}

void AddStrategies(const Limits& limits, const AccountView& account, Uses* uses) {
  const Activity& activity = *account.activity;
  for (uint16_t s = 0; s < activity.strategies(); ++s) {
    const core::StrategyId id{s};
    const auto count = [&](std::string_view name, size_t used, const std::optional<int>& most) {
      if (most) uses->push_back(OfStrategy(CountUse(name, used, *most), id));
    };
    count("entries_per_hour", activity.Entries(id, account.now, base::Hours(1)),
          limits.entries_per_hour);
    count("entries_per_day", activity.Entries(id, account.now, base::Hours(24)),
          limits.entries_per_day);
    count("losing_streak", static_cast<size_t>(activity.LossesInARow(id)), limits.losing_streak);
    if (const auto most = activity.DayLossLimit(*account.ledger)) {
      const Decimal loss = -activity.DayProfit(id, *account.ledger);
      uses->push_back(OfStrategy(
          {"strategy_day_loss", UseUnit::kMoney, loss, *most, account.ledger->equity()}, id));
    }
  }
}

void AddMessages(const Limits& limits, const AccountView& account, Uses* uses) {
  const core::Universe& universe = account.ledger->universe();
  if (limits.open_orders) {
    uses->push_back(CountUse("open_orders", account.working->size(), *limits.open_orders));
  }
  if (limits.open_orders_per_symbol) {
    for (const core::Instrument& pair : universe.instruments()) {
      const auto open = static_cast<size_t>(account.working->count(pair.id));
      uses->push_back(OfPair(
          CountUse("open_orders_per_symbol", open, *limits.open_orders_per_symbol), pair.id));
    }
  }
  for (const core::Instrument* first : Venues(universe)) {
    const auto add = [&](std::string_view name, base::Duration window,
                         const std::optional<int>& most) {
      if (!most) return;
      const size_t sent = account.activity->Sends(first->id, account.now, window);
      uses->push_back(OfVenue(CountUse(name, sent, *most), first->venue));
    };
    add("orders_per_second", base::Seconds(1), limits.orders_per_second);
    add("orders_per_10s", base::Seconds(10), limits.orders_per_10s);
  }
}

}  // namespace

std::vector<LimitUse> UsesOf(const ExactLimits& limits, const AccountView& account,
                             const Breaker& breaker, std::span<const core::Decimal> units) {
  Uses uses;
  AddDrawdowns(account, breaker, &uses);
  AddExposure(limits, account, units, &uses);
  AddDayRisk(limits.soft, account, &uses);
  AddDay(limits, account, &uses);
  AddStrategies(limits.soft, account, &uses);
  AddMessages(limits.soft, account, &uses);
  AddOrders(limits, *account.ledger, &uses);
  return uses;
}

}  // namespace keel::risk
