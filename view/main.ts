import { UsageError } from "../hw/errors.js";
import { App } from "./app.js";
import { byId } from "./controls.js";
import { EMBEDDED } from "./step/embed.js";
import { StepApp } from "./step/step-app.js";
import { parseStep } from "./step/step-file.js";

const app = new App();
const step = new StepApp();
const file = byId<HTMLInputElement>("step-file");

/** Shows the job, or a step in its place. */
function choose(isStep: boolean): void {
  document.querySelector("header")!.classList.toggle("idle", isStep);
  byId("training").hidden = !isStep;
  app.rest(isStep);
  if (!isStep) step.hide();
}

function open(text: string, name: string): void {
  try {
    const read = parseStep(text, name);
    byId("refusal").hidden = true;
    choose(true);
    step.show(read);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    app.refuse(error.message);
  }
}

async function openFile(chosen: File | undefined): Promise<void> {
  if (chosen !== undefined) open(await chosen.text(), chosen.name);
}

file.addEventListener("change", () => {
  void openFile(file.files?.[0]).then(() => (file.value = ""));
});
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  void openFile(event.dataTransfer?.files[0]);
});
byId("step-open").addEventListener("click", () => file.click());
byId("step-job").addEventListener("click", () => choose(false));

const embedded = document.querySelector(`#${EMBEDDED}`);
if (embedded !== null) open(embedded.textContent, embedded.getAttribute("data-name") ?? "the step");
