// SPDX-License-Identifier: MIT
import {
  CandlestickSeries,
  createChart,
  createSeriesMarkers,
  HistogramSeries,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time as ChartTime,
  type UTCTimestamp,
} from 'lightweight-charts';
import { useEffect, useRef } from 'react';
import type { FillRow } from '@/api/types';
import { millis, minute, type Zone } from '@/format/time';
import { usePaintedTheme, useZone } from '@/settings/store';
import type { Bar } from './bars';
import { colour, fontFamily, gridColour, panelColour, textColour } from './colours';

interface Props {
  pair: string;
  bars: Bar[];
  fills: FillRow[];
  decimals: number;
}

interface Parts {
  chart: IChartApi;
  candles: ISeriesApi<'Candlestick'>;
  volumes: ISeriesApi<'Histogram'>;
  markers: ISeriesMarkersPluginApi<ChartTime>;
}

const SHOWN_BARS = 120;

export default function CandleChart({ pair, bars, fills, decimals }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const parts = useRef<Parts | null>(null);
  const theme = usePaintedTheme();
  const zone = useZone();

  useEffect(() => {
    if (!host.current) return;
    const made = makeChart(host.current, zone, decimals);
    parts.current = made;
    return () => {
      made.chart.remove();
      parts.current = null;
    };
  }, [theme, zone, decimals, pair]);

  const isEmpty = bars.length === 0;
  useEffect(() => {
    parts.current?.candles.setData(bars.map((bar) => ({ ...bar, time: bar.time as UTCTimestamp })));
    parts.current?.volumes.setData(bars.map(volumeOf));
  }, [bars, theme, zone, decimals, pair]);
  useEffect(() => {
    parts.current?.markers.setMarkers(markersOf(fills, bars));
  }, [fills, bars, theme, zone, decimals, pair]);
  useEffect(() => {
    const { chart } = parts.current ?? {};
    chart
      ?.timeScale()
      .setVisibleLogicalRange({ from: bars.length - SHOWN_BARS, to: bars.length + 5 });
    // Where the person has scrolled to is kept while bars are added.
  }, [isEmpty, theme, zone, decimals, pair]);

  return (
    <div
      role="img"
      aria-label={`Candles of ${pair} with own fills`}
      className="relative min-h-0 flex-1"
    >
      <div ref={host} className="absolute inset-0" />
    </div>
  );
}

function makeChart(element: HTMLElement, zone: Zone, decimals: number): Parts {
  const chart = createChart(element, {
    autoSize: true,
    layout: {
      background: { color: panelColour() },
      textColor: textColour(),
      fontFamily: fontFamily(),
      fontSize: 11,
      // It writes a style element, which the content policy refuses; Settings names the makers.
      attributionLogo: false,
    },
    grid: {
      vertLines: { color: gridColour(), style: 1 },
      horzLines: { color: gridColour(), style: 1 },
    },
    rightPriceScale: { borderColor: gridColour() },
    timeScale: { borderColor: gridColour(), timeVisible: true, tickMarkFormatter: tickIn(zone) },
    localization: { timeFormatter: (at: ChartTime) => minute(Number(at) * 1000, zone) },
    crosshair: { mode: 0 },
  });
  const candles = chart.addSeries(CandlestickSeries, {
    upColor: colour('green'),
    downColor: colour('red'),
    wickUpColor: colour('green'),
    wickDownColor: colour('red'),
    borderVisible: false,
    priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals },
  });
  const volumes = chart.addSeries(HistogramSeries, {
    priceScaleId: 'volume',
    priceFormat: { type: 'volume' },
    lastValueVisible: false,
    priceLineVisible: false,
  });
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.08, bottom: 0.22 } });
  volumes.priceScale().applyOptions({ scaleMargins: { top: 0.85, bottom: 0 } });
  return { chart, candles, volumes, markers: createSeriesMarkers(candles) };
}

/** Types of tick marks of the chart: 0 year, 1 month, 2 day, 3 and 4 times. */
function tickIn(zone: Zone) {
  return (at: ChartTime, type: number) => {
    const [day = '', clock = ''] = minute(Number(at) * 1000, zone).split(' ');
    if (type >= 3) return clock;
    return type === 2 ? day.slice(5) : day.slice(0, 7);
  };
}

function volumeOf({ time, open, close, volume }: Bar) {
  const tone = close >= open ? 'green' : 'red';
  return { time: time as UTCTimestamp, value: volume, color: colour(tone, 0.35) };
}

/** Own fills at the bars in which they fell. */
function markersOf(fills: FillRow[], bars: Bar[]) {
  const [first, second] = bars;
  if (!first) return [];
  const step = second ? second.time - first.time : 60;
  return fills
    .map((fill) => ({ fill, at: Math.floor(millis(fill.time) / 1000 / step) * step }))
    .filter(({ at }) => at >= first.time)
    .sort((a, b) => a.at - b.at)
    .map(({ fill, at }) => {
      const isBuy = fill.side === 'buy';
      return {
        time: at as UTCTimestamp,
        position: isBuy ? ('belowBar' as const) : ('aboveBar' as const),
        shape: isBuy ? ('arrowUp' as const) : ('arrowDown' as const),
        color: colour(isBuy ? 'blue' : 'yellow'),
      };
    });
}
