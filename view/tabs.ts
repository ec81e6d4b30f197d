import { byId } from "./controls.js";

/** In small windows one part below the machine is shown, chosen by a tab. */
export function listenToTabs(): void {
  const job = byId("job");
  const tabs = [...byId("tabs").querySelectorAll("button")];
  const choose = (name: string | undefined): void => {
    if (name === undefined) return;
    job.dataset.tab = name;
    for (const tab of tabs) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
  };
  for (const tab of tabs) tab.addEventListener("click", () => choose(tab.dataset.tab));
  choose(tabs[0].dataset.tab);
}
