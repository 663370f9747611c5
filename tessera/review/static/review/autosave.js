// Saves a draft as one types, and keeps on this device what could not be saved.
// Without it the page saves when a button is pressed.
(() => {
  "use strict";
  // What was sent by a button has arrived when one of our pages answers.
  const SENT = "tessera-sent";
  try {
    const sent = sessionStorage.getItem(SENT);
    if (sent) localStorage.removeItem(sent);
    sessionStorage.removeItem(SENT);
  } catch {
    // Private windows may refuse; nothing was kept then.
  }
  const form = document.querySelector("form[data-autosave]");
  if (!form || !window.fetch) return;
  const PAUSE = 900;
  const LONGEST_PAUSE = 30000;
  const status = form.querySelector("[data-saved]");
  const words = status.dataset;
  const step = form.dataset.step;
  const field = (name) => form.elements.namedItem(name);
  const own = new Set(["csrfmiddlewaretoken", "draft", "revision", "kind", "confirm_homepage"]);
  const isNew = field("revision").value === "0" && step === "short";
  const PREFIX = "tessera-draft:";
  const key = () => `${PREFIX}${field("draft").value.split(":")[0]}:${step}`;
  let timer = 0;
  let pause = PAUSE;
  let saving = false;
  let isDirty = false;
  let isStopped = false;

  const fields = () => {
    const data = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
    return data;
  };
  const typed = () => [...fields()].filter(([name]) => !own.has(name));

  const say = (text, kind, link) => {
    const words = document.createElement("span");
    words.textContent = text;
    status.className = `saved small ${kind}`;
    status.replaceChildren(words);
    if (!link) return;
    const way = document.createElement("a");
    way.href = link.url;
    way.textContent = link.text;
    if (link.isNew) way.target = "_blank";
    status.append(" ", way);
  };

  const keep = () => {
    try {
      const kept = { kind: field("kind").value, draft: field("draft").value, revision: field("revision").value, typed: typed() };
      localStorage.setItem(key(), JSON.stringify(kept));
    } catch {
      // Private windows may refuse; the page still holds what was typed.
    }
  };
  const forget = () => {
    try {
      localStorage.removeItem(key());
    } catch {
      // As above.
    }
  };

  const putBack = () => {
    let kept = null;
    try {
      kept = JSON.parse(localStorage.getItem(key()));
      // A new page goes on with what was typed on one that never reached us.
      for (let index = 0; isNew && !kept && index < localStorage.length; index += 1) {
        const name = localStorage.key(index);
        if (!name.startsWith(PREFIX) || !name.endsWith(":short")) continue;
        const other = JSON.parse(localStorage.getItem(name));
        if (other.revision === "0" && other.kind === field("kind").value) kept = other;
      }
    } catch {
      return;
    }
    if (!kept || JSON.stringify(kept.typed) === JSON.stringify(typed())) return forget();
    const values = new Map();
    for (const [name, value] of kept.typed) values.set(name, [...(values.get(name) || []), value]);
    for (const input of form.elements) {
      if (!input.name || own.has(input.name) || input.type === "file" || input.type === "submit") continue;
      const chosen = values.get(input.name) || [];
      if (input.type === "checkbox" || input.type === "radio") input.checked = chosen.includes(input.value);
      else if (chosen.length) input.value = chosen[0];
    }
    if (isNew) field("draft").value = kept.draft;
    field("revision").value = kept.revision;
    form.dispatchEvent(new Event("change", { bubbles: true }));
    say(words.unsent, "is-kept");
    isDirty = true;
    schedule(0);
  };

  const schedule = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const renew = async () => {
    const answer = await fetch(form.dataset.autosave, { credentials: "same-origin" });
    field("csrfmiddlewaretoken").value = (await answer.json()).token;
  };

  const post = () => {
    const data = fields();
    data.set("step", step);
    return fetch(form.dataset.autosave, {
      method: "POST",
      body: data,
      credentials: "same-origin",
      headers: { Accept: "application/json" },
    });
  };

  const save = async () => {
    if (saving || !isDirty || isStopped) return;
    saving = true;
    isDirty = false;
    let isLost = false;
    try {
      let answer = await post();
      const isJson = () => (answer.headers.get("Content-Type") || "").includes("json");
      if (answer.status === 403 && !isJson()) {
        await renew();
        answer = await post();
      }
      if (!isJson()) throw new Error(String(answer.status));
      const said = await answer.json();
      if (answer.ok) {
        field("revision").value = said.revision;
        pause = PAUSE;
        if (!isDirty) forget();
        say(said.message, "is-saved");
        if (isNew) history.replaceState(null, "", said.url);
        document.dispatchEvent(new CustomEvent("draft:saved", { detail: said }));
      } else if (answer.status === 409) {
        isStopped = true;
        forget();
        say(said.message, "is-refused", { url: said.url, text: words.compare });
      } else if (answer.status === 401) {
        isLost = true;
        say(said.message, "is-refused", { url: said.url, text: words.signIn, isNew: true });
      } else {
        say(said.message, "is-refused");
      }
    } catch {
      isLost = true;
      say(words.offline, "is-kept");
    }
    saving = false;
    if (isLost) {
      isDirty = true;
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    if (isDirty && !isStopped) schedule(pause);
  };

  const changed = (event) => {
    if (event.target.type === "file" || own.has(event.target.name)) return;
    isDirty = true;
    keep();
    schedule(pause);
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  // A form that is sent carries everything; only an answer proves that it arrived.
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (navigator.onLine === false) {
      event.preventDefault();
      keep();
      isDirty = true;
      say(words.offline, "is-kept");
      return;
    }
    if (saving) {
      // The saving on its way brings a newer revision; the form waits for it.
      event.preventDefault();
      const button = event.submitter;
      isDirty = false;
      const wait = setInterval(() => {
        if (saving) return;
        clearInterval(wait);
        form.requestSubmit(button);
      }, 50);
      return;
    }
    isStopped = true;
    try {
      sessionStorage.setItem(SENT, key());
    } catch {
      // As above.
    }
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isStopped = false;
  });
  window.addEventListener("online", () => schedule(0));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") pause = PAUSE;
    if (isDirty) schedule(0);
  });
  putBack();
  if (form.dataset.unsaved) {
    isDirty = true;
    schedule(PAUSE);
  }
})();
