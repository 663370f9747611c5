// A field above each list of boxes that hides what does not match. Without it the list scrolls.
(() => {
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

  const enhance = (list) => {
    if (list.dataset.checklistReady) return;
    list.dataset.checklistReady = "yes";
    const box = list.querySelector(".t-checklist__box");
    const options = [...list.querySelectorAll("[data-checklist-option]")];
    const names = list.querySelector("[data-checklist-names]");

    const showTicked = () => {
      const ticked = options.filter((option) => option.querySelector("input").checked);
      names.textContent = ticked.map((option) => option.textContent.trim()).join(" · ") || "–";
    };
    list.addEventListener("change", showTicked);
    if (options.length < 12) return;

    const field = document.createElement("input");
    field.type = "search";
    field.className = "t-checklist__filter";
    field.placeholder = list.dataset.filterLabel;
    field.setAttribute("aria-label", list.dataset.filterLabel);
    field.setAttribute("autocomplete", "off");
    const status = document.createElement("p");
    status.className = "t-checklist__none";
    status.setAttribute("role", "status");
    box.before(field, status);

    const words = new Map(options.map((option) => [option, plain(option.textContent)]));
    field.addEventListener("input", (event) => {
      event.stopPropagation(); // What is typed here is no change to the record.
      const wanted = plain(field.value.trim());
      for (const option of options) option.hidden = !words.get(option).includes(wanted);
      for (const group of list.querySelectorAll("[data-checklist-group]")) {
        group.hidden = !group.querySelector("[data-checklist-option]:not([hidden])");
      }
      const isEmpty = options.every((option) => option.hidden);
      status.textContent = isEmpty ? list.dataset.noneLabel : "";
    });
    field.addEventListener("change", (event) => event.stopPropagation());
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  };

  const start = () => document.querySelectorAll("[data-checklist]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
