// SPDX-License-Identifier: MIT
// The public archives of candles as Binance lays them out, made of the exchange's own candles:
// /data/spot/monthly/klines/BTCUSDT/1m/BTCUSDT-1m-2024-01.zip and beside it .zip.CHECKSUM.
#pragma once

#include <string_view>

#include "exchange/server_parts.h"
#include "net/http.h"

namespace keel::exchange {

/// The answer to a GET below /data/; 404 for what is no such archive, or of a month or day that is
/// not over.
net::HttpResponse AnswerBulkFile(const ServerParts& parts, std::string_view target);

}  // namespace keel::exchange
