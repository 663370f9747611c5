// Optional: saves a review while it is written. Without this file the button “Save” does it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const said = form.querySelector("[data-saved]");
  const revision = form.elements.revision;
  let timer = 0;
  let isSaving = false;
  let isDirty = false;

  const save = async () => {
    if (isSaving || !isDirty) return;
    isSaving = true;
    isDirty = false;
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form) });
      const told = await answer.json();
      said.textContent = told.said || "";
      if (answer.ok) revision.value = told.revision;
    } catch {
      isDirty = true; // Offline: tried again with the next letter, and by the button.
    }
    isSaving = false;
    if (isDirty) timer = setTimeout(save, 4000);
  };
  form.addEventListener("input", () => {
    isDirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  });
  // The button sends the newest revision: a running save is waited for.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    isDirty = false;
    if (!isSaving) return;
    event.preventDefault();
    const button = event.submitter;
    const again = setInterval(() => {
      if (isSaving) return;
      clearInterval(again);
      form.requestSubmit(button);
    }, 50);
  });
})();
