export default function Backtests() { return null; }
