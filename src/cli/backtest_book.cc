// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "base/hash.h"
#include "cli/backtest_request.h"
#include "cli/run_and_report.h"
#include "cli/subject_request.h"
#include "cli/verbs.h"
#include "engine/book_backtest.h"
#include "market/order_flow.h"
#include "storage/catalog.h"
#include "storage/text_file.h"
#include "venues/registry.h"

namespace keel::cli {
namespace {

class BacktestBook final : public Verb {
 public:
  std::string_view name() const override { return "backtest-book"; }
  std::string_view summary() const override {
    return "runs strategies on recorded order books, each order in its queue";
  }
  std::string_view group() const override { return "research"; }

  void Declare(Options& options) override {
    BacktestRequest& r = request_;
    options.Positionals("RECORDING", &files_,
                        "recorded streams of a venue, one pair a file, plain or gzip", true);
    options.List("-s,--strategy", &r.strategies, "strategies to run, each in the same account");
    options.Repeated("--param", &r.params,
                     "name=value, or strategy.name=value where several strategies run");
    options.List("-p,--pairs", &r.pairs, "the pair of each file, in their order");
    options.OptionalText("-t,--timeframe", &r.timeframe,
                         "bars, made of the trades, that strategies see (1m to 1M)");
    options.OptionalText("--venue", &r.venue, "whose streams (default binance)");
    options.OptionalText("--risk-profile", &r.risk_profile,
                         "fund or research (default for one strategy without a configuration)");
    options.OptionalText("--balance", &r.balance, "money at the start: 10000, or \"10000 EUR\"");
    options.OptionalText("--fee-bps", &r.fee_bps, "fee of every fill in basis points");
    options.OptionalText("--latency", &r.latency,
                         "of orders, and again of answers: 5ms, 5ms-20ms, or a file with one delay "
                         "in milliseconds a line");
    options.OptionalText("--queue", &r.queue,
                         "where an order stands at its price: fifo, risk_adverse or "
                         "power_probability; known where the recording names every order");
  }

  base::Status Run(Session& session) override {
    if (request_.pairs.empty() && session.config_files.empty()) {
      return base::Fail(base::ErrorCode::kUsage,
                        "which pair is it? name the pair of each recording with -p, as BTC/USDT");
    }
    const storage::Catalog catalog(session.data_dir);
    TRY(const Config config, ResolveBacktest(request_, session, catalog));
    const engine::BacktestSettings& settings = config.settings;
    if (settings.pairs.size() != files_.size()) {
      return base::Fail(base::ErrorCode::kUsage,
                        fmt::format("{} recordings and {} pairs: name the pair of each file with "
                                    "-p, in the order of the files",
                                    files_.size(), settings.pairs.size()));
    }
    TRY(const venues::VenueSpec* venue, venues::Find(settings.venue));
    std::vector<engine::RecordedBook> books;
    for (size_t i = 0; i < files_.size(); ++i) {
      session.progress->Update("reading " + files_[i], static_cast<int64_t>(i),
                               static_cast<int64_t>(files_.size()));
      TRY(books.emplace_back(), ReadBook(*venue, files_[i], settings.pairs[i], session));
    }
    const engine::Registry registry = AllPlugIns();
    return RunAndReport(settings, session, [&](const engine::RunHooks& hooks) {
      return engine::RunOnBooks(settings, registry, std::move(books), hooks);
    });
  }

 private:
  static base::Result<engine::RecordedBook> ReadBook(const venues::VenueSpec& venue,
                                                     const std::string& file,
                                                     const std::string& pair,
                                                     const Session& session) {
    TRY(const core::Symbol symbol, core::ParseSymbol(pair));
    TRY(const std::string text, storage::ReadTextFile(PathFrom(session, file)));
    engine::RecordedBook book;
    if (!market::IsOrderFlow(text) && !venue.read_recording) {
      return base::Fail(base::ErrorCode::kUnsupported,
                        "recordings of " + venue.name + " cannot be read");
    }
    auto recording = market::IsOrderFlow(text) ? market::ReadOrderFlow(text, symbol)
                                               : venue.read_recording(text, symbol);
    if (!recording) return base::Wrap(recording.error(), file);
    book.recording = *std::move(recording);
    book.file = file;
    base::Hasher hasher;
    hasher.Append(text);
    book.hash = hasher.Hex();
    return book;
  }

  BacktestRequest request_;
  std::vector<std::string> files_;
};

}  // namespace

std::unique_ptr<Verb> MakeBacktestBook() { return std::make_unique<BacktestBook>(); }

}  // namespace keel::cli
