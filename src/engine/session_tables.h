// SPDX-License-Identifier: MIT
// The journal of a session as rows of tables: a function of the records alone, so that tables which
// grew with the session and tables that were made again from its journal are the same.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/account_sums.h"
#include "engine/session_history.h"
#include "engine/settings.h"
#include "execution/order_names.h"
#include "execution/tca.h"
#include "portfolio/ledger.h"
#include "storage/projection/rows.h"

namespace keel::engine {

/// Takes the records of one journal in order. Not to be moved: the ledger looks at the universe.
class SessionTables {
 public:
  SessionTables(std::string_view session, SettingsReader read_settings)
      : names_(session), read_settings_(std::move(read_settings)) {}
  SessionTables(const SessionTables&) = delete;
  SessionTables& operator=(const SessionTables&) = delete;

  /// Appends the rows that the record changes. kCorrupt, kUsage: no further record may follow.
  base::Status Take(const storage::Record& record, std::vector<storage::ProjectedRow>* rows);
  /// Where the account's equity came from, as of the last record; nothing before the first start.
  std::optional<AccountSums> Sums() const;

 private:
  using Rows = std::vector<storage::ProjectedRow>;
  static constexpr std::string_view kAccount = "spot";  // a session trades one
  /// What the costs of an order are counted from.
  struct OrderTrades {
    std::vector<execution::CostFill> fills;
    bool is_child = false;  ///< what it leaves, the algorithm sends again
    bool is_over = false;
    core::Price end_price;  ///< the last one when it was over; zero: not known
  };

  base::Status Start(const storage::Record& record, Rows* rows);
  base::Status OpenBooks(const StartedRecord& start, Rows* rows);
  base::Status SetFilters(uint32_t pair, const core::InstrumentFilters& filters);
  base::Status Rules(const storage::Record& record, Rows* rows);
  base::Status Bars(const storage::Record& record, Rows* rows);
  base::Status Venue(const storage::Record& record, Rows* rows);
  base::Status Submit(const storage::Record& record);
  base::Status Report(const storage::Record& record, Rows* rows);
  base::Result<core::Fill> FillOf(const ReportedRecord& report);
  base::Status Fill(const ReportedRecord& report, const core::Fill& fill, Rows* rows);
  base::Status Refuse(const storage::Record& record, Rows* rows);
  base::Status Decide(const storage::Record& record, Rows* rows);
  base::Status Transfer(const storage::Record& record, Rows* rows);
  void TellTransfer(std::string_view kind, const DepositRecord& told, Rows* rows);
  void ValueTransfers(Rows* rows);
  void TellClosed(const std::vector<portfolio::ClosedLot>& closed, Rows* rows);
  base::Status BeginParent(const storage::Record& record, Rows* rows);
  base::Status FollowParent(const storage::Record& record, Rows* rows);
  base::Status EndParent(const ParentEndedRecord& ended, Rows* rows);
  base::Result<storage::ParentRow*> ParentOf(uint64_t number);
  base::Status Tell(const storage::Record& record, Rows* rows);
  void LearnVenueId(const execution::VenueOrder& order, Rows* rows);
  base::Result<SessionOrder*> OrderOf(uint64_t number);
  void TellOrder(const SessionOrder& order, Rows* rows);
  storage::OrderRow RowOf(const SessionOrder& order) const;
  void AddCosts(const SessionOrder& order, storage::OrderRow& row) const;
  storage::ClosedTradeRow RowOf(const portfolio::ClosedLot& lot) const;
  std::string_view Kept(std::string_view reason);
  core::Decimal InAccount(core::Decimal amount, core::InstrumentId pair) const;
  core::Decimal UnrealizedOf(core::StrategyId strategy, core::InstrumentId pair) const;
  storage::PositionRow RowOf(core::StrategyId strategy, core::InstrumentId pair) const;
  std::string Strategy(uint16_t index) const;
  /// Of the strategies, and that of the orders by hand.
  size_t books() const { return settings_.strategies.size() + 1; }
  std::string Pair(uint32_t index) const;

  execution::OrderNames names_;
  SettingsReader read_settings_;
  BacktestSettings settings_;
  core::Universe universe_;
  std::optional<portfolio::Ledger> ledger_;
  std::vector<SessionOrder> orders_;
  std::map<uint64_t, uint64_t> venue_ids_;          // by order
  std::map<uint64_t, storage::ParentRow> parents_;  // that are not over
  std::map<uint64_t, uint64_t> parent_of_;          // by order
  std::vector<OrderTrades> trades_;                 // by order
  std::map<std::pair<core::StrategyId, core::InstrumentId>, core::Decimal> realized_;
  std::vector<core::Decimal> gross_, fees_;  // by pair: of what was sold, of all fills
  std::set<std::string, std::less<>> reasons_;
  int64_t closed_trades_ = 0;
  int64_t transfers_ = 0;
  std::vector<storage::TransferRow> unvalued_;
  core::Decimal deposits_;
  core::Decimal peak_;
  base::UnixNanos now_;
};

}  // namespace keel::engine
