/** Draws docs/block-diagram.svg: every box carries the file that holds the block. Run: npx tsx scripts/diagram.ts */
import { Drawing } from "./drawing.js";

const drawing = new Drawing(1000, 660);

function drawRedmule(): void {
  drawing.frame(230, 20, 750, 478, "RedMulE", "hw/redmule/redmule.ts");
  drawing.box(250, 56, 125, 48, "register file", "register-file.ts");
  drawing.box(395, 56, 105, 48, "tiler", "tiler.ts");
  drawing.box(520, 56, 115, 48, "controller", "controller.ts");
  drawing.box(655, 56, 125, 48, "scheduler", "scheduler.ts");
  drawing.box(800, 56, 160, 48, "memory scheduler", "memory-scheduler.ts");
  drawing.arrow([375, 80, 395, 80]);
  drawing.arrow([500, 80, 520, 80]);
  drawing.arrow([635, 80, 655, 80]);

  drawing.box(250, 170, 120, 150, "X buffer", "x-buffer.ts", "data");
  drawEngine(420, 150);
  drawing.box(420, 286, 330, 42, "W buffer", "w-buffer.ts", "data");
  drawing.box(820, 170, 120, 150, "Z buffer (Y, Z)", "z-buffer.ts", "data");
  drawing.arrow([370, 220, 420, 220]);
  drawing.arrow([585, 286, 585, 268]);
  drawing.arrow([820, 195, 750, 195]);
  drawing.arrow([750, 240, 820, 240]);
  drawing.text(785, 188, "Y", "file");
  drawing.text(785, 254, "results", "file");

  drawing.arrow([717, 104, 717, 150], "control");
  drawing.arrow([717, 128, 310, 128, 310, 170], "control");
  drawing.arrow([717, 128, 850, 128, 850, 170], "control");

  drawing.frame(250, 346, 710, 140, "streamer", "streamer.ts", 280);
  drawing.box(265, 378, 130, 44, "X load channel", "load-channel.ts", "data");
  drawing.box(420, 378, 130, 44, "W load channel", "load-channel.ts", "data");
  drawing.box(660, 378, 130, 44, "Y load channel", "load-channel.ts", "data");
  drawing.box(815, 378, 130, 44, "Z store channel", "store-channel.ts", "data");
  drawing.box(420, 444, 370, 34, "channel muxes: X, W, Y/Z (channel-mux.ts)", "");
  drawing.arrow([345, 378, 345, 320]);
  drawing.arrow([485, 378, 485, 328]);
  drawing.arrow([725, 378, 725, 338, 845, 338, 845, 320]);
  drawing.arrow([890, 320, 890, 378]);
  drawing.arrow([420, 461, 330, 461, 330, 422]);
  drawing.arrow([485, 444, 485, 422]);
  drawing.arrow([725, 444, 725, 422]);
  drawing.arrow([880, 422, 880, 461, 790, 461]);
  drawing.arrow([970, 346, 970, 400, 960, 400], "control");
  drawing.draw(`<polyline points="960,80 970,80 970,350" class="wire control"/>`);
}

function drawEngine(x: number, y: number): void {
  drawing.draw(`<rect x="${x}" y="${y}" width="330" height="118" rx="4" class="box data"/>`);
  drawing.text(x + 165, y + 17, "engine: L rows of H compute elements");
  for (let row = 0; row < 3; row++) {
    for (let ce = 0; ce < 4; ce++) {
      const left = x + 24 + ce * 76;
      const top = y + 28 + row * 23;
      drawing.draw(`<rect x="${left}" y="${top}" width="52" height="16" class="cell"/>`);
      if (ce < 3) drawing.arrow([left + 52, top + 8, left + 76, top + 8]);
    }
  }
  drawing.text(x + 165, y + 111, "engine.ts, row.ts, ce.ts, simd-array.ts", "file");
}

function drawCluster(): void {
  drawing.box(20, 24, 160, 40, "instruction cache", "icache/icache.ts");
  drawing.box(20, 88, 160, 48, "8 RISC-V cores", "core/core.ts");
  drawing.box(20, 164, 160, 40, "data demultiplexers", "demux.ts");
  drawing.box(20, 232, 160, 40, "event unit", "event-unit.ts");
  drawing.box(20, 292, 160, 40, "DMA", "dma/dma.ts");
  drawing.box(20, 352, 160, 40, "turns of the cores", "port-arbiter.ts");
  drawing.box(20, 416, 160, 40, "L2 memory", "l2.ts", "memory");
  drawing.box(20, 476, 160, 36, "bench registers", "bench-registers.ts");
  drawing.arrow([100, 64, 100, 88]);
  drawing.arrow([100, 136, 100, 164]);
  drawing.arrow([100, 392, 100, 416]);
  // From the demultiplexers to what has registers.
  drawing.arrow([20, 184, 8, 184, 8, 252, 20, 252]);
  drawing.arrow([8, 252, 8, 312, 20, 312]);
  drawing.arrow([8, 312, 8, 372, 20, 372]);
  drawing.arrow([20, 382, 14, 382, 14, 494, 20, 494]);
  // To RedMulE's registers, and its event.
  drawing.arrow([180, 372, 220, 372, 220, 92, 250, 92]);
  drawing.arrow([250, 68, 188, 68, 188, 242, 180, 242], "control");
  drawing.text(176, 222, "event of RedMulE", "file", "end");
  drawing.arrow([180, 262, 188, 262, 188, 280, 12, 280, 12, 112, 20, 112], "control");
  // To the banks, and between L2, DMA and the instruction cache.
  drawing.arrow([180, 184, 212, 184, 212, 530]);
  drawing.arrow([180, 304, 204, 304, 204, 530]);
  drawing.arrow([180, 322, 196, 322, 196, 430, 180, 430]);
  drawing.arrow([180, 444, 190, 444, 190, 398, 226, 398, 226, 44, 180, 44]);
  drawing.box(
    20,
    530,
    960,
    44,
    "TCDM interconnect",
    "interconnect.ts: lic.ts (narrow masters), wide-router.ts, arbiter.ts",
  );
  drawing.arrow([605, 478, 605, 530]);
  drawing.text(613, 518, "wide port: 16 D + 32 bit, 9 words at 12 x 4, P = 3", "file", "start");
  for (let bank = 0; bank < 16; bank++) {
    const left = 20 + bank * 60.2;
    drawing.draw(`<rect x="${left.toFixed(1)}" y="600" width="56" height="26" rx="3" class="box memory"/>`);
    drawing.text(left + 28, 617, `bank ${bank}`, "file");
    drawing.draw(
      `<line x1="${(left + 28).toFixed(1)}" y1="574" x2="${(left + 28).toFixed(1)}" y2="600" class="wire"/>`,
    );
  }
  drawing.text(500, 646, "TCDM, tcdm.ts; the blocks outside RedMulE stand in hw/cluster/", "file");
}

drawRedmule();
drawCluster();
drawing.save(
  "block-diagram.svg",
  "Block diagram: eight cores program RedMulE, the DMA and the event unit and share the banks of the TCDM with them; RedMulE reads X, W and Y and writes Z through its wide port on the TCDM interconnect",
);
