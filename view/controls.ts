import { ERRATA, ERRATUM_NAMES } from "../hw/redmule/errata.js";
import { OPERATIONS, TENSOR_FORMATS } from "../hw/redmule/operation.js";
import { DEFAULT_FIELDS, FIELD_NAMES, fromHash, type FieldName, type Fields } from "./setup.js";

/** Clocks a frame, with their names; the screen shows about 60 frames a second. */
export const SPEEDS: readonly (readonly [clocks: number, name: string])[] = [
  [1 / 30, "2 clocks/s"],
  [1 / 10, "6 clocks/s"],
  [1 / 4, "15 clocks/s"],
  [1, "1 a frame"],
  [4, "4 a frame"],
  [16, "16 a frame"],
  [64, "64 a frame"],
  [512, "512 a frame"],
  [4096, "fast forward"],
];
const FIRST_SPEED = 2;

/** Jobs worth a look, as addresses of the page. */
const EXAMPLES: readonly (readonly [name: string, hash: string])[] = [
  ["GEMM 48 x 64 x 64", "#"],
  ["E2: a mux keeps a withdrawn winner", "#errata=E2&stall=0.1&m=24&n=32&k=32"],
  ["E1: MATMUL waits for Y", "#errata=E1&op=MATMUL&m=13&n=1&k=1"],
  ["E7: rows beyond M", "#errata=E7&m=1&n=1&k=3"],
  ["cores load the banks", "#load=0.3"],
  ["cores load, RedMulE first", "#load=0.3&priority=redmule"],
  ["96 x 96 x 96", "#m=96&n=96&k=96"],
  ["FP8 on 12x8x3", "#m=48&n=64&k=64&fmt=fp8&array=12x8x3"],
  ["leftovers everywhere", "#m=13&n=19&k=21"],
  ["small array 4x2x1", "#m=8&n=8&k=8&array=4x2x1"],
  ["large array 32x32x3", "#m=64&n=64&k=128&array=32x32x3"],
];

/** The choice that opens a file. */
const STEP = "step";

export function byId<T extends HTMLElement>(id: string): T {
  return document.querySelector<T>(`#${id}`)!;
}

function fill(select: HTMLSelectElement, options: readonly (readonly [value: string, text: string])[]): void {
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
}

/** Fields in the sheet behind "more", with the words that name a value that is not the default. */
const MORE = {
  load: "load",
  stall: "stall",
  priority: "priority",
  tcdmKib: "TCDM KiB",
  seed: "seed",
  ce: "elements",
} as const satisfies Partial<Record<FieldName, string>>;

/** The form with the job and the design. */
export class SetupForm {
  private readonly form = byId<HTMLFormElement>("setup");
  private readonly sheet = byId("errata");

  /** @param changed takes the fields, and an example's too, when a reader has chosen others */
  constructor(changed: (fields: Fields, clock: number | null) => void) {
    const same = (names: readonly string[]) => names.map((name) => [name, name] as const);
    fill(this.input("op") as HTMLSelectElement, same(OPERATIONS));
    fill(this.input("fmt") as HTMLSelectElement, same(Object.keys(TENSOR_FORMATS)));
    fill(this.input("priority") as HTMLSelectElement, [
      ["cores", "cores"],
      ["redmule", "RedMulE"],
    ]);
    fill(this.input("ce") as HTMLSelectElement, same(["simd", "staged"]));
    const examples = byId<HTMLSelectElement>("examples");
    fill(examples, [
      ["", "examples …"],
      ...EXAMPLES.map(([name, hash]) => [hash, name] as const),
      [STEP, "a training step from a file …"],
    ]);
    examples.addEventListener("change", () => {
      const { value } = examples;
      examples.value = "";
      if (value === STEP) {
        byId("step-file").click();
        return;
      }
      const { fields, clock } = fromHash(value);
      this.show(fields);
      changed(fields, clock);
    });
    this.sheet.replaceChildren(...ERRATUM_NAMES.map((name) => erratumBox(name, ERRATA[name])));
    this.form.addEventListener("change", ({ target }) => {
      if (target !== examples) changed(this.fields, null);
    });
    this.form.addEventListener("submit", (event) => event.preventDefault());
    document.addEventListener("pointerdown", ({ target }) => {
      const more = byId<HTMLDetailsElement>("more");
      if (!more.contains(target as Node)) more.open = false;
    });
  }

