/** What the profile's page does. It has to run in a browser by itself, so it stands here as text. */
export const PAGE_SCRIPT = String.raw`
const COLORS = ["#2e9e5b", "#c9a227", "#e07b39", "#f0b37e", "#7a6ff0", "#b39ddb", "#4fb0c6", "#d64545", "#a83279", "#5b8def", "#9aa0a6", "#6d4c41", "#c7ccd1"];
const NAMES = data.reasons.map((reason) => reason.replace("_", "-"));
const add = (a, b) => a.map((value, i) => value + b[i]);
const sum = (values) => values.reduce((total, value) => total + value, 0);
const zero = () => data.reasons.map(() => 0);
const count = (value) => value.toLocaleString("en-US").replaceAll(",", " ");
const percent = (part, whole) => (whole === 0 ? "0.0" : ((100 * part) / whole).toFixed(1));
const hex = (value) => "0x" + value.toString(16);

function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "onclick" || name === "onchange") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Clocks by reason as one bar; whole is what its full width stands for. */
function stack(clocks, whole) {
  const bar = make("div", { class: "stack" });
  clocks.forEach((value, reason) => {
    if (value === 0) return;
    const title = NAMES[reason] + ": " + count(value) + " clocks";
    bar.append(make("i", { style: "background:" + COLORS[reason] + ";width:" + (100 * value) / whole + "%", title }));
  });
  return bar;
}

/** Columns are [title, text of a row or an element, class]. */
function table(rows, columns) {
  const head = make("tr", {}, ...columns.map(([title, , kind]) => make("th", { class: kind ?? "" }, title)));
  const body = rows.map((row) =>
    make("tr", {}, ...columns.map(([, cell, kind]) => make("td", { class: kind ?? "" }, cell(row)))),
  );
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...body));
}

let core = -1;
const chosen = () => (core < 0 ? data.cores : [data.cores[core]]);

function functions() {
  const found = new Map();
  for (const { functions: own } of chosen()) {
    for (const [what, clocks] of own) found.set(what, found.has(what) ? add(found.get(what), clocks) : clocks);
  }
  const rows = [...found].map(([what, clocks]) => ({ what, clocks, all: sum(clocks) })).sort((a, b) => b.all - a.all);
  const whole = sum(rows.map(({ all }) => all));
  const most = Math.max(1, ...rows.map(({ all }) => all));
  return table(rows, [
    ["function", ({ what }) => data.functions[what], "text code"],
    ["clocks", ({ all }) => count(all)],
    ["%", ({ all }) => percent(all, whole)],
    ["issued", ({ clocks }) => count(clocks[0])],
    ["issued %", ({ clocks, all }) => percent(clocks[0], all)],
    ["clocks by reason", ({ clocks }) => stack(clocks, most), "bar"],
  ]);
}

const totalOf = (node) => node.children.reduce((all, child) => add(all, totalOf(child)), node.clocks);

function calls() {
  const box = make("div");
  for (const { hart, tree } of chosen()) {
    const whole = sum(totalOf(tree));
    const draw = (node, name, open) => {
      const clocks = totalOf(node);
      const own = sum(node.clocks);
      const text = name + "  " + count(sum(clocks)) + " clocks (" + percent(sum(clocks), whole) + " %), own " + count(own) + (node.calls > 0 ? ", called " + count(node.calls) + " x" : "");
      const element = make("details", open ? { open: "" } : {}, make("summary", {}, text, stack(clocks, whole)));
      const children = [...node.children].sort((a, b) => sum(totalOf(b)) - sum(totalOf(a)));
      for (const child of children) element.append(draw(child, data.functions[child.what], sum(totalOf(child)) > whole / 50));
      return element;
    };
    box.append(draw(tree, "core " + hart, true));
  }
  return box;
}

function source() {
  const box = make("div");
  if (data.files.length === 0) return make("p", {}, "The program has no source lines: compile it with -g.");
  const body = make("div");
  const show = (file) => {
    const byLine = new Map(file.lines);
    const most = Math.max(1, ...file.lines.map(([, clocks]) => sum(clocks)));
    const lines = file.text ?? Array.from({ length: Math.max(...file.lines.map(([line]) => line)) }, () => "");
    const rows = lines.map((text, i) => ({ line: i + 1, text, clocks: byLine.get(i + 1) ?? zero() }));
    body.replaceChildren(
      table(file.text === undefined ? rows.filter(({ clocks }) => sum(clocks) > 0) : rows, [
        ["clocks", ({ clocks }) => (sum(clocks) === 0 ? "" : count(sum(clocks)))],
        ["by reason", ({ clocks }) => (sum(clocks) === 0 ? "" : stack(clocks, most)), "bar"],
        ["line", ({ line }) => String(line)],
        ["source", ({ text }) => text, "text code"],
      ]),
    );
  };
  const select = make("select", { onchange: () => show(data.files[select.selectedIndex]) });
  for (const { file, lines } of data.files) {
    select.append(make("option", {}, file + " (" + count(sum(lines.map(([, clocks]) => sum(clocks)))) + " clocks)"));
  }
  box.append(make("p", {}, select, " clocks of all cores together"), body);
  show(data.files[0]);
  return box;
}

function loops() {
  const most = Math.max(1, ...data.loops.map(({ clocks }) => sum(clocks)));
  return table(data.loops, [
    ["loop", ({ where }) => where, "text code"],
    ["from", ({ start }) => hex(start), "code"],
    ["to", ({ end }) => hex(end), "code"],
    ["times back", ({ rounds }) => count(rounds)],
    ["clocks", ({ clocks }) => count(sum(clocks))],
    ["clocks a time", ({ clocks, rounds }) => (sum(clocks) / rounds).toFixed(1)],
    ["clocks by reason, all cores", ({ clocks }) => stack(clocks, most), "bar"],
  ]);
}

function conflicts() {
  if (data.conflicts.length === 0) return make("p", {}, "No access waited for a bank.");
  return table(data.conflicts, [
    ["waits", ({ loser }) => loser, "text code"],
    ["while the bank serves", ({ winner }) => winner, "text code"],
    ["clocks", ({ clocks }) => count(clocks)],
  ]);
}

function regions() {
  if (data.regions.length === 0) return make("p", {}, "The program marks no regions: region_begin(name) and region_end() do.");
  const rows = data.regions.filter(({ hart }) => core < 0 || hart === core);
  return table(rows, [
    ["region", ({ name }) => name, "text code"],
    ["core", ({ hart }) => String(hart)],
    ["times", ({ times }) => count(times)],
    ["clocks", ({ clocks }) => count(clocks)],
    ["clocks a time", ({ clocks, times }) => (clocks / times).toFixed(1)],
    ["% of the run", ({ clocks }) => percent(clocks, data.clocks)],
  ]);
}

const ROW = 16;
const LABEL = 110;

function hue(text) {
  let value = 7;
  for (const char of text) value = (value * 31 + char.charCodeAt(0)) % 360;
  return value;
}

function timeline() {
  const tracks = data.tracks.filter(({ spans }) => spans.length > 0);
  const rows = tracks.map(({ spans }) => 1 + Math.min(7, spans.reduce((most, [, depth]) => Math.max(most, depth), 0)));
  const height = sum(rows) * ROW + tracks.length * 6 + 22;
  const canvas = make("canvas", { height: String(height), style: "height:" + height + "px", tabindex: "0" });
  const tip = make("p", { id: "tip" }, "Wheel zooms, dragging moves, a double click shows all; + - and the arrow keys do the same.");
  let [from, to] = [0, Math.max(1, data.clocks)];
  const draw = () => {
    const width = canvas.clientWidth || 1200;
    const ratio = window.devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const pen = canvas.getContext("2d");
    pen.scale(ratio, ratio);
    pen.clearRect(0, 0, width, height);
    const ink = getComputedStyle(document.body).color;
    const x = (clock) => LABEL + ((clock - from) / (to - from)) * (width - LABEL);
    pen.font = "11px system-ui, sans-serif";
    pen.fillStyle = ink;
    const step = 10 ** Math.ceil(Math.log10((to - from) / 12));
    for (let clock = Math.ceil(from / step) * step; clock <= to; clock += step) {
      pen.globalAlpha = 0.15;
      pen.fillRect(x(clock), 0, 1, height);
      pen.globalAlpha = 1;
      pen.fillText(count(clock), x(clock) + 3, 12);
    }
    let top = 20;
    tracks.forEach(({ name, names, spans }, track) => {
      pen.fillStyle = ink;
      pen.fillText(name, 4, top + 12);
      for (const [what, depth, start, end] of spans) {
        if (end < from || start > to || depth > 7) continue;
        const left = Math.max(LABEL, x(start));
        const wide = Math.min(width, x(end)) - left;
        if (wide < 0.3) continue;
        pen.fillStyle = "hsl(" + hue(names[what]) + " 55% " + (70 - 4 * depth) + "%)";
        pen.fillRect(left, top + depth * ROW, Math.max(wide - 0.5, 0.5), ROW - 1);
        if (wide < 30) continue;
        pen.save();
        pen.beginPath();
        pen.rect(left, top + depth * ROW, wide - 2, ROW);
        pen.clip();
        pen.fillStyle = "#111";
        pen.fillText(names[what], left + 3, top + depth * ROW + 11.5);
        pen.restore();
      }
      top += rows[track] * ROW + 6;
    });
  };
  const limit = () => {
    const wide = Math.max(10, Math.min(to - from, data.clocks));
    from = Math.max(0, Math.min(from, data.clocks - wide));
    to = from + wide;
    draw();
  };
  const clockAt = (event) => from + ((event.offsetX - LABEL) / (canvas.clientWidth - LABEL)) * (to - from);
  const zoom = (clock, factor) => {
    from = clock - (clock - from) * factor;
    to = clock + (to - clock) * factor;
    limit();
  };
  canvas.onwheel = (event) => {
    event.preventDefault();
    zoom(clockAt(event), event.deltaY < 0 ? 0.8 : 1.25);
  };
  canvas.ondblclick = () => {
    [from, to] = [0, data.clocks];
    limit();
  };
  canvas.onkeydown = (event) => {
    const middle = (from + to) / 2;
    const part = (to - from) / 5;
    if (event.key === "+") zoom(middle, 0.5);
    else if (event.key === "-") zoom(middle, 2);
    else if (event.key === "ArrowLeft") [from, to] = [from - part, to - part];
    else if (event.key === "ArrowRight") [from, to] = [from + part, to + part];
    else return;
    event.preventDefault();
    limit();
  };
  let dragged = null;
  canvas.onpointerdown = (event) => {
    dragged = clockAt(event);
    canvas.setPointerCapture(event.pointerId);
    canvas.focus();
  };
  canvas.onpointerup = () => (dragged = null);
  canvas.onpointermove = (event) => {
    const clock = clockAt(event);
    if (dragged !== null) {
      from += dragged - clock;
      to += dragged - clock;
      limit();
      return;
    }
    let top = 20;
    let text = "clock " + count(Math.round(Math.max(0, clock)));
    tracks.forEach(({ name, names, spans }, track) => {
      const depth = Math.floor((event.offsetY - top) / ROW);
      if (depth >= 0 && depth < rows[track]) {
        const found = spans.find(([, at, start, end]) => at === depth && start <= clock && clock < end);
        if (found !== undefined) {
          text += ", " + name + ": " + names[found[0]] + ", clocks " + count(found[2]) + " to " + count(found[3]) + " (" + count(found[3] - found[2]) + ")";
        }
      }
      top += rows[track] * ROW + 6;
    });
    tip.textContent = text;
  };
  window.onresize = draw;
  requestAnimationFrame(draw);
  const dropped = Math.max(0, ...data.tracks.map(({ shortest }) => shortest));
  const note = dropped > 0 ? make("p", {}, "Spans below " + count(dropped) + " clocks are left out: there were too many.") : "";
  return make("div", {}, tip, canvas, note);
}

const VIEWS = { Functions: functions, Calls: calls, Source: source, Loops: loops, "Bank conflicts": conflicts, Regions: regions, "Time line": timeline };
let view = "Functions";

function show() {
  for (const button of document.querySelectorAll("nav button")) {
    button.setAttribute("aria-selected", String(button.textContent === view));
  }
  document.getElementById("view").replaceChildren(VIEWS[view]());
}

function start() {
  const coreClocks = data.cores.map(({ tree }) => totalOf(tree));
  const overview = make("div", { class: "overview" });
  coreClocks.forEach((clocks, i) => {
    const issued = percent(clocks[0], sum(clocks)) + " % issued";
    overview.append(make("span", {}, "core " + data.cores[i].hart), stack(clocks, Math.max(1, sum(clocks))), make("span", {}, issued));
  });
  const used = NAMES.map((name, reason) => [name, reason]).filter(([, reason]) => coreClocks.some((clocks) => clocks[reason] > 0));
  const legend = make("div", { class: "legend" }, ...used.map(([name, reason]) => make("span", { style: "--c:" + COLORS[reason] }, name)));
  const select = make("select", {
    onchange: () => {
      core = select.selectedIndex - 1;
      show();
    },
  });
  select.append(make("option", {}, "all cores"), ...data.cores.map(({ hart }) => make("option", {}, "core " + hart)));
  const buttons = Object.keys(VIEWS).map((name) =>
    make("button", { onclick: () => ((view = name), show()) }, name),
  );
  document.body.append(
    make("h1", {}, data.program),
    make("p", {}, count(data.clocks) + " clocks, " + data.cores.length + (data.cores.length === 1 ? " core" : " cores")),
    overview,
    legend,
    make("nav", {}, ...buttons, make("label", {}, select)),
    make("div", { id: "view" }),
  );
  const wanted = decodeURIComponent(location.hash.slice(1));
  if (wanted in VIEWS) view = wanted;
  show();
}
start();
`;
