// The live room without refreshing. Every form and link works without this file.
(() => {
  "use strict";
  const live = document.getElementById("live");
  if (!live) return;
  const said = document.getElementById("live-said");
  const PAUSE = 2000, SOON = 450, HIDDEN = 15000, LONGEST = 2000, TIMEOUT = 8000, SAID = 8000;
  const words = (text) => (text || "").split(" ").filter(Boolean);
  const mine = new Set(words(live.dataset.mine));
  const own = { hand: live.dataset.hand, group: live.dataset.group, answers: new Map() };
  const marks = {};
  const waiting = new Map();
  let version = live.dataset.version, offset = 0, timer = 0, busy = false, again = false, lost = 0;

  const say = (text, tone = "") => {
    const note = document.createElement("p");
    note.className = `note ${tone}`;
    note.textContent = text;
    said.replaceChildren(...(text ? [note] : []));
    // What went well is said for a while; what did not stays until something else is said.
    if (tone === "note-ok") setTimeout(() => note.remove(), SAID);
  };

  // A field is being edited when it has the focus, or something in it that was not sent.
  const FIELDS = "input:not([type=hidden]), textarea, select";
  const isDirty = (field) => {
    if (field.type === "radio" || field.type === "checkbox") return field.checked !== field.defaultChecked;
    if (field.tagName === "SELECT") return [...field.options].some((each) => each.selected !== each.defaultSelected) && field.selectedIndex > 0;
    return field.value !== field.defaultValue;
  };
  const isEdited = (node) => [...node.querySelectorAll(FIELDS)].some((field) => field === document.activeElement || isDirty(field));

  const personal = (root) => {
    for (const button of root.querySelectorAll("[data-vote]")) {
      const on = mine.has(button.dataset.vote);
      button.setAttribute("aria-pressed", String(on));
      button.form.elements.support.value = on ? "0" : "1";
    }
    for (const form of root.querySelectorAll("[data-poll]")) {
      const answer = own.answers.get(form.dataset.poll);
      if (answer) showAnswer(form, answer);
    }
    for (const badge of root.querySelectorAll("[data-group]")) badge.hidden = badge.dataset.group !== own.group;
    for (const form of root.querySelectorAll("[data-into]")) form.hidden = form.dataset.into === own.group;
  };

  // One's own answers are in no fragment: the page keeps them, in the order of the form's fields.
  const answerFields = (form) => [...form.querySelectorAll("fieldset :is(input, select)")];
  const isTicked = (field) => field.type === "radio" || field.type === "checkbox";
  const keepAnswer = (form) => own.answers.set(form.dataset.poll, answerFields(form).map((field) => (isTicked(field) ? field.checked : field.value)));
  const showAnswer = (form, answer) => {
    answerFields(form).forEach((field, index) => {
      const value = answer[index];
      if (isTicked(field)) field.checked = field.defaultChecked = value;
      else if (field.tagName === "SELECT") for (const each of field.options) each.selected = each.defaultSelected = each.value === value && value !== "";
      else {
        field.value = value;
        if (value) field.defaultValue = value;
        else field.removeAttribute("value");
      }
    });
    const button = form.querySelector("[data-again]");
    button.textContent = button.dataset.again;
    form.toggleAttribute("data-answered", true);
  };

  // What moderators change for one person: the floor, a group, being muted, being asked to moderate.
  const showHand = (button, raised) => {
    button.form.elements.hand.value = raised ? "0" : "1";
    button.setAttribute("aria-pressed", String(raised));
    button.textContent = raised ? button.dataset.up : button.dataset.down;
  };
  const followHand = () => {
    const list = document.querySelector("[data-hands]"), button = document.querySelector("form[data-hand] button"), place = document.getElementById("own-place");
    if (!list || !place) return;
    const at = own.hand ? words(list.dataset.hands).indexOf(own.hand) + 1 : 0;
    if (own.hand && !at && button) showHand(button, false);
    if (!at) own.hand = "";
    place.hidden = !at;
    place.querySelector("b").textContent = at || "";
  };
  const enterGroup = (group) => {
    own.group = group;
    personal(live);
    const badge = live.querySelector(`[data-group="${group}"]`);
    if (badge) say(badge.dataset.told, "note-ok");
  };
  const followGroup = async () => {
    followAssigned();
    if (own.group || document.querySelector("[data-free]")?.dataset.free !== "0") return;
    // Everybody was given a group. Jitter keeps a thousand pages from asking in the same moment.
    await new Promise((done) => setTimeout(done, Math.random() * PAUSE * 2));
    const answer = await fetch(live.dataset.own, { headers: { "X-Requested-With": "live" } }).catch(() => null);
    const told = answer?.ok ? await answer.json() : {};
    if (told.group && !own.group) enterGroup(String(told.group));
  };
  // A moderator puts one person into a group, or out of all, by hand.
  const assigned = () => words(document.querySelector("[data-assigned]")?.dataset.assigned).find((each) => each.startsWith(`${live.dataset.mark}.`));
  own.assigned = assigned();
  const followAssigned = () => {
    const now = assigned();
    if (now === own.assigned) return;
    own.assigned = now;
    const group = now?.split(".")[1];
    if (group) enterGroup(group === "0" ? "" : group);
  };
  const followTier = () => {
    const people = document.querySelector("[data-moderating][data-muted]"), muted = document.getElementById("live-muted");
    if (!people || !muted) return;
    muted.hidden = !words(people.dataset.muted).includes(live.dataset.mark);
    const moderating = words(people.dataset.moderating).includes(live.dataset.mark);
    if (moderating === (live.dataset.moderating === "1")) return;
    if (isEdited(live)) document.getElementById("live-changed").hidden = false;
    else location.reload();
  };
  const followState = () => {
    if (document.querySelector("[data-part=state] [data-closed]")) for (const each of document.querySelectorAll("[data-while-open]")) each.hidden = true;
  };
  const follow = { state: followState, floor: followHand, groups: followGroup, people: followTier };

  // New children take the place of old ones; an old one that is being edited stays as it is.
  const patchList = (old, next) => {
    let held = false;
    const there = new Map([...old.children].map((each) => [each.dataset.key, each]));
    const wanted = new Set([...next.children].map((each) => each.dataset.key));
    for (const [key, node] of there) {
      if (wanted.has(key)) continue;
      if (isEdited(node)) held = true;
      else node.remove();
    }
    let place = old.firstElementChild;
    for (const item of [...next.children]) {
      const present = there.get(item.dataset.key);
      if (present && isEdited(present)) {
        if (!present.isEqualNode(item)) held = true;
        place = present.nextElementSibling;
      } else if (present) {
        if (present === place) place = present.nextElementSibling;
        const isSame = present.isEqualNode(item);
        if (!isSame) present.replaceWith(item);
        const node = isSame ? present : item;
        if (node.nextElementSibling !== place) old.insertBefore(node, place);
      } else old.insertBefore(item, place);
    }
    return held;
  };

  const patch = (part, html) => {
    const next = document.createElement("template");
    next.innerHTML = html;
    personal(next.content);
    const focus = document.activeElement?.id && part.contains(document.activeElement) ? document.activeElement.id : "";
    const key = part.contains(document.activeElement) ? document.activeElement.dataset.vote : "";
    let held = false;
    if (isEdited(part)) {
      const lists = [...part.querySelectorAll("[data-list]")];
      held = !lists.length || [...part.querySelectorAll(FIELDS)].some((field) => (field === document.activeElement || isDirty(field)) && !field.closest("[data-list]"));
      if (!held) {
        for (const list of lists) {
          const other = next.content.querySelector(`[data-list="${list.dataset.list}"]`);
          if (other) held = patchList(list, other) || held;
        }
      }
    } else {
      const open = [...part.querySelectorAll("details[open][id]")].map((each) => each.id);
      part.replaceChildren(next.content);
      for (const id of open) document.getElementById(id)?.setAttribute("open", "");
      const same = focus ? document.getElementById(focus) : key ? part.querySelector(`[data-vote="${key}"]`) : null;
      same?.focus({ preventScroll: true });
    }
    part.classList.toggle("live-waits", held);
    if (held) waiting.set(part, html);
    else waiting.delete(part);
    if (held && said.textContent !== live.dataset.changed) say(live.dataset.changed);
    for (const log of part.querySelectorAll(".captions")) log.scrollTop = log.scrollHeight;
  };
  document.addEventListener("focusout", () => setTimeout(() => {
    for (const [part, html] of [...waiting]) if (!isEdited(part)) patch(part, html);
    if (!waiting.size && said.textContent === live.dataset.changed) say("");
  }, 300));

  const later = (pause) => {
    clearTimeout(timer);
    // Jitter keeps a thousand pages from asking in the same moment.
    timer = setTimeout(poll, pause * (0.75 + Math.random() * 0.5));
  };
  const poll = async () => {
    if (busy) { again = true; return; }
    busy = true;
    clearTimeout(timer);
    const parts = [...document.querySelectorAll("[data-part]")];
    const have = parts.map((each) => `${each.dataset.part}.${marks[each.dataset.part] || ""}`).join();
    try {
      const answer = await fetch(`${live.dataset.state}?v=${version}&have=${have}`, {
        headers: { "X-Room-Key": live.dataset.key }, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(TIMEOUT),
      });
      // The key is of another day, or the room is gone: the page knows what to do.
      if (answer.status === 403 || answer.status === 404) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const now = Number(answer.headers.get("X-Now"));
      if (now) offset = now - Date.now();
      if (lost) say(live.dataset.back, "note-ok");
      lost = 0;
      if (answer.status === 200) {
        const news = await answer.json();
        for (const [name, { h, html }] of Object.entries(news.parts)) {
          const part = document.querySelector(`[data-part="${name}"]`);
          if (part) patch(part, html);
          marks[name] = h;
          follow[name]?.();
        }
        version = news.v;
        tick();
      }
    } catch {
      lost += 1;
      if (lost === 2) say(live.dataset.lost, "note-warn");
    } finally {
      busy = false;
      const pause = lost ? Math.min(1000 * lost, LONGEST) : document.hidden ? HIDDEN : PAUSE;
      later(again ? SOON : pause);
      again = false;
    }
  };
  // After an act of one's own: as soon as the server has looked again, which it does every 0.4 s.
  const soon = () => {
    again = busy;
    if (busy) return;
    clearTimeout(timer);
    timer = setTimeout(poll, SOON);
  };

  const two = (number) => String(number).padStart(2, "0");
  const tick = () => {
    for (const clock of document.querySelectorAll("[data-ends]")) {
      const left = Math.round(Number(clock.dataset.ends) - (Date.now() + offset) / 1000);
      if (!clock.dataset.ends) continue;
      const abs = Math.abs(left);
      const hours = Math.floor(abs / 3600);
      const text = `${left < 0 ? "−" : ""}${hours ? `${hours}:` : ""}${two(Math.floor(abs / 60) % 60)}:${two(abs % 60)}`;
      if (clock.textContent !== text) clock.textContent = text;
      clock.classList.toggle("over", left < 0);
    }
  };

  // What was typed and not sent is there again when the page is loaded anew in this tab.
  const keep = (field, text) => {
    const name = `${live.dataset.state} ${field.id}`;
    try {
      if (text === undefined) return sessionStorage.getItem(name) || "";
      if (text) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    } catch { /* The browser keeps nothing. */ }
    return "";
  };
  for (const field of live.querySelectorAll("[data-kept]")) {
    // What was typed before this file had come is kept as well.
    if (field.value) keep(field, field.value);
    else field.value = keep(field);
    field.addEventListener("input", () => keep(field, field.value));
  }

  // A captioner types on while a line is on its way: lines wait for one another, in their order.
  const lines = [];
  let carrying = false;
  const carry = async (form) => {
    if (carrying) return;
    carrying = true;
    while (lines.length) {
      const headers = { "X-CSRFToken": lines[0].get("csrfmiddlewaretoken"), "X-Requested-With": "live" };
      const answer = await fetch(form.action, { method: "POST", body: lines[0], headers, signal: AbortSignal.timeout(TIMEOUT) }).catch(() => null);
      if (!answer || answer.status >= 500) {
        say(live.dataset.lost, "note-warn");
        await new Promise((done) => setTimeout(done, LONGEST));
        continue;
      }
      const sent = lines.shift(), told = await answer.json().catch(() => ({}));
      if (answer.ok) say("");
      else {
        say(told.message || live.dataset.failed, "note-err");
        if (!form.elements.text.value) form.elements.text.value = sent.get("text");
      }
    }
    carrying = false;
    soon();
  };

  live.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.matches("[data-lines]")) {
      event.preventDefault();
      // By its key the server knows a line that is sent again, since its answer was lost.
      const line = new FormData(form);
      line.set("key", crypto.getRandomValues(new Uint32Array(4)).join("-"));
      lines.push(line);
      form.elements.text.value = form.elements.text.defaultValue = "";
      carry(form);
      return;
    }
    if (!form.matches("[data-live]")) return;
    event.preventDefault();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    const body = new FormData(form, event.submitter);
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
    try {
      const send = (address, headers) => fetch(address, { method: "POST", body, headers, signal: AbortSignal.timeout(TIMEOUT) });
      const whole = { "X-CSRFToken": token, "X-Requested-With": "live", Accept: "application/json" };
      const quick = live.dataset.voter && form.querySelector("[data-vote]");
      let answer = quick ? await send(live.dataset.votes, { "X-Voter-Key": live.dataset.voter }) : null;
      const address = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : form.action;
      if (!answer || answer.status === 403) answer = await send(address, whole);
      const told = await answer.json().catch(() => ({}));
      if (!answer.ok) {
        say(told.message || live.dataset.failed, "note-err");
        const field = told.field && form.elements[told.field];
        if (field?.focus) field.focus();
        return;
      }
      const vote = form.querySelector("[data-vote]");
      if (vote && "supported" in told) {
        mine[told.supported ? "add" : "delete"](vote.dataset.vote);
        personal(live);
      }
      if ("raised" in told) {
        own.hand = told.raised ? String(told.hand) : "";
        showHand(form.querySelector("button"), told.raised);
      }
      if ("group" in told) {
        own.group = told.group ? String(told.group) : "";
        personal(live);
      }
      for (const field of form.querySelectorAll("[data-kept]")) keep(field, "");
      if (form.dataset.poll) {
        keepAnswer(form);
        showAnswer(form, own.answers.get(form.dataset.poll));
      } else for (const field of form.querySelectorAll(FIELDS)) {
        // What was sent is no longer being edited.
        if (field.tagName === "TEXTAREA" || field.type === "text") field.value = field.defaultValue = "";
        else if (field.tagName === "SELECT") for (const each of field.options) each.defaultSelected = each.selected;
        else field.defaultChecked = field.checked;
      }
      if (form.matches("[data-bar]")) form.reset();
      say(told.message || "", "note-ok");
    } catch {
      say(live.dataset.failed, "note-err");
    } finally {
      form.ariaBusy = "false";
      soon();
    }
  });

  live.addEventListener("click", (event) => {
    const order = event.target.closest("[data-order]");
    if (!order && !event.target.closest("[data-refresh]")) return;
    event.preventDefault();
    if (order) {
      for (const each of order.parentElement.querySelectorAll("[data-order]")) each.toggleAttribute("aria-current", false);
      order.setAttribute("aria-current", "true");
      document.querySelector("[data-part^=questions-]").dataset.part = `questions-${order.dataset.order}`;
      history.replaceState(null, "", order.href);
      version = 0;
    }
    poll();
  });
  document.addEventListener("visibilitychange", () => document.hidden || poll());
  addEventListener("online", poll);
  addEventListener("pageshow", (event) => event.persisted && poll());
  for (const form of live.querySelectorAll("[data-poll][data-answered]")) keepAnswer(form);
  setInterval(tick, 500);
  tick();
  later(PAUSE / 2);
})();
