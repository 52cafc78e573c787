// SPDX-License-Identifier: MIT
// The pictures of the interface: strokes on a 16 by 16 grid. They are decoration beside a text or
// an accessible name.

const PATHS = {
  overview: 'M2 9h5V2H2zM9 14h5V7H9zM2 14h5v-3H2zM9 5h5V2H9z',
  markets: 'M2 12l4-5 3 3 5-7M10.5 3H14v3.5',
  trade: 'M4 2v2m0 6v4M2.5 4h3v6h-3zM11.5 2v4m0 5v3M10 6h3v5h-3z',
  orders: 'M5.5 4H14M5.5 8H14M5.5 12H14M2 4h.5M2 8h.5M2 12h.5',
  execution: 'M2 13h3v-3h3V7h3V4h3',
  portfolio: 'M2 5h12v8H2zM5.5 5V3h5v2M2 8.5h12',
  strategies: 'M8 2l6 3-6 3-6-3zM2 8l6 3 6-3M2 11l6 3 6-3',
  decisions: 'M8 2v3M3 14V9l5-4 5 4v5M8 5v9',
  risk: 'M8 1.5l5.5 2V8c0 3.3-2.3 5.5-5.5 6.5C4.800 13.500 2.500 11.300 2.500 8V3.500zM8 5v3.500M8 11v.2',
  montecarlo: 'M2 8h4M6 8l8-5M6 8l8-2M6 8h8M6 8l8 2M6 8l8 5',
  regimes: 'M2 11h4V5h4v3h4M2 14h12',
  options: 'M2 11h6l6-7M2 14h12',
  backtests: 'M2.500 8a5.500 5.500 0 1 0 1.800-4M2.500 2v3h3M8 5v3l2.200 1.500',
  optimise: 'M2 2h5v5H2zM9 2h5v5H9zM2 9h5v5H2zM11.500 9v5M9 11.500h5',
  robustness: 'M8 2v3M8 11v3M2 8h3M11 8h3M8 5.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z',
  data: 'M2.500 4c0-1.300 2.500-2 5.500-2s5.500.7 5.500 2-2.500 2-5.500 2-5.500-.7-5.500-2zM2.500 4v8c0 1.300 2.500 2 5.500 2s5.500-.7 5.500-2V4M2.500 8c0 1.300 2.500 2 5.500 2s5.500-.7 5.500-2',
  alerts: 'M3.500 11.500V7a4.500 4.500 0 0 1 9 0v4.500L14 13H2zM6.500 13.500a1.500 1.500 0 0 0 3 0',
  system: 'M2 3h12v4H2zM2 9h12v4H2zM4.500 5h.2M4.500 11h.2',
  settings: 'M2 4.500h6M12 4.500h2M2 11.500h2M8 11.500h6M10 2.800v3.400M6 9.800v3.400',
  audit: 'M4 2h6l3 3v9H4zM10 2v3h3M6.500 8h4M6.500 11h4',
  api: 'M5.500 2.500c-1.500 0-2 .7-2 2v2L2 8l1.500 1.500v2c0 1.300.5 2 2 2M10.500 2.500c1.500 0 2 .7 2 2v2L14 8l-1.500 1.500v2c0 1.300-.5 2-2 2',
  more: 'M3 8h.2M8 8h.2M13 8h.2',
  search: 'M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.500 10.500L14 14',
  sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M3 13l1-1M12 4l1-1',
  moon: 'M13.500 9.500A6 6 0 0 1 6.500 2.500a6 6 0 1 0 7 7z',
  user: 'M8 2.500a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600zM2.500 14c.5-2.800 2.700-4 5.500-4s5 1.200 5.500 4',
  fold: 'M2 2.500h12v11H2zM6 2.500v11M11 6L9 8l2 2',
  unfold: 'M2 2.500h12v11H2zM6 2.500v11M9 6l2 2-2 2',
  close: 'M3.500 3.500l9 9M12.500 3.500l-9 9',
  check: 'M2.500 8.500l3.500 3.500 7.500-8',
  warning: 'M8 2l6.500 11.500h-13zM8 6.500v3M8 11.500v.2',
  stop: 'M5.200 1.800h5.600l3.400 3.400v5.600l-3.400 3.400H5.200l-3.400-3.400V5.200zM5.500 8h5',
  note: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 7.500V11M8 5v.2',
  download: 'M8 2v8M4.500 7L8 10.500 11.500 7M2.500 13.500h11',
  external: 'M6 3H3v10h10v-3M9 2.500h4.500V7M13.500 2.500L7.500 8.500',
  star: 'M8 2l1.800 3.900 4.200.5-3.100 2.900.8 4.200L8 11.400l-3.700 2.100.8-4.200L2 6.400l4.200-.5z',
  plug: 'M5.500 2v3.500M10.500 2v3.500M3.500 5.500h9V8a4.500 4.500 0 0 1-9 0zM8 12.500V15',
  flask: 'M6 2h4M6.800 2v4.500L3 13.500h10L9.200 6.500V2M5 10.500h6',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({
  name,
  size = 16,
  filled,
}: {
  name: IconName;
  size?: number;
  filled?: boolean;
}) {
  return (
    <svg
      aria-hidden
      className="shrink-0"
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill={filled ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.5 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
