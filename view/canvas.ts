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

/** A canvas as large as its place on the page, in CSS pixels at the resolution of the screen. */
export class Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly context: CanvasRenderingContext2D;
  width = 0;
  height = 0;

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
    const ratio = devicePixelRatio;
    this.width = clientWidth;
    this.height = clientHeight;
    canvas.width = Math.max(1, Math.round(clientWidth * ratio));
    canvas.height = Math.max(1, Math.round(clientHeight * ratio));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  clear(colour: string): void {
    this.context.fillStyle = colour;
    this.context.fillRect(0, 0, this.width, this.height);
  }
}

/** Text in one colour and font, its vertical middle at `y`; cut to `room` pixels where that is given. */
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

/** Pixels of a character in `MONO`. */
export const MONO_WIDTH = 6.05;
