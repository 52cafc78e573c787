export default function Strategies() { return null; }
