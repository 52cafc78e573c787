// SPDX-License-Identifier: MIT
// Canvases know no CSS variables: their colours are read from the theme that is painted.

export type ColourName = 'blue' | 'green' | 'red' | 'yellow' | 'muted';

const VARIABLES: Record<ColourName, string> = {
  blue: '--accent-blue',
  green: '--accent-green',
  red: '--accent-red',
  yellow: '--accent-yellow',
  muted: '--text-secondary',
};

function variable(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function colour(name: ColourName, alpha = 1): string {
  const hex = variable(VARIABLES[name]);
  return alpha === 1
    ? hex
    : hex +
        Math.round(alpha * 255)
          .toString(16)
          .padStart(2, '0');
}

export const gridColour = () => variable('--border-color');
export const panelColour = () => variable('--bg-secondary');
export const textColour = () => variable('--text-secondary');
export const fontFamily = () => getComputedStyle(document.body).fontFamily;
