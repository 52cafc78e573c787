// SPDX-License-Identifier: MIT
// A strategy sees events and a Context, and says what it wants. It cannot reach a venue, the
// network, storage or the wall clock; the same object runs in a backtest, on paper and live.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/instrument.h"
#include "market/order_book.h"
#include "strategy/vector_form.h"

namespace keel::strategy {

struct Decision;

/// An order of the strategy that has not ended.
struct OpenOrder {
  core::OrderId id;
  core::OrderTerms terms;
  bool ends = false;  ///< its cancel was asked for
};

/// Where what a bracket buys is given up again: a stop (a price or a trail), a target, or both.
struct BracketExits {
  core::Price stop;           ///< zero: none, or a trail
  double trail_fraction = 0;  ///< distance from the best price since the first purchase, (0, 1)
  core::Price target;         ///< zero: none
};

/// The orders of a bracket.
struct BracketOrders {
  core::OrderId entry;
  std::optional<core::OrderId> stop, target;
};

/// What a strategy may see and ask for. All prices are those visible now.
class Context {
 public:
  virtual ~Context() = default;

  virtual base::UnixNanos now() const = 0;
  /// The pairs that this strategy instance trades.
  virtual std::span<const core::InstrumentId> instruments() const = 0;
  virtual const core::Instrument& instrument(core::InstrumentId id) const = 0;
  /// Closed bars of the strategy's own timeframe, oldest first; the last is the newest visible.
  virtual std::span<const core::Bar> History(core::InstrumentId id) const = 0;
  /// The value, as the pair's newest bar closed, of the feature at `index` in
  /// StrategySpec::features. Features of all pairs whose bars close at one instant are computed
  /// before any strategy acts. Absent while warming up and where the series lacks what it needs.
  virtual std::optional<double> feature(core::InstrumentId id, size_t index) const = 0;
  /// This strategy's own position.
  virtual core::Quantity position(core::InstrumentId id) const = 0;
  /// Value of that position at the last price, as a share of the allotted equity; 0 where it is
  /// less than the venue's minimum, which cannot be sold.
  virtual double held_share(core::InstrumentId id) const = 0;
  /// Average cost of that position in quote currency per unit; absent where less than a lot is
  /// held.
  virtual std::optional<double> entry_price(core::InstrumentId id) const = 0;
  /// Equity allotted to this strategy instance, account currency.
  virtual double equity() const = 0;
  /// How many of its orders are still working (sent and not ended) for the pair.
  virtual int working_orders(core::InstrumentId id) const = 0;
  /// Whether an order still works: sent, and neither ended nor wholly filled.
  virtual bool works(core::OrderId order) const = 0;
  /// Which: a strategy that begins again after a restart finds its orders here, oldest first.
  virtual std::vector<OpenOrder> open_orders(core::InstrumentId) const { return {}; }
  /// The largest further buy that the risk limits would let pass now; the gate still decides.
  virtual core::Quantity head_room(core::InstrumentId id) const = 0;
  /// What a market order of this value (account currency) is expected to cost: fee, half the spread
  /// and impact, as a fraction of it.
  virtual double one_way_cost(core::InstrumentId id, double value) const = 0;
  /// The past is gone through before a session: nothing that is asked for now is done, and what
  /// costs time and leads to nothing but orders may be left out.
  virtual bool warming() const { return false; }
  /// The seed of the run, of everything that a strategy draws.
  virtual uint64_t seed() const = 0;

