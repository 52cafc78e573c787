# SPDX-License-Identifier: MIT
r"""Writes src/metrics/testdata/quantstats_reference.csv: what QuantStats says of a made-up series.

    python3 -m venv venv && venv/bin/pip install quantstats==0.0.86
    venv/bin/python bench/peers/quantstats_reference.py \
        > src/metrics/testdata/quantstats_reference.csv

The series comes from integer arithmetic and IEEE products, so that the C++ test makes the same bits
(src/metrics/made_up_equities.h). Rows marked "own" are computed here from the definition in
docs/metrics.md, because Keel deviates from QuantStats on purpose:
  return_3m ... return_10y   exactly so many months, after the boundary day (QuantStats includes the
                             day itself, and takes 35, 59 and 119 months for 3, 5 and 10 years)
  risk_adjusted_return       CAGR with 365 periods (QuantStats' rar() falls back to 252)
  treynor_ratio              CAGR over beta (QuantStats: total return over beta)
  recovery_factor            total return over max drawdown (QuantStats: |sum of returns|)
  serenity_index             worst 5 % of drawdowns as seen (QuantStats: of a fitted normal)
  sharpe_standard_error      Lo (2002), not in QuantStats
Losses (drawdown, VaR, shortfall) are positive in Keel: the sign is turned here.
"""

import math
import sys

import numpy as np
import pandas as pd
import quantstats as qs

DAYS = 4000
YEAR = 365
MASK = (1 << 64) - 1


