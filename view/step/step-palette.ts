/** Colours of the style sheet by name, read once. */
export class StepPalette {
  private readonly style = getComputedStyle(document.documentElement);
  private readonly known = new Map<string, string>();

  of(name: string): string {
    let colour = this.known.get(name);
    if (colour === undefined) this.known.set(name, (colour = this.style.getPropertyValue(`--${name}`).trim()));
    return colour;
  }
}
