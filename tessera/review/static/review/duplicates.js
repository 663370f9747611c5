// Asks, when a draft was saved, whether what was typed is here already, and shows it.
// Without it the page shows the same when a button is pressed.
(() => {
  "use strict";
  const box = document.querySelector("[data-alike]");
  const form = box && box.closest("form");
  if (!form) return;
  const NAMES = new Set(["title", "summary", "themes", "places", "source_url", "website", "ror"]);
  const asked = () =>
    JSON.stringify([...new FormData(form)].filter(([name]) => NAMES.has(name) || name.startsWith("identifiers-")));
  let last = asked();
  document.addEventListener("draft:saved", async (event) => {
    const now = asked();
    // Nobody's finger is on a button that goes away.
    if (now === last || box.contains(document.activeElement)) return;
    last = now;
    try {
      const saved = new URL(event.detail.url, location.href);
      const answer = await fetch(new URL(`../alike/?step=${form.dataset.step}`, saved), { credentials: "same-origin" });
      if (answer.ok) box.innerHTML = await answer.text();
    } catch {
      last = ""; // Asked again at the next saving.
    }
  });
})();
