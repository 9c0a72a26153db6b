// Light, dark, or as the system has it. Kept for this reading only: a file has nowhere to keep it.
(() => {
  "use strict";
  const buttons = [...document.querySelectorAll("[data-theme-choice]")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const choice = button.dataset.themeChoice;
      if (choice === "auto") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = choice;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each === button));
      document.dispatchEvent(new Event("crosscut:theme"));
    });
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    document.dispatchEvent(new Event("crosscut:theme")));
  // On paper there is nothing to open.
  addEventListener("beforeprint", () => {
    for (const each of document.querySelectorAll("details:not(.figures-table)")) each.open = true;
  });
})();