class Lcg:
    """Knuth's MMIX generator; the top 53 bits make a double in [0, 1)."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & MASK
        return (self.state >> 11) * 2.0**-53


def made_up_equities():
    """A strategy's and a market's equity at the start and at each day's close. About one day in ten
    rests, one in fifty jumps; the market has noise of its own."""
    lcg = Lcg(1)
    strategy, market = [10000.0], [10000.0]
    for _ in range(DAYS):
        kind = lcg.uniform()
        u = lcg.uniform() + lcg.uniform() + lcg.uniform() - 1.5
        v = lcg.uniform() + lcg.uniform() + lcg.uniform() - 1.5
        change = 0.0012 + 0.04 * u
        if kind < 0.1:
            change = 0.0
        if kind > 0.98:
            change = 3.0 * change
        strategy.append(strategy[-1] * (1.0 + change))
        market.append(market[-1] * (1.0 + (0.6 * change + 0.03 * v)))
    return strategy, market


def daily_returns(equity):
    index = pd.date_range("2012-05-31", periods=DAYS, freq="D")  # day of each close
    return pd.Series(np.array(equity[1:]) / np.array(equity[:-1]) - 1, index=index)


def trailing(equity, index, months):
    """Return since the close of the same day `months` months before."""
    start = index[-1] - pd.DateOffset(months=months)
    closes = pd.Series(equity[1:], index=index)
    return closes.iloc[-1] / closes.loc[start] - 1


def reference(equity, market):
    s = qs.stats
    r, b = daily_returns(equity), daily_returns(market)
    rows = {}

    def put(key, value, origin="quantstats"):
        assert math.isfinite(value), key
        rows[key] = (float(value), origin)

    put("total_return", s.comp(r))
    put("cagr", s.cagr(r, periods=YEAR))
    put("sharpe", s.sharpe(r, periods=YEAR))
    put("probabilistic_sharpe", s.probabilistic_sharpe_ratio(r, periods=YEAR))
    put("sharpe_penalised", s.smart_sharpe(r, periods=YEAR))
    put("sortino", s.sortino(r, periods=YEAR))
    put("sortino_penalised", s.smart_sortino(r, periods=YEAR))
    put("sortino_sqrt2", s.adjusted_sortino(r, periods=YEAR))
    put("sortino_penalised_sqrt2", s.smart_sortino(r, periods=YEAR) / math.sqrt(2))
    put("omega", s.omega(r, periods=YEAR))
    put("max_drawdown", -s.max_drawdown(r))
    details = s.drawdown_details(s.to_drawdown_series(r))
    put("longest_drawdown_days", details["days"].max())
    put("avg_drawdown", -details["max drawdown"].mean() / 100)
    put("avg_drawdown_days", details["days"].mean())
    put("volatility", s.volatility(r, periods=YEAR))
    put("r_squared", s.r_squared(r, b))
    put("information_ratio", s.information_ratio(r, b))
    put("calmar", s.calmar(r, periods=YEAR))
    put("skew", s.skew(r))
    put("kurtosis", s.kurtosis(r))
    put("ulcer_index", s.ulcer_index(r))
    put("ulcer_performance_index", s.ulcer_performance_index(r))
    put("risk_return_ratio", s.risk_return_ratio(r))
    put("avg_return", s.avg_return(r))
    put("avg_win", s.avg_win(r))
    put("avg_loss", s.avg_loss(r))
    put("payoff_ratio", s.payoff_ratio(r))
    put("profit_ratio", s.profit_ratio(r))
    put("expected_daily_return", s.expected_return(r))
    put("expected_monthly_return", s.expected_return(r, aggregate="ME"))
    put("expected_yearly_return", s.expected_return(r, aggregate="YE"))
    put("kelly_criterion", s.kelly_criterion(r))
    put("daily_var", -s.value_at_risk(r))
    put("expected_shortfall", -s.cvar(r))
    put("expected_shortfall_historical", -s.cvar(r, method="historical"))
    put("daily_var_historical", -r.quantile(0.05), "pandas")
    put("max_consecutive_win_days", s.consecutive_wins(r))
    put("max_consecutive_loss_days", s.consecutive_losses(r))
    put("gain_to_pain", s.gain_to_pain_ratio(r))
    put("gain_to_pain_monthly", s.gain_to_pain_ratio(r, resolution="ME"))
    put("profit_factor_daily", s.profit_factor(r))
    put("common_sense_ratio", s.common_sense_ratio(r))
    put("cpc_index", s.cpc_index(r))
    put("tail_ratio", s.tail_ratio(r))
    put("outlier_win_ratio", s.outlier_win_ratio(r))
    put("outlier_loss_ratio", s.outlier_loss_ratio(r))
    last = r.index[-1]
    put("return_mtd", s.comp(r[r.index >= last.replace(day=1)]))
    put("return_ytd", s.comp(r[r.index >= last.replace(day=1, month=1)]))
    put("best_day", s.best(r))
    put("worst_day", s.worst(r))
    put("best_month", s.best(r, aggregate="ME"))
    put("worst_month", s.worst(r, aggregate="ME"))
    put("best_year", s.best(r, aggregate="YE"))
    put("worst_year", s.worst(r, aggregate="YE"))
    put("avg_up_month", s.avg_win(r, aggregate="ME"))
    put("avg_down_month", s.avg_loss(r, aggregate="ME"))
    put("win_days", s.win_rate(r))
    put("win_months", s.win_rate(r, aggregate="ME"))
    put("win_quarters", s.win_rate(r, aggregate="QE"))
    put("win_years", s.win_rate(r, aggregate="YE"))
    greeks = s.greeks(r, b, periods=YEAR)
    put("beta", greeks["beta"])
    put("alpha", greeks["alpha"])
    put("correlation", r.corr(b), "pandas")
    put("market_change", s.comp(b))

    for months, key in ((3, "return_3m"), (6, "return_6m"), (12, "return_1y")):
        put(key, trailing(equity, r.index, months), "own")
    for years in (3, 5, 10):
        total = trailing(equity, r.index, 12 * years)
        put(f"return_{years}y", (1 + total) ** (1 / years) - 1, "own")
    put("treynor_ratio", s.cagr(r, periods=YEAR) / greeks["beta"], "own")
    put("recovery_factor", s.comp(r) / -s.max_drawdown(r), "own")
    pitfall = -s.cvar(s.to_drawdown_series(r), method="historical") / r.std()
    put("serenity_index", r.sum() / (s.ulcer_index(r) * pitfall), "own")
    ratio = r.mean() / r.std()
    put("sharpe_standard_error", math.sqrt((1 + ratio**2 / 2) / len(r)) * math.sqrt(YEAR), "own")

    # Rolling values at the last day, for rolling_test.
    window = {"rolling_period": 180}
    yearly = {"periods_per_year": YEAR}
    put("rolling_sharpe_last", s.rolling_sharpe(r, **window, **yearly).iloc[-1])
    put("rolling_sortino_last", s.rolling_sortino(r, **window, **yearly).iloc[-1])
    put("rolling_volatility_last", s.rolling_volatility(r, **window, **yearly).iloc[-1])
    put("rolling_beta_last", s.rolling_greeks(r, b, periods=180)["beta"].iloc[-1])
    return rows


def main():
    rows = reference(*made_up_equities())
    print(f"# quantstats {qs.__version__}, pandas {pd.__version__}; {sys.argv[0]}")
    print("key,value,origin")
    for key, (value, origin) in rows.items():
        print(f"{key},{value!r},{origin}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
