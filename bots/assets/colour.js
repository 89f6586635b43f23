// The tokens of the brand from one colour of a portal, so that text on it and in it holds 4.5:1 in light and dark.

/** What text needs against its ground (WCAG 1.4.3). */
const ENOUGH = 4.5;
const BLACK = [0, 0, 0];
const WHITE = [255, 255, 255];
/** The paper of `tokens.css` and how much of the brand tints it. */
const SCHEMES = {
  light: { paper: WHITE, tint: 0.1, away: BLACK },
  dark: { paper: [24, 33, 29], tint: 0.16, away: WHITE },
};

/** The tokens for a scheme; `undefined` when the colour is none. */
export function brand(colour, scheme) {
  let tone = parse(colour);
  if (!tone) return undefined;
  const { paper, tint, away } = SCHEMES[scheme];
  let ground = mixed(paper, tone, tint);
  for (let step = 0; step < 40 && contrast(tone, ground) < ENOUGH; step += 1) {
    tone = mixed(tone, away, 0.06);
    ground = mixed(paper, tone, tint);
  }
  return {
    "--brand": css(tone),
    "--brand-strong": css(mixed(tone, away, 0.15)),
    "--on-brand": css(contrast(tone, WHITE) >= contrast(tone, BLACK) ? WHITE : BLACK),
    "--tint": css(ground),
  };
}

function parse(colour) {
  const digits = /^#?([\da-f]{3}|[\da-f]{6})$/i.exec(colour?.trim() ?? "")?.[1];
  if (!digits) return undefined;
  const pairs = digits.length === 3 ? [...digits].map((digit) => digit + digit) : digits.match(/../g);
  return pairs.map((pair) => parseInt(pair, 16));
}

function mixed(from, to, share) {
  return from.map((part, index) => Math.round(part + (to[index] - part) * share));
}

function css(parts) {
  return `rgb(${parts.join(" ")})`;
}

/** The contrast of two colours as WCAG 2 defines it. */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((left, right) => left - right);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(parts) {
  const [red, green, blue] = parts.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
