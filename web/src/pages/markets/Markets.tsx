export default function Markets() { return null; }
