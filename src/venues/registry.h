// SPDX-License-Identifier: MIT
// The real venues that this program knows. To add one: one folder here, one row in list.inc.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/secret.h"
#include "execution/venue_connector.h"
#include "market/book_recording.h"
#include "net/loop.h"
#include "venues/bulk_files.h"

namespace keel::venues {

/// Who we are at a venue, and where it stands.
struct VenueAccess {
  std::string url;  ///< of one server for everything ("http://127.0.0.1:8080"); "": the real one
  bool testnet = false;  ///< the venue's own, with play money; not together with a url
  base::Secret key;      ///< both empty: public market data only
  base::Secret secret;   ///< an HMAC secret, or a private key as PEM
  /// How long after its stamp an order may still enter; the venue link must know the same.
  base::Duration receive_window = base::Seconds(5);
  uint64_t seed = 0;  ///< of the jitter between attempts to connect
};

struct VenueSpec {
  std::string name;                     ///< as in --venue
  std::string summary;                  ///< one line
  std::vector<std::string> markets;     ///< "spot", ...
  std::vector<std::string> timeframes;  ///< of its candles
  std::string key_variable;             ///< environment variable of the API key
  std::string secret_variable;          ///< environment variable of the secret
  bool has_testnet = false;
  std::string testnet_key_variable;     ///< likewise, of the testnet's own keys
  std::string testnet_secret_variable;  ///< likewise
  /// Makes a connector, which opens no connection yet. kUsage where the url or a key is not valid,
  /// or keys would travel unencrypted to another machine.
  std::function<base::Result<std::unique_ptr<execution::VenueConnector>>(
      net::Loop& loop, const base::Clock& clock, VenueAccess access)>
      open;
  /// Reads a recorded session of the venue's streams for one pair; null where it cannot.
  std::function<base::Result<market::BookRecording>(std::string_view text,
                                                    const core::Symbol& symbol)>
      read_recording = nullptr;
  /// Its files of whole days and months of candles; nothing where it publishes none.
  std::optional<BulkFiles> bulk = std::nullopt;
};

/// All of them, in the order of list.inc.
const std::vector<VenueSpec>& All();

/// The one of that name; kNotFound tells the nearest name and how to list them.
base::Result<const VenueSpec*> Find(std::string_view name);

// DescribeBinance() and its like: each folder of list.inc defines its own.
#define KEEL_VENUE(Name) VenueSpec Describe##Name();
#include "venues/list.inc"
#undef KEEL_VENUE

}  // namespace keel::venues
