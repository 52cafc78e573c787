// SPDX-License-Identifier: MIT
import type { ButtonHTMLAttributes } from 'react';

type Look = 'plain' | 'primary' | 'danger' | 'buy' | 'sell' | 'quiet';

const LOOKS: Record<Look, string> = {
  plain: 'border border-control/60 bg-panel text-text hover:bg-raised hover:text-strong',
  primary: 'border border-transparent bg-blue text-on-accent hover:opacity-90',
  danger: 'border border-red text-red hover:bg-red hover:text-on-accent',
  buy: 'border border-transparent bg-green text-on-accent hover:opacity-90',
  sell: 'border border-transparent bg-red text-on-accent hover:opacity-90',
  quiet: 'border border-transparent text-muted hover:bg-raised hover:text-strong',
};

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: 'small' | 'normal';
}

export function Button({ look = 'plain', size = 'normal', className = '', ...rest }: Props) {
  const height = size === 'small' ? 'h-6 px-2 text-xs' : 'h-8 px-3';
  return (
    <button
      type="button"
      className={`tap inline-flex items-center justify-center gap-1.5 rounded font-medium whitespace-nowrap disabled:cursor-not-allowed disabled:opacity-50 ${height} ${LOOKS[look]} ${className}`}
      {...rest}
    />
  );
}
