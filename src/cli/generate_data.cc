// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/json.h"
#include "cli/synthetic_market.h"
#include "cli/verbs.h"

namespace keel::cli {
namespace {

constexpr std::string_view kVenue = "synthetic";
constexpr int64_t kMostDays = 36'500;

class GenerateData final : public Verb {
 public:
  std::string_view name() const override { return "generate-data"; }
  std::string_view summary() const override {
    return "invents a market (regimes, jumps, a delisting) and stores it as venue synthetic";
  }
  std::string_view group() const override { return "data"; }
  void Declare(Options& options) override {
    options.Whole("--assets", &assets_,
                  "number of pairs, 1 to 26; the last of several is delisted");
    options.Text("-t,--timeframe", &timeframe_, "length of a bar (default 1h)");
    options.Whole("--days", &days_, "days from 2021-01-01 on (default 1095)");
    options.Text("--timerange", &timerange_, "20210101-20230101 instead of --days");
  }

  base::Status Run(Session& session) override {
    TRY(const core::Timeframe timeframe, core::Timeframe::Parse(timeframe_));
    TRY(const base::TimeRange range, Range());
    TRY(const auto spec, sim::synthetic::DefaultSpec(assets_, timeframe, range));
    const uint64_t seed = session.seed.value_or(1);
    TRY(const auto rows, WriteSyntheticMarket(spec, kVenue, seed, session));
    session.print(session.json ? AsJson(rows, seed) : AsText(rows, seed, session));
    return {};
  }

 private:
  base::Result<base::TimeRange> Range() const {
    if (!timerange_.empty()) return base::ParseTimeRange(timerange_);
    if (days_ < 1 || days_ > kMostDays) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("--days is 1 to {}, not {}", kMostDays, days_));
    }
    return SyntheticDays(days_);
  }

  static std::string AsText(const std::vector<SyntheticRow>& rows, uint64_t seed,
                            const Session& session) {
    const std::string pair = rows.front().key.symbol.ToString();
    return fmt::format(
        "SYNTHETIC market, seed {}: invented prices of no real coin, for trying things out.\n\n{}\n"
        "Stored in {}/{}. A bar holds no spread: to trade at these, set\n"
        "sim.impact.spread_bps_by_pair in the configuration. Next:\n"
        "  keel backtest --venue {} -s ema_cross -p {} -t {}\n",
        seed, SyntheticTable(rows, session), session.data_dir, kVenue, kVenue, pair,
        rows.front().key.timeframe.name());
  }

  static std::string AsJson(const std::vector<SyntheticRow>& rows, uint64_t seed) {
    base::JsonWriter json(2);
    json.BeginObject().Key("synthetic").Bool(true).Key("seed").Number(seed);
    json.Key("venue").String(kVenue).Key("series").BeginArray();
    for (const SyntheticRow& row : rows) {
      json.BeginObject().Key("pair").String(row.key.symbol.ToString());
      json.Key("timeframe").String(row.key.timeframe.name()).Key("bars").Number(row.note.rows);
      json.Key("from").String(base::FormatIso(row.from)).Key("to").String(base::FormatIso(row.to));
      json.Key("first_close").Number(row.first_close).Key("last_close").Number(row.last_close);
      json.Key("spread_bps").Number(row.spread_bps).Key("delisted_at");
      if (row.note.delisted_at) {
        json.String(base::FormatIso(*row.note.delisted_at));
      } else {
        json.Null();
      }
      json.Key("hash").String(row.note.hash).Key("file").String(row.path).EndObject();
    }
    json.EndArray().EndObject();
    return json.text() + "\n";
  }

  int64_t assets_ = 5;
  int64_t days_ = 1095;
  std::string timeframe_ = "1h";
  std::string timerange_;
};

}  // namespace

std::unique_ptr<Verb> MakeGenerateData() { return std::make_unique<GenerateData>(); }

}  // namespace keel::cli
