// Optional: every page works without this file.
(() => {
  "use strict";

  // Errors of a form are read out first.
  document.querySelector(".errsum")?.focus();

  // What cannot work without a script is shown by one.
  for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;

  // The language chosen in the menu is the one to come back to.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-language]");
    if (!link) return;
    const secure = location.protocol === "https:" ? ";secure" : "";
    document.cookie = `language=${link.dataset.language};path=/;max-age=31536000;samesite=lax${secure}`;
  });

  // Escape and a click elsewhere close menus.
  const closeMenus = (except, focus) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (menu === except) continue;
      menu.open = false;
      if (focus) menu.querySelector("summary").focus();
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeMenus(null, true);
  });
  document.addEventListener("click", (event) => {
    closeMenus(event.target.closest("details.menu"), false);
  });

  // Combobox (WAI-ARIA Authoring Practices, "editable combobox with list autocomplete").
  // <div class="searchbox" data-suggest="/en/search/suggestions/"><input …></div>
  // The address answers ?q= as OpenSearch suggestions: [query, names, descriptions, addresses].
  const MINIMUM = 2;
  const PAUSE = 120;

  const option = (item, id) => {
    const row = document.createElement("li");
    row.id = id;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", "false");
    row.dataset.url = item.url || "";
    const label = document.createElement("span");
    label.textContent = item.label;
    label.dir = "auto";
    row.append(label);
    if (item.kind) {
      const kind = document.createElement("small");
      kind.textContent = item.kind;
      row.append(kind);
    }
    return row;
  };

  const combobox = (frame, number) => {
    const input = frame.querySelector("input");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    let active = -1;
    let timer = 0;
    let request = null;
    let typed = input.value;

    list.id = `suggestions-${number}`;
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", frame.dataset.suggestLabel || input.labels?.[0]?.textContent || "");
    status.className = "vh";
    status.setAttribute("role", "status");
    frame.append(list, status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("autocomplete", "off");

    const close = () => {
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    };
    const show = (items) => {
      list.replaceChildren(...items.map((item, index) => option(item, `${list.id}-${index}`)));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = items.length === 0;
      input.setAttribute("aria-expanded", String(items.length > 0));
      status.textContent = (frame.dataset.suggestCount || "").replace("{n}", items.length);
    };
    const move = (index) => {
      const rows = list.children;
      if (rows[active]) rows[active].setAttribute("aria-selected", "false");
      active = (index + rows.length + 1) % (rows.length + 1);
      const row = rows[active];
      if (!row) {
        active = -1;
        input.value = typed;
        input.removeAttribute("aria-activedescendant");
        return;
      }
      row.setAttribute("aria-selected", "true");
      row.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", row.id);
      input.value = row.firstChild.textContent;
    };
    const choose = (row) => {
      input.value = row.firstChild.textContent;
      close();
      if (row.dataset.url) location.assign(row.dataset.url);
      else input.form?.requestSubmit();
    };
    const ask = async () => {
      request?.abort();
      if (typed.trim().length < MINIMUM) return close();
      request = new AbortController();
      const address = new URL(frame.dataset.suggest, location.href);
      address.searchParams.set("q", typed);
      try {
        const answer = await fetch(address, { signal: request.signal });
        if (!answer.ok) return;
        const [, labels, kinds, urls] = await answer.json();
        show(labels.map((label, index) => ({ label, kind: kinds[index], url: urls[index] })));
      } catch {
        // Aborted by the next letter, or offline: the box stays a plain box.
      }
    };

    input.addEventListener("input", () => {
      typed = input.value;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) return void ask();
        move(event.key === "ArrowDown" ? active + 1 : active < 0 ? list.children.length - 1 : active - 1);
      } else if (event.key === "Enter" && active >= 0) {
        event.preventDefault();
        choose(list.children[active]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        input.value = typed;
        close();
      }
    });
    input.addEventListener("blur", () => setTimeout(close, 150));
    list.addEventListener("pointerdown", (event) => {
      const row = event.target.closest("[role=option]");
      if (!row) return;
      event.preventDefault();
      choose(row);
    });
  };
  document.querySelectorAll("[data-suggest]").forEach(combobox);
})();