  /// Holds `share` (0 to 1) of the allotted equity in the pair: buys or sells the difference when
  /// the share changes, and goes on until it is reached, or as much of it as the limits on what is
  /// held allow. Repeating the same share costs nothing and does not rebalance; when the account
  /// allots this strategy another share of its equity, what is held follows in proportion. A pair
  /// that cannot be shorted treats a negative share as zero.
  virtual void TargetShare(core::InstrumentId id, double share, std::string_view reason) = 0;
  /// Sends an order; nothing when the gate refuses it (the refusal is an event). Quantities are
  /// rounded down to the lot, prices to the tick.
  virtual std::optional<core::OrderId> Submit(const core::OrderTerms& terms,
                                              std::string_view reason) = 0;
  /// Sends a purchase that brings its exits with it; nothing when the gate refuses any of the
  /// three. What the entry buys, in parts too, is under its exits at once, whatever becomes of the
  /// strategy meanwhile. They end with an entry that bought nothing, one exit ends the other, and
  /// the entry ends when an exit begins or the last of them is cancelled.
  virtual std::optional<BracketOrders> SubmitBracket(const core::OrderTerms& entry,
                                                     const BracketExits& exits,
                                                     std::string_view reason) = 0;
  /// Asks to cancel; the end comes as an event. Unknown or ended orders are ignored.
  virtual void Cancel(core::OrderId order) = 0;
  /// Asks to change a working order: a smaller quantity keeps its place in the queue, and
  /// OnOrderAmended tells what came of it; another limit price or a larger quantity makes the order
  /// end (core::OrderEnd::kReplaced) and another one go on in its place, which OnOrderReplaced
  /// names. False where it is refused (which is an event) or the order has ended.
  virtual bool Amend(core::OrderId, const core::OrderChange&) { return false; }
  /// A group number for orders that cancel each other.
  virtual uint32_t NewOcoGroup() = 0;
  /// Keeps a decision; the orders of the pair's next targets will point at it.
  virtual void Explain(const Decision& decision) = 0;
};

/// What a strategy tells of a whole run, for its report.
struct ReportTable {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::string note;  ///< a sentence below it, or empty
};

/// The callbacks; a strategy overrides what it needs.
class Strategy {
 public:
  virtual ~Strategy() = default;
  virtual void OnStart(Context&) {}
  virtual void OnBar(Context&, const core::BarClosed&) {}
  /// After all bars that closed at one instant: only for strategies that see all pairs at once.
  virtual void OnInstant(Context&) {}
  virtual void OnTrade(Context&, const core::TradePrinted&) {}
  /// The pair's order book changed: for strategies whose spec hears books, where there is one. The
  /// context's prices are those of the last trade, older than the book.
  virtual void OnBook(Context&, const market::OrderBook&) {}
  virtual void OnFill(Context&, const core::Fill&) {}
  /// The order ended without (completely) filling.
  virtual void OnOrderEnded(Context&, core::OrderId, core::OrderEnd) {}
  /// An amend of the order is settled: in all it is for `quantity` now, which is what it was before
  /// where the amend was `refused`.
  virtual void OnOrderAmended(Context&, core::OrderId, core::Quantity /*quantity*/,
                              bool /*refused*/) {}
  /// An order that was to be replaced has ended, and `by` goes on in its place; 0: nothing does.
  virtual void OnOrderReplaced(Context&, core::OrderId, core::OrderId /*by*/) {}
  /// The run is over.
  virtual std::vector<ReportTable> Tables(const Context&) const { return {}; }
};

/// One tunable number of a strategy.
struct ParamSpec {
  std::string name;
  double default_value = 0;
  double min = 0;
  double max = 0;
  bool whole = true;  ///< an integer (a period, a count)
  std::string doc;
};

/// Values by name, complete and in range.
class Params {
 public:
  /// Defaults overridden by `values`; kUsage for an unknown name (with the nearest), a value out of
  /// range, or a fraction where a whole number is wanted.
  static base::Result<Params> Make(std::span<const ParamSpec> specs,
                                   std::span<const std::pair<std::string, double>> values);
  double Get(std::string_view name) const;
  int GetInt(std::string_view name) const { return static_cast<int>(Get(name)); }
  const std::vector<std::pair<std::string, double>>& values() const { return values_; }

 private:
  std::vector<std::pair<std::string, double>> values_;
};

/// Whether one instance trades one pair, or one instance sees all pairs.
enum class Scope : uint8_t { kPerInstrument, kUniverse };

/// One row of the strategy list.
struct StrategySpec {
  std::string name;
  std::string summary;  ///< one sentence: what it does and why it might work
  Scope scope = Scope::kPerInstrument;
  std::vector<ParamSpec> params;
  std::vector<std::string> features{};  ///< names of those it reads (Context::feature)
  /// kUsage where values contradict each other (fast >= slow).
  std::function<base::Result<std::unique_ptr<Strategy>>(const Params&)> make;
  /// Names of the strategies that an instance with these parameters listens to, each unless its
  /// budget_<name> is 0. What feeds another is no strategy of its own in the same run: its opinion
  /// would be traded twice.
  std::function<std::vector<std::string>(const Params&)> feeds = nullptr;
  /// Hears order books where the run has them: recorded ones (`backtest-book`).
  bool hears_books = false;
  /// Decides on nothing else: refused where there are none, on bars and in sessions.
  bool needs_books = false;
  /// The same decisions as comparisons of columns, for sweeps over many parameter sets; null: only
  /// its callbacks tell. For parameters that `make` accepts.
  std::function<VectorForm(const Params&)> vector = nullptr;
};

}  // namespace keel::strategy
