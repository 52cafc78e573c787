// SPDX-License-Identifier: MIT
// How fast rows of other people's files become bars: `build/release/bench/import_bench`, rows/s on
// one core. Parsing alone from memory, then the whole import from disk to a synced catalog.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <zlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/check.h"
#include "storage/import.h"

namespace keel {
namespace {

constexpr int64_t kRows = 1'000'000;
constexpr int64_t kFirst = 1'502'942'400'000;
constexpr int64_t kMinute = 60'000;

// A price path without a random source: the benchmark is about text.
double PriceAt(int64_t row) { return 20'000 + 5'000 * std::sin(static_cast<double>(row) * 1e-4); }

std::string Csv() {
  std::string text = "timestamp_ms,open,high,low,close,volume\n";
  for (int64_t i = 0; i < kRows; ++i) {
    const double price = PriceAt(i);
    text += fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f},{:.6f}\n", kFirst + i * kMinute, price,
                        price + 12.34, price - 9.87, price + 1.5, static_cast<double>(i % 977) / 7);
  }
  return text;
}

std::string BinanceCsv() {
  std::string text;
  for (int64_t i = 0; i < kRows; ++i) {
    const double price = PriceAt(i);
    const int64_t open = kFirst + i * kMinute;
    text += fmt::format("{},{:.8f},{:.8f},{:.8f},{:.8f},{:.8f},{},{:.8f},{},{:.8f},{:.8f},0\n",
                        open, price, price + 12.34, price - 9.87, price + 1.5,
                        static_cast<double>(i % 977) / 7, open + kMinute - 1,
                        price * static_cast<double>(i % 977) / 7, i % 500, 1.25, price * 1.25);
  }
  return text;
}

std::string IsoCsv() {
  std::string text = "timestamp,open,high,low,close,volume\n";
  for (int64_t i = 0; i < kRows; ++i) {
    const double price = PriceAt(i);
    const std::string time = base::FormatIso({(kFirst + i * kMinute) * 1'000'000});
    text += fmt::format("{},{:.2f},{:.2f},{:.2f},{:.2f},{:.6f}\n", time, price, price + 12.34,
                        price - 9.87, price + 1.5, static_cast<double>(i % 977) / 7);
  }
  return text;
}

std::string Json() {
  std::string text = "[";
  for (int64_t i = 0; i < kRows; ++i) {
    const double price = PriceAt(i);
    text += fmt::format("{}[{},{:.2f},{:.2f},{:.2f},{:.2f},{:.6f}]", i == 0 ? "" : ",",
                        kFirst + i * kMinute, price, price + 12.34, price - 9.87, price + 1.5,
                        static_cast<double>(i % 977) / 7);
  }
  return text + "]";
}

std::string Gzip(const std::string& text) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib");
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib");
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

void Report(benchmark::State& state, size_t bytes) {
  const auto rounds = static_cast<double>(state.iterations());
  state.counters["rows/s"] =
      benchmark::Counter(rounds * static_cast<double>(kRows), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations()) * static_cast<int64_t>(bytes));
}

void Parse(benchmark::State& state, const std::string& text, const std::string& name) {
  for (auto unused : state) {
    const auto rows = storage::CountImportable(name, text);
    CHECK(rows && *rows == kRows, "the benchmark's own rows were not read");
  }
  Report(state, text.size());
}

void WholeImport(benchmark::State& state, const std::string& text, const std::string& name) {
  const auto folder = std::filesystem::temp_directory_path() / "keel-import-bench";
  std::filesystem::create_directories(folder);
  storage::ImportRequest request;
  request.paths = {(folder / name).string()};
  request.venue = "bench";
  request.overwrite = true;
  std::ofstream(request.paths[0], std::ios::binary) << text;
  const storage::Catalog catalog((folder / "catalog").string());
  for (auto unused : state) {
    const auto report = storage::Import(catalog, request);
    CHECK(report && report->rows_read == kRows, "the benchmark's own rows were not imported");
  }
  Report(state, text.size());
  std::filesystem::remove_all(folder);
}

void Parsed(benchmark::State& state, std::string (*make)(), const char* name) {
  Parse(state, make(), name);
}
void ParsedGzip(benchmark::State& state) { Parse(state, Gzip(Csv()), "x.csv.gz"); }
void Imported(benchmark::State& state) { WholeImport(state, Csv(), "BTCUSDT_1m.csv"); }
void ImportedGzip(benchmark::State& state) { WholeImport(state, Gzip(Csv()), "BTCUSDT_1m.csv.gz"); }

BENCHMARK_CAPTURE(Parsed, csv, &Csv, "x.csv")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Parsed, csv_iso_times, &IsoCsv, "x.csv")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Parsed, binance_csv, &BinanceCsv, "x.csv")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Parsed, freqtrade_json, &Json, "x.json")->Unit(benchmark::kMillisecond);
BENCHMARK(ParsedGzip)->Unit(benchmark::kMillisecond);
BENCHMARK(Imported)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(ImportedGzip)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace keel

BENCHMARK_MAIN();
