/** Colours that stay apart for colour-blind readers (Okabe and Ito). */
export const OKABE_ITO = {
  orange: "#e69f00",
  sky: "#56b4e9",
  green: "#009e73",
  yellow: "#f0e442",
  blue: "#0072b2",
  vermillion: "#d55e00",
  purple: "#cc79a7",
} as const;

/** Colours of what carries no data, on a light page. */
export const INK = "#1d2733";
export const QUIET = "#5b6876";
export const LINE = "#d5dbe2";
export const PAGE = "#ffffff";
/** Clocks that nobody wants to see stand out. */
export const PALE = "#c3ccd6";
export const DEEP_BLUE = "#00476f";
export const PLUM = "#8b3a68";

/** What stands for a colour on a dark page; the others stay as they are. */
export const ON_DARK: Readonly<Record<string, string>> = {
  [INK]: "#e3e8ee",
  [QUIET]: "#98a5b3",
  [LINE]: "#333d48",
  [PAGE]: "#14191f",
  [PALE]: "#46525f",
  [DEEP_BLUE]: "#b5dcf4",
  [PLUM]: "#f0c3dc",
  [OKABE_ITO.blue]: "#2f93d1",
};

/** Colours of lines and points, in the order in which series take them. */
export const SERIES: readonly string[] = [
  OKABE_ITO.blue,
  OKABE_ITO.vermillion,
  OKABE_ITO.green,
  OKABE_ITO.purple,
  OKABE_ITO.orange,
  OKABE_ITO.sky,
  QUIET,
  DEEP_BLUE,
];

/** Makes a picture in SVG follow the reader's colour scheme. Viewers without style sheets show the light one. */
export function adaptive(svg: string): string {
  const rules = Object.entries(ON_DARK).flatMap(([light, dark]) =>
    ["fill", "stroke"].filter((name) => svg.includes(`${name}="${light}"`)).map((name) => rule(name, light, dark)),
  );
  const style = `<style>@media (prefers-color-scheme:dark){${rules.join("")}}</style>`;
  return svg.replace(/^<svg [^>]*>/, (head) => `${head}${style}`);
}

function rule(name: string, light: string, dark: string): string {
  return `svg[${name}="${light}"],svg [${name}="${light}"]{${name}:${dark}}`;
}
