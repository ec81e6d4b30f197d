/** A rectangle in CSS pixels. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const SANS = '11px system-ui, "DejaVu Sans", sans-serif';
export const SMALL = '10px system-ui, "DejaVu Sans", sans-serif';
export const MONO = '10px ui-monospace, "DejaVu Sans Mono", monospace';

/** From this size of the window on everything is drawn larger by `LARGER`; style.css does the same. */
const LARGE = "(min-width: 1600px) and (min-height: 850px)";
const LARGER = 1.22;

/** A canvas as large as its place on the page; its unit is a CSS pixel, or more in a large window. */
export class Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  /** In units. */
  width = 0;
  height = 0;
  /** CSS pixels of a unit. */
  private zoom = 1;

  /** @param resized called whenever the place has another size */
  constructor(id: string, resized: () => void) {
    this.canvas = document.querySelector<HTMLCanvasElement>(`#${id}`)!;
    this.context = this.canvas.getContext("2d", { alpha: false })!;
    new ResizeObserver(() => {
      this.fit();
      resized();
    }).observe(this.canvas);
    this.fit();
  }

  private fit(): void {
    const { canvas, context } = this;
    const { clientWidth, clientHeight } = canvas;
    this.zoom = matchMedia(LARGE).matches ? LARGER : 1;
    this.width = clientWidth / this.zoom;
    this.height = clientHeight / this.zoom;
    canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    const scale = devicePixelRatio * this.zoom;
    context.setTransform(scale, 0, 0, scale, 0, 0);
  }

  /** A CSS pixel, in units. */
  get pixel(): number {
    return 1 / this.zoom;
  }

  /** The page does not show the canvas now. */
  get hidden(): boolean {
    return this.width === 0 || this.height === 0;
  }

  /** Where the mouse is, in units. */
  point({ offsetX, offsetY }: MouseEvent): { readonly x: number; readonly y: number } {
    return { x: offsetX / this.zoom, y: offsetY / this.zoom };
  }

  clear(colour: string): void {
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, this.width, this.height);
  }
}

/** Text in one colour and font, its vertical middle at `y`. */
export function label(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  colour: string,
  font = SANS,
  align: CanvasTextAlign = "left",
): void {
  context.font = font;
  context.fillStyle = colour;
  context.textAlign = align;
  context.textBaseline = "middle";
  context.fillText(text, x, y);
}

/** The part of a text in `MONO` that fits so many pixels, an ellipsis at its end where it is cut. */
export function fitting(text: string, room: number): string {
  const most = Math.floor(room / MONO_WIDTH);
  return text.length <= most ? text : most < 2 ? "" : `${text.slice(0, most - 1)}…`;
}

/** The first of some texts, longest first, that fits so many pixels; nothing where none does. */
export function roomiest(
  context: CanvasRenderingContext2D,
  texts: readonly string[],
  room: number,
  font = SANS,
): string {
  context.font = font;
  return texts.find((text) => context.measureText(text).width <= room) ?? "";
}

/** Pixels of a character in `MONO`. */
export const MONO_WIDTH = 6.05;
