// SPDX-License-Identifier: MIT
// What a session has done, as its journal on the disk tells it, kept for those who look: the newest
// rows of each table, candles, and the decisions with all that they were made from. It shares no
// memory with the engine, so nobody who looks can hold it up.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/timeframe.h"
#include "engine/session_tables.h"
#include "server/api/page.h"
#include "server/replica/session_counts.h"
#include "server/replica/session_days.h"
#include "storage/journal/journal_reader.h"

namespace keel::server {

/// A closed bar of one pair.
struct Candle {
  base::UnixNanos time;  ///< its open
  double open = 0, high = 0, low = 0, close = 0, volume = 0;
};
BOOST_DESCRIBE_STRUCT(Candle, (), (time, open, high, low, close, volume))

/// Whether nothing more can become of it.
bool IsFinal(const storage::OrderRow& order);

/// What an order was after one record of the journal.
struct OrderStep {
  base::UnixNanos time;
  std::string state;
  core::Quantity filled;
};
BOOST_DESCRIBE_STRUCT(OrderStep, (), (time, state, filled))

/// With what a session was started last.
struct LastStart {
  base::UnixNanos time;
  std::string version;        ///< of the program
  std::string configuration;  ///< JSON that the reader of settings has read
};

/// What one look at the journal brought.
struct ReplicaNews {
  std::vector<storage::ProjectedRow> rows;              ///< in order
  std::vector<std::pair<std::string, Candle>> candles;  ///< by pair
  bool empty() const { return rows.empty() && candles.empty(); }
};

class SessionReplica {
 public:
  static constexpr size_t kMostRows = 20'000;  ///< of each kind; older ones are in the tables
  static constexpr size_t kMostCandles = 5'000;
  static constexpr size_t kMostDecisions = 2'000;

  /// `name` of the session, `folder` of its journal, which need not be there yet.
  SessionReplica(std::string name, std::unique_ptr<storage::JournalFolder> folder,
                 engine::SettingsReader read_settings);
  ~SessionReplica();

  /// Takes what was committed since: about `most` records, whole groups. kIo: the next call begins
  /// again from the first record. kCorrupt, kUsage, kUnsupported are told by every later call; what
  /// came before is told first.
  base::Result<ReplicaNews> Look(size_t most);
  /// Whether a journal was found.
  bool has_begun() const { return has_begun_; }
  /// Of the last record that was read, and its number; 0 before the first.
  base::UnixNanos last_time() const { return last_time_; }
  uint64_t last_sequence() const { return last_sequence_; }
  /// Why no further record will be taken.
  std::optional<std::string> failure() const {
    return failure_ ? std::optional(failure_->message) : std::nullopt;
  }

  /// By number, the newest last.
  const std::map<int64_t, storage::OrderRow>& orders() const { return orders_; }
  /// In order of time; empty where the order is not known.
  const std::vector<OrderStep>& steps(int64_t order) const;
  /// Large orders, by number, the newest last; and the numbers of the orders that were sent for
  /// one.
  const std::map<int64_t, storage::ParentRow>& parents() const { return parents_; }
  const std::vector<int64_t>& children(int64_t parent) const;
  const RowLog<storage::FillRow>& fills() const { return fills_; }
  const std::map<std::string, storage::PositionRow>& positions() const { return positions_; }
  const std::map<int64_t, storage::DecisionRow>& decisions() const { return decisions_; }
  const RowLog<storage::EquityRow>& equity() const { return equity_; }
  const RowLog<storage::AlertRow>& alerts() const { return alerts_; }
  /// How many there were of each severity.
  const std::map<std::string, int64_t>& alert_counts() const { return alert_counts_; }
  const RowLog<storage::RefusalRow>& refusals() const { return refusals_; }
  /// Waiting times, refusals by rule, reconnects: of all records that were read.
  const SessionCounts& counts() const { return counts_; }
  /// Money that came or went by other hands, by number, the newest last.
  const std::map<int64_t, storage::TransferRow>& transfers() const { return transfers_; }
  const RowLog<storage::ClosedTradeRow>& closed_trades() const { return closed_trades_; }
  /// Where the equity came from; nothing before the first start.
  std::optional<engine::AccountSums> Sums() const;
  /// Empty where the pair has none.
  const RowLog<Candle>& candles(const std::string& pair) const;
  /// With all that it was made from; null where it is older than the last kMostDecisions.
  const engine::DecidedRecord* decision(int64_t number) const;
  /// The settings of the latest start, with the parameters of strategies that people have set;
  /// nothing before.
  const std::optional<engine::BacktestSettings>& settings() const { return settings_; }
  /// Nothing before the first.
  const std::optional<LastStart>& last_start() const { return last_start_; }
  /// How its days were; null before the first start.
  const SessionDays* days() const { return days_.get(); }
  /// Symbols, in the order of the session's numbers.
  const std::vector<engine::InstrumentRecord>& pairs() const { return pairs_; }

 private:
  base::Status Follow(size_t most, ReplicaNews* news);
  void Forget();
  base::Status Take(const storage::Record& record, ReplicaNews* news);
  base::Status Count(const storage::Record& record);
  void Keep(const storage::ProjectedRow& row);
  void DropOldOrders();
  base::Status Start(const storage::Record& record);
  base::Status Bars(const storage::Record& record, ReplicaNews* news);
  base::Status Decide(const storage::Record& record);
  base::Status Child(const storage::Record& record);
  std::optional<base::UnixNanos> CloseOf(const engine::BarsRecord& told) const;
  base::Status Limit(const storage::Record& record);
  base::Status Act(const storage::Record& record);

  std::string name_;
  std::unique_ptr<storage::JournalFolder> folder_;
  engine::SettingsReader read_settings_;
  std::optional<storage::JournalReader::Bookmark> place_;
  std::unique_ptr<engine::SessionTables> tables_;
  std::optional<base::Error> failure_;
  bool has_begun_ = false;
  base::UnixNanos last_time_;
  uint64_t last_sequence_ = 0;

  std::map<int64_t, storage::OrderRow> orders_;
  std::map<int64_t, std::vector<OrderStep>> steps_;
  std::map<int64_t, storage::ParentRow> parents_;
  std::map<int64_t, std::vector<int64_t>> children_;  // by parent
  RowLog<storage::FillRow> fills_{kMostRows};
  std::map<std::string, storage::PositionRow> positions_;  // by strategy and pair
  std::map<int64_t, storage::DecisionRow> decisions_;
  std::map<int64_t, engine::DecidedRecord> decided_;
  RowLog<storage::EquityRow> equity_{kMostRows};
  RowLog<storage::AlertRow> alerts_{kMostRows};
  std::map<std::string, int64_t> alert_counts_;
  RowLog<storage::RefusalRow> refusals_{kMostRows};
  SessionCounts counts_;
  std::map<int64_t, storage::TransferRow> transfers_;
  RowLog<storage::ClosedTradeRow> closed_trades_{kMostRows};
  std::map<std::string, RowLog<Candle>> candles_;
  std::vector<engine::InstrumentRecord> pairs_;
  std::optional<engine::BacktestSettings> settings_;
  core::Timeframe timeframe_;                       // of the latest start
  std::vector<engine::OperatorRecord> set_params_;  // they outlive a start
  std::optional<LastStart> last_start_;
  std::unique_ptr<SessionDays> days_;
};

}  // namespace keel::server
