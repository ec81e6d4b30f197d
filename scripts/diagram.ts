/** Draws docs/block-diagram.svg: every box carries the file that holds the block. Run: npx tsx scripts/diagram.ts */
import { writeFileSync } from "node:fs";

const STYLE = `
  .page { fill: #ffffff } .frame { fill: none; stroke: #6a737d; stroke-width: 1.2 }
  .box { fill: #eef3fa; stroke: #33507a; stroke-width: 1.2 } .data { fill: #fdf1de; stroke: #8a5a12 }
  .cell { fill: #fbdfb3; stroke: #8a5a12; stroke-width: 0.8 } .memory { fill: #e6f4e6; stroke: #2f6b35 }
  text { font-family: system-ui, "DejaVu Sans", sans-serif; font-size: 13px; fill: #1b1f24 }
  .file { font-size: 10.5px; fill: #57606a } .title { font-weight: bold }
  .wire { fill: none; stroke: #1b1f24; stroke-width: 1.6 } .control { stroke: #33507a; stroke-width: 1.1; stroke-dasharray: 4 3 }
  .head { fill: #1b1f24 }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } .frame { stroke: #8b949e } .box { fill: #17263d; stroke: #7aa2e0 }
    .data { fill: #33260f; stroke: #e0a84a } .cell { fill: #5a4318; stroke: #e0a84a } .memory { fill: #142c18; stroke: #6cc07a }
    text { fill: #e6edf3 } .file { fill: #9da7b3 } .wire { stroke: #e6edf3 } .control { stroke: #7aa2e0 } .head { fill: #e6edf3 }
  }`;

const parts: string[] = [];
const draw = (svg: string): number => parts.push(`  ${svg}`);

function text(x: number, y: number, content: string, cls = "", anchor = "middle"): void {
  draw(`<text x="${x}" y="${y}" class="${cls}" text-anchor="${anchor}">${content}</text>`);
}

function box(x: number, y: number, w: number, h: number, name: string, file: string, cls = ""): void {
  draw(`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="4" class="box ${cls}"/>`);
  text(x + w / 2, y + h / 2 - (file ? 3 : -4), name);
  if (file) text(x + w / 2, y + h / 2 + 12, file, "file");
}

function frame(x: number, y: number, w: number, h: number, name: string, file: string, indent = 12): void {
  draw(`<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="8" class="frame"/>`);
  draw(
    `<text x="${x + indent}" y="${y + 19}"><tspan class="title">${name}</tspan><tspan class="file" dx="10">${file}</tspan></text>`,
  );
}

/** A line through corners given as x, y pairs, with an arrow head at its end. */
function arrow(points: readonly number[], cls = ""): void {
  const pairs: string[] = [];
  for (let i = 0; i < points.length; i += 2) pairs.push(`${points[i]},${points[i + 1]}`);
  draw(`<polyline points="${pairs.join(" ")}" class="wire ${cls}" marker-end="url(#head)"/>`);
}

function drawRedmule(): void {
  frame(230, 20, 750, 478, "RedMulE", "hw/redmule/redmule.ts");
  box(250, 56, 125, 48, "register file", "register-file.ts");
  box(395, 56, 105, 48, "tiler", "tiler.ts");
  box(520, 56, 115, 48, "controller", "controller.ts");
  box(655, 56, 125, 48, "scheduler", "scheduler.ts");
  box(800, 56, 160, 48, "memory scheduler", "memory-scheduler.ts");
  arrow([375, 80, 395, 80]);
  arrow([500, 80, 520, 80]);
  arrow([635, 80, 655, 80]);

  box(250, 170, 120, 150, "X buffer", "x-buffer.ts", "data");
  drawEngine(420, 150);
  box(420, 286, 330, 42, "W buffer", "w-buffer.ts", "data");
  box(820, 170, 120, 150, "Z buffer (Y, Z)", "z-buffer.ts", "data");
  arrow([370, 220, 420, 220]);
  arrow([585, 286, 585, 268]);
  arrow([820, 195, 750, 195]);
  arrow([750, 240, 820, 240]);
  text(785, 188, "Y", "file");
  text(785, 254, "results", "file");

  arrow([717, 104, 717, 150], "control");
  arrow([717, 128, 310, 128, 310, 170], "control");
  arrow([717, 128, 850, 128, 850, 170], "control");

  frame(250, 346, 710, 140, "streamer", "streamer.ts", 280);
  box(265, 378, 130, 44, "X load channel", "load-channel.ts", "data");
  box(420, 378, 130, 44, "W load channel", "load-channel.ts", "data");
  box(660, 378, 130, 44, "Y load channel", "load-channel.ts", "data");
  box(815, 378, 130, 44, "Z store channel", "store-channel.ts", "data");
  box(420, 444, 370, 34, "channel muxes: X, W, Y/Z (channel-mux.ts)", "");
  arrow([345, 378, 345, 320]);
  arrow([485, 378, 485, 328]);
  arrow([725, 378, 725, 338, 845, 338, 845, 320]);
  arrow([890, 320, 890, 378]);
  arrow([420, 461, 330, 461, 330, 422]);
  arrow([485, 444, 485, 422]);
  arrow([725, 444, 725, 422]);
  arrow([880, 422, 880, 461, 790, 461]);
  arrow([970, 346, 970, 400, 960, 400], "control");
  draw(`<polyline points="960,80 970,80 970,350" class="wire control"/>`);
}

