// SPDX-License-Identifier: MIT
#include "engine/book_backtest.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/book_driver.h"
#include "engine/past_market.h"
#include "sim/models/registry.h"

namespace keel::engine {
namespace {

class BookMarket final : public PastMarket {
 public:
  BookMarket(const MarketParts& parts, const std::vector<market::BookRecording>& recordings)
      : parts_(parts), recordings_(recordings) {}

  base::Status MakeVenue() {
    const sim::BookSettings& book = parts_.settings.sim.book;
    TRY(const std::string queue, QueueOf(book.queue));
    TRY(queue_, sim::models::MakeQueueModel(queue, {.power = book.queue_power}));
    TRY(latency_, OrderLatencyOf(parts_.settings.sim));
    TRY(venue_, sim::ReplayVenue::Make(parts_.record.universe, *queue_, *latency_,
                                       parts_.plan.venue.options.fees, parts_.settings.seed));
    if (book.impact != "permanent") return {};
    sim::ReplayImpact impact{&parts_.board, {}};
    for (const PairCosts& costs : parts_.plan.venue.costs) impact.k.push_back(costs.impact_k);
    venue_->SetImpact(std::move(impact));
    return {};
  }

  execution::VenueClient& venue() override { return *venue_; }
  void Open(const RunRecord&, const Account&) override {}
  bool Pass(Engine& engine, DriverOptions options, int64_t* told) override {
    BookDriver driver(engine, *venue_, recordings_, parts_.series, std::move(options));
    const bool finished = driver.Run();
    *told = driver.messages();
    return finished;
  }

  void State(RunRecord& record) const override {
    const sim::VenueSettings& sim = parts_.settings.sim;
    auto& say = record.assumptions;
    say.push_back(
        "recorded books do not answer: what an order takes is gone until the record shows more");
    say.push_back(sim.book.impact == "permanent"
                      ? "impact: what the levels cost, and a permanent k s sqrt(p) that worsens "
                        "later taking fills and halves every day"
                      : "impact: what the levels cost, and nothing after it");
    const bool named = !recordings_.empty() && recordings_.front().names_orders;
    say.push_back(
        fmt::format("a resting order stands in its queue {}; it fills when a trade reaches it or "
                    "the price goes through it",
                    named ? "behind the orders that were there, each of which is known"
                          : "by the model " + sim.book.queue));
    say.push_back(DelaysOf(sim));
    for (const market::BookRecording& recording : recordings_) {
      say.push_back(fmt::format(
          "{}: the market is heard as late as it was recorded, counted from the fastest message; "
          "the venue's clock was {:.3f} s ahead of the recorder's or more",
          recording.symbol.ToString(), recording.clock_offset.seconds()));
      if (recording.gaps == 0) continue;
      record.warnings.push_back(
          fmt::format("{}: the recording has {} gaps; from each until the "
                      "next snapshot its book is empty",
                      recording.symbol.ToString(), recording.gaps));
    }
    say.push_back(fmt::format("fees {} bps maker, {} bps taker{}", sim.fees.tiers[0].maker_bps,
                              sim.fees.tiers[0].taker_bps,
                              sim.fees.tiers.size() > 1 ? " at the lowest of several tiers" : ""));
  }

 private:
  /// A recording that names every order leaves nothing to a model, and no other will do for that.
  base::Result<std::string> QueueOf(const std::string& wanted) const {
    const auto named = std::ranges::count(recordings_, true, &market::BookRecording::names_orders);
    if (named == std::ssize(recordings_)) return std::string("order_by_order");
    if (named == 0 && wanted != "order_by_order") return wanted;
    return base::Fail(base::ErrorCode::kUsage,
                      named == 0 ? "the queue order_by_order wants recordings that name every "
                                   "order; use power_probability, risk_adverse or fifo"
                                 : "recordings that name every order and others cannot be played "
                                   "together: run them apart");
  }

  std::string DelaysOf(const sim::VenueSettings& sim) const {
    if (sim.book.latency == "measured_table") {
      return "delay of orders and of answers: as measured around that time in " +
             sim.book.latency_file;
    }
    const sim::SimVenueOptions& venue = parts_.plan.venue.options;
    return fmt::format("orders: {}; answers: {}{}", venue.latency.description(),
                       venue.response.description(),
                       sim.book.latency == "load" ? "; both longer while more happens" : "");
  }

  const MarketParts parts_;
  const std::vector<market::BookRecording>& recordings_;
  std::unique_ptr<sim::models::QueueModel> queue_;
  std::unique_ptr<sim::models::OrderLatency> latency_;
  std::unique_ptr<sim::ReplayVenue> venue_;
};

}  // namespace

base::Result<RunRecord> RunOnBooks(const BacktestSettings& settings, const Registry& registry,
                                   std::vector<RecordedBook> books, const RunHooks& hooks) {
  std::vector<LoadedSeries> series;
  std::vector<market::BookRecording> recordings;
  for (RecordedBook& book : books) {
    TRY(series.emplace_back(),
        SeriesOfBook(settings, book.recording, std::move(book.file), std::move(book.hash)));
    const core::InstrumentId id{static_cast<uint32_t>(recordings.size())};
    for (market::RecordedChange& change : book.recording.changes) {
      if (auto* update = std::get_if<core::BookUpdate>(&change.what)) update->instrument = id;
    }
    recordings.push_back(std::move(book.recording));
  }
  return RunInMarket(settings, registry, std::move(series), hooks,
                     [&](const MarketParts& parts) -> base::Result<std::unique_ptr<PastMarket>> {
                       auto market = std::make_unique<BookMarket>(parts, recordings);
                       TRY(market->MakeVenue());
                       return std::unique_ptr<PastMarket>(std::move(market));
                     });
}

}  // namespace keel::engine