  private input(name: FieldName): HTMLInputElement | HTMLSelectElement {
    return this.form.elements.namedItem(name) as HTMLInputElement | HTMLSelectElement;
  }

  private get boxes(): readonly HTMLInputElement[] {
    return [...this.sheet.querySelectorAll("input")];
  }

  get fields(): Fields {
    const fields = { ...DEFAULT_FIELDS };
    for (const name of FIELD_NAMES) if (name !== "errata") fields[name] = this.input(name).value.trim();
    const on = this.boxes.filter((box) => box.checked).map((box) => box.value);
    this.summarise(fields, on);
    return { ...fields, errata: on.join(",") };
  }

  show(fields: Fields): void {
    for (const name of FIELD_NAMES) if (name !== "errata") this.input(name).value = fields[name];
    const on = fields.errata.toUpperCase().split(",");
    for (const box of this.boxes) box.checked = on.includes(box.value);
    this.summarise(
      fields,
      this.boxes.filter((box) => box.checked).map((box) => box.value),
    );
  }

  /** What is not as usual, beside the word that opens the sheet. */
  private summarise(fields: Fields, on: readonly string[]): void {
    const names = Object.keys(MORE) as (keyof typeof MORE)[];
    const others = names.filter((name) => fields[name] !== DEFAULT_FIELDS[name]);
    const errata = on.length > 3 ? [`${on.length} of ${this.boxes.length} errata`] : on;
    const words = [...others.map((name) => `${MORE[name]} ${fields[name]}`), ...errata];
    byId("more").querySelector(".long")!.textContent = words.length === 0 ? "more" : `more: ${words.join(", ")}`;
    byId("more").querySelector(".short")!.textContent = words.length === 0 ? "more" : `more (${words.length})`;
  }
}

function erratumBox(name: string, text: string): HTMLLabelElement {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = name;
  const bold = document.createElement("b");
  bold.textContent = name;
  label.append(box, " ", bold, ` ${text}`);
  return label;
}

/** What the buttons and keys do. */
export interface Transport {
  /** Shows a clock; Infinity is the end. */
  go(clock: number): void;
  /** So many clocks on, back when negative. */
  step(clocks: number): void;
  toggleRun(): void;
  redraw(): void;
  zoom(factor: number): void;
  /** Shows all clocks in the waveforms. */
  fit(): void;
}

/** The buttons under the form. */
export class TransportBar {
  private readonly runButton = byId<HTMLButtonElement>("run");
  private readonly speed = byId<HTMLSelectElement>("speed");
  private readonly bitsBox = byId<HTMLInputElement>("bits");
  private readonly clock = byId<HTMLInputElement>("clock");

  constructor(transport: Transport) {
    fill(
      this.speed,
      SPEEDS.map(([, name], i) => [String(i), name] as const),
    );
    this.speed.value = String(FIRST_SPEED);
    const click = (id: string, act: () => void): void => byId(id).addEventListener("click", act);
    click("first", () => transport.go(0));
    click("last", () => transport.go(Infinity));
    click("back", () => transport.step(-1));
    click("step", () => transport.step(1));
    click("run", () => transport.toggleRun());
    click("help", () => byId<HTMLDialogElement>("keys").showModal());
    this.bitsBox.addEventListener("change", () => transport.redraw());
    this.clock.addEventListener("change", () => transport.go(Math.trunc(Number(this.clock.value)) || 0));
  }

  get clocksPerFrame(): number {
    return SPEEDS[Number(this.speed.value)][0];
  }

  /** The next faster speed, or slower for -1. */
  changeSpeed(by: number): void {
    this.speed.value = String(Math.min(SPEEDS.length - 1, Math.max(0, Number(this.speed.value) + by)));
  }

  get asBits(): boolean {
    return this.bitsBox.checked;
  }

  toggleBits(): void {
    this.bitsBox.checked = !this.bitsBox.checked;
  }

  show(clock: number, running: boolean): void {
    const text = running ? "❚❚ pause" : "▶ run";
    if (this.runButton.textContent !== text) this.runButton.textContent = text;
    if (document.activeElement !== this.clock) this.clock.value = String(clock);
  }
}