function drawEngine(x: number, y: number): void {
  draw(`<rect x="${x}" y="${y}" width="330" height="118" rx="4" class="box data"/>`);
  text(x + 165, y + 17, "engine: L rows of H compute elements");
  for (let row = 0; row < 3; row++) {
    for (let ce = 0; ce < 4; ce++) {
      const left = x + 24 + ce * 76;
      const top = y + 28 + row * 23;
      draw(`<rect x="${left}" y="${top}" width="52" height="16" class="cell"/>`);
      if (ce < 3) arrow([left + 52, top + 8, left + 76, top + 8]);
    }
  }
  text(x + 165, y + 111, "engine.ts, row.ts, ce.ts, fast-array.ts", "file");
}

function drawCluster(): void {
  box(20, 24, 160, 40, "instruction cache", "icache/icache.ts");
  box(20, 88, 160, 48, "8 RISC-V cores", "core/core.ts");
  box(20, 164, 160, 40, "data demultiplexers", "demux.ts");
  box(20, 232, 160, 40, "event unit", "event-unit.ts");
  box(20, 292, 160, 40, "DMA", "dma/dma.ts");
  box(20, 352, 160, 40, "turns of the cores", "port-arbiter.ts");
  box(20, 416, 160, 40, "L2 memory", "l2.ts", "memory");
  box(20, 476, 160, 36, "bench registers", "bench-registers.ts");
  arrow([100, 64, 100, 88]);
  arrow([100, 136, 100, 164]);
  arrow([100, 392, 100, 416]);
  // From the demultiplexers to what has registers.
  arrow([20, 184, 8, 184, 8, 252, 20, 252]);
  arrow([8, 252, 8, 312, 20, 312]);
  arrow([8, 312, 8, 372, 20, 372]);
  arrow([20, 382, 14, 382, 14, 494, 20, 494]);
  // To RedMulE's registers, and its event.
  arrow([180, 372, 220, 372, 220, 92, 250, 92]);
  arrow([250, 68, 188, 68, 188, 242, 180, 242], "control");
  text(204, 84, "event", "file");
  arrow([180, 262, 188, 262, 188, 280, 12, 280, 12, 112, 20, 112], "control");
  // To the banks, and between L2, DMA and the instruction cache.
  arrow([180, 184, 212, 184, 212, 530]);
  arrow([180, 304, 204, 304, 204, 530]);
  arrow([180, 322, 196, 322, 196, 430, 180, 430]);
  arrow([180, 444, 190, 444, 190, 398, 226, 398, 226, 44, 180, 44]);
  box(20, 530, 960, 44, "TCDM interconnect", "interconnect.ts: lic.ts (narrow masters), wide-router.ts, arbiter.ts");
  arrow([605, 478, 605, 530]);
  text(613, 518, "wide port: 16 D + 32 bit, 9 words at 12 x 4, P = 3", "file", "start");
  for (let bank = 0; bank < 16; bank++) {
    const left = 20 + bank * 60.2;
    draw(`<rect x="${left.toFixed(1)}" y="600" width="56" height="26" rx="3" class="box memory"/>`);
    text(left + 28, 617, `bank ${bank}`, "file");
    draw(`<line x1="${(left + 28).toFixed(1)}" y1="574" x2="${(left + 28).toFixed(1)}" y2="600" class="wire"/>`);
  }
  text(500, 646, "TCDM, tcdm.ts; the blocks outside RedMulE stand in hw/cluster/", "file");
}

draw('<rect width="1000" height="660" class="page"/>');
drawRedmule();
drawCluster();
const head =
  '<marker id="head" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0.8L8 4L0 7.2z" class="head"/></marker>';
writeFileSync(
  new URL("../docs/block-diagram.svg", import.meta.url),
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1000 660" width="1000" height="660" role="img" aria-label="Block diagram: eight cores program RedMulE, the DMA and the event unit and share the banks of the TCDM with them; RedMulE reads X, W and Y and writes Z through its wide port on the TCDM interconnect">
  <style>${STYLE}
  </style>
  <defs>${head}</defs>
${parts.join("\n")}
</svg>
`,
);
