// Koppi's behaviour, by data- attributes; each is described in src/koppi/ui/README.md. Every page works without it.
// Listeners sit on the document, so fragments that arrive later behave like the page they came to.

const words = () => document.getElementById("koppi-words")?.dataset ?? {};
const say = (name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words()[name] ?? "");
const csrf = (near) =>
  (near?.querySelector("[name=csrfmiddlewaretoken]") ?? document.querySelector("[name=csrfmiddlewaretoken]"))?.value ?? "";
const make = (tag, attributes = {}, text = "") => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
};
const isTyping = (element) =>
  element?.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit])");

document.documentElement.classList.add("has-script");

// Error summary: read it first, then go to the field.

function focusSummary(within = document) {
  within.querySelector("[data-error-summary]")?.focus();
}
focusSummary();
document.addEventListener("htmx:afterSettle", (event) => focusSummary(event.target));
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-error-summary] a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  (field.labels?.[0] ?? field).scrollIntoView({ block: "start" });
  field.focus({ preventScroll: true });
});

// The link over the head: the focus goes to the content, and the address stays as it was. A "#main" in it would
// travel on with every form that is sent, and on the page that comes back it would win over the error summary.

document.addEventListener("click", (event) => {
  const main = event.target.closest("a.skip") && document.getElementById("main");
  if (!main) return;
  event.preventDefault();
  main.focus();
});

// Pressing without a connection would lead to the browser's own error page, and what was typed here would go with
// this one. So where the connection seems to be away, see first whether the house answers.

const answering = new WeakSet();

function sayNotSent(form) {
  draftOf(form).pressed = true;
  if (!form.querySelector("[data-autosave-status]")) {
    form.append(make("p", { class: "hint", role: "alert", "data-autosave-status": "" }));
  }
  draftSays(form, say("notSent"), "trouble");
}
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || answering.delete(form)) return;
  if (navigator.onLine && !drafts.get(form)?.away) return;
  event.preventDefault();
  const pressed = event.submitter;
  try {
    await fetch(import.meta.url, { method: "HEAD", cache: "no-store" });
  } catch {
    sayNotSent(form);
    return;
  }
  answering.add(form);
  form.requestSubmit(pressed);
});

// Submit once: a second press while the first is on its way does nothing.

const IN_FLIGHT_AT_MOST = 15_000;

function release(form) {
  delete form.dataset.inFlight;
  for (const button of form.querySelectorAll("[aria-disabled='true'][data-held]")) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.held;
  }
}
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-many")) return;
  if (form.dataset.inFlight) {
    event.preventDefault();
    return;
  }
  form.dataset.inFlight = "yes";
  // Not `disabled`: the button's own name and value must still travel, and focus must stay.
  if (event.submitter) {
    event.submitter.setAttribute("aria-disabled", "true");
    event.submitter.dataset.held = "";
  }
  setTimeout(() => release(form), IN_FLIGHT_AT_MOST);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-in-flight]").forEach(release));

// Draft: what one writes is saved on the server as one goes. Nothing is kept in the browser's own store, since a
// shared machine would show it to the next person.

const SAVE_AFTER = 800;
const RETRY_FIRST = 2_000;
const RETRY_AT_MOST = 30_000;
const OUTLIVES_THE_PAGE = 60_000; // the browser's own bound for what it still sends after a page is gone is 64 KiB
const drafts = new WeakMap();
// By this the server knows what this window saved itself from what another did.
const tab = crypto.getRandomValues(new Uint32Array(4)).join("-");

function draftOf(form) {
  if (!drafts.has(form)) drafts.set(form, { changed: new Set(), timer: 0, saving: null, retry: RETRY_FIRST, away: false, pressed: false, gone: false });
  return drafts.get(form);
}

function draftBody(form, names) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrf(form), tab });
  if (form.dataset.version !== undefined) body.append("version", form.dataset.version);
  const values = new FormData(form);
  for (const name of names) {
    body.append("changed", name);
    for (const value of values.getAll(name)) if (typeof value === "string") body.append(name, value);
  }
  return body;
}

function sendDraft(form, names, signal) {
  const body = draftBody(form, names);
  return fetch(form.dataset.autosave, {
    method: "POST",
    body,
    headers: { "X-Koppi-Draft": "1", Accept: "application/json" },
    redirect: "manual",
    keepalive: body.toString().length < OUTLIVES_THE_PAGE,
    signal,
  });
}

function draftSays(form, text, kind = "") {
  const status = form.querySelector("[data-autosave-status]") ?? form.closest("[data-autosave-scope]")?.querySelector("[data-autosave-status]");
  if (!status) return;
  status.textContent = text;
  status.dataset.kind = kind;
}

async function saveDraft(form) {
  const draft = draftOf(form);
  clearTimeout(draft.timer);
  if (draft.gone || !draft.changed.size) return;
  if (draft.saving) return; // the one on its way looks again when it lands
  const names = [...draft.changed];
  draft.changed.clear();
  draft.saving = new AbortController();
  let again = 0;
  try {
    const answer = await sendDraft(form, names, draft.saving.signal);
    draft.away = draft.pressed = false;
    if (answer.ok) {
      const told = await answer.json().catch(() => ({}));
      const now = new Date();
      if (told.version !== undefined) form.dataset.version = told.version;
      const time = told.saved ?? `${now.getHours()}.${String(now.getMinutes()).padStart(2, "0")}`;
      draftSays(form, say("saved", { time }));
      draft.retry = RETRY_FIRST;
    } else if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) {
      draftSays(form, say("signedOut"), "trouble");
      names.forEach((name) => draft.changed.add(name));
    } else if (answer.status >= 500 || answer.status === 429) {
      throw new Error("server");
    } else {
      const told = await answer.json().catch(() => ({}));
      draftSays(form, told.said ?? say("refused"), "trouble");
    }
  } catch (trouble) {
    if (trouble.name !== "AbortError") {
      names.forEach((name) => draft.changed.add(name));
      draft.away = trouble.message !== "server";
      draftSays(form, say(draft.pressed ? "notSent" : "dropped"), "trouble");
      again = draft.retry;
      draft.retry = Math.min(draft.retry * 2, RETRY_AT_MOST);
    }
  }
  draft.saving = null;
  if (draft.gone) return;
  if (again) draft.timer = setTimeout(() => saveDraft(form), again);
  else if (draft.changed.size && !form.querySelector("[data-autosave-status][data-kind=trouble]")) {
    draft.timer = setTimeout(() => saveDraft(form), SAVE_AFTER);
  }
}

function noteChange(event) {
  const form = event.target.form;
  if (!form?.dataset.autosave || !event.target.name || event.target.type === "file") return;
  const draft = draftOf(form);
  draft.gone = false;
  draft.changed.add(event.target.name);
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => saveDraft(form), SAVE_AFTER);
}
document.addEventListener("input", noteChange);
document.addEventListener("change", noteChange);
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.dataset.autosave) return;
  // Sending carries everything; a late draft must not rise again after it.
  const draft = draftOf(form);
  draft.gone = true;
  clearTimeout(draft.timer);
  draft.saving?.abort();
});
function saveOnLeaving() {
  for (const form of document.querySelectorAll("form[data-autosave]")) {
    const draft = draftOf(form);
    if (draft.gone || !draft.changed.size) continue;
    const names = [...draft.changed];
    draft.changed.clear();
    clearTimeout(draft.timer);
    sendDraft(form, names).catch(() => {});
  }
}
// Before the next page is asked for, so that it shows these words too; and when a phone puts the page away.
window.addEventListener("beforeunload", saveOnLeaving);
window.addEventListener("pagehide", saveOnLeaving);
window.addEventListener("online", () => document.querySelectorAll("form[data-autosave]").forEach(saveDraft));
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-autosave]").forEach((form) => (draftOf(form).gone = false));
});

// Shortcuts: single keys, resting while one writes; body[data-keys=off] switches all of them off.

function rowsAround(element) {
  const list = element?.closest?.("[data-rows-group]") ?? document;
  return [...list.querySelectorAll("[data-rows] li a[href]")].filter((row) => row.checkVisibility());
}
function moveInRows(step) {
  const rows = rowsAround(document.activeElement);
  if (!rows.length) return;
  const at = rows.includes(document.activeElement)
    ? rows.indexOf(document.activeElement)
    : rows.findIndex((row) => row.hasAttribute("aria-current"));
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[next].focus();
  rows[next].scrollIntoView({ block: "nearest" });
}
function pressKey(key) {
  const target = [...document.querySelectorAll("[data-key]")].find(
    (one) => one.dataset.key.toLowerCase() === key && one.checkVisibility() && one.getAttribute("aria-disabled") !== "true" && !one.disabled,
  );
  if (!target) return false;
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
  return true;
}
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.body.dataset.keys === "off" || isTyping(event.target)) return;
  const sheet = document.querySelector("[data-keys-sheet]");
  if (event.key === "?" && sheet) {
    event.preventDefault();
    if (sheet.open) sheet.close();
    else sheet.showModal();
    return;
  }
  if (document.querySelector("dialog[open]:modal")) return;
  if (event.shiftKey && event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase()) return;
  if (event.key === "j" || event.key === "k") {
    if (!document.querySelector("[data-rows]")) return;
    event.preventDefault();
    moveInRows(event.key === "j" ? 1 : -1);
  } else if (event.key.length === 1 && pressKey(event.key.toLowerCase())) {
    event.preventDefault();
  }
});

// A menu closes when one looks elsewhere.

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// A step that asks once: the link's own page, shown here as a dialog.

document.addEventListener("click", async (event) => {
  const close = event.target.closest("dialog [data-dialog-close]");
  if (close) {
    event.preventDefault();
    close.closest("dialog").close();
    return;
  }
  const link = event.target.closest("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  try {
    const answer = await fetch(link.href, { headers: { "X-Koppi-Dialog": "1" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const body = page.querySelector("[data-dialog-body]");
    if (!answer.ok || !body) throw new Error("no dialog");
    const dialog = make("dialog");
    dialog.setAttribute("aria-labelledby", body.getAttribute("aria-labelledby") ?? "");
    dialog.append(document.importNode(body, true));
    dialog.addEventListener("close", () => {
      dialog.remove();
      link.focus();
    });
    document.body.append(dialog);
    showChosen(dialog);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
});

// Shown only when a choice is made: data-shown-when="name=value" or "name=one|another"; or then hidden:
// data-hidden-when. Without script it is always there.

function isChosen(part, said) {
  const [name, values] = said.split("=");
  const form = part.closest("form");
  const chosen = form ? new FormData(form).getAll(name) : [];
  return values.split("|").some((value) => chosen.includes(value));
}
function showChosen(within = document) {
  for (const part of within.querySelectorAll("[data-shown-when], [data-hidden-when]")) {
    const { shownWhen, hiddenWhen } = part.dataset;
    part.hidden = (shownWhen && !isChosen(part, shownWhen)) || (hiddenWhen && isChosen(part, hiddenWhen)) || false;
  }
}
document.addEventListener("htmx:afterSettle", () => showChosen());
showChosen();
document.addEventListener("change", () => showChosen());
window.addEventListener("pageshow", () => showChosen());

// Files: say which ones were chosen, and which are too large, before they travel.

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.matches?.("input[type=file][data-files]")) return;
  let list = input.parentElement.querySelector(".file-names");
  if (!list) {
    list = make("ul", { class: "file-names", role: "status" });
    input.after(list);
  }
  const most = Number(input.dataset.maxMb ?? 0);
  list.replaceChildren(
    ...[...input.files].map((file) => {
      const size = `${(file.size / 1_000_000).toFixed(1)} MB`;
      const large = most && file.size > most * 1024 * 1024;
      return make("li", large ? { class: "error" } : {}, large ? say("fileLarge", { name: file.name, size, max: most }) : `${file.name}, ${size}`);
    }),
  );
});

// Text modules: "::" and a few letters open a list of ready sentences in the text area.

const moduleLists = new Map();
let open = null; // the list that is showing: { area, box, found, at, start }

// What a text module leaves open, such as {name}, is filled from the page.
function filled(text, holder) {
  const facts = JSON.parse(holder.dataset.fills ?? "{}");
  return text.replace(/\{(\w+)\}/g, (whole, word) => facts[word] ?? whole);
}
async function modulesFrom(url) {
  if (!moduleLists.has(url)) {
    moduleLists.set(url, fetch(url, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : [])).catch(() => []));
  }
  return moduleLists.get(url);
}
function closeModules() {
  if (!open) return;
  open.box.remove();
  for (const name of ["aria-controls", "aria-activedescendant", "aria-autocomplete"]) open.area.removeAttribute(name);
  open = null;
}
function chooseModule(index) {
  const { area, found, start } = open;
  const chosen = found[index];
  const caret = area.selectionStart;
  closeModules();
  if (!chosen) return;
  area.focus();
  area.setRangeText(chosen.text, start, caret, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}
function markModule(index) {
  open.at = (index + open.found.length) % open.found.length;
  [...open.box.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === open.at)));
  open.area.setAttribute("aria-activedescendant", `module-${open.at}`);
  open.box.children[open.at].scrollIntoView({ block: "nearest" });
}
document.addEventListener("input", async (event) => {
  const area = event.target;
  const holder = area.matches?.("textarea") && area.closest("[data-modules]");
  if (!holder) return;
  const asked = area.value.slice(0, area.selectionStart).match(/(?:^|\s)::([^\s:]*)$/u);
  if (!asked) return closeModules();
  const wanted = asked[1].toLowerCase();
  const all = (await modulesFrom(holder.dataset.modules)).map((one) => ({ ...one, text: filled(one.text, holder) }));
  const found = all.filter((one) => `${one.key ?? ""} ${one.name} ${one.text}`.toLowerCase().includes(wanted)).slice(0, 12);
  closeModules();
  const box = make(found.length ? "ul" : "div", { class: "modules", id: "modules", role: found.length ? "listbox" : "status", "aria-label": say("modules") });
  if (found.length) {
    box.append(
      ...found.map((one, index) => {
        const item = make("li", { id: `module-${index}`, role: "option" });
        item.append(make("b", {}, one.name), make("span", {}, one.text));
        item.addEventListener("mousedown", (press) => {
          press.preventDefault();
          chooseModule(index);
        });
        return item;
      }),
    );
  } else box.append(make("p", {}, say("nothing")));
  holder.append(box);
  const room = (holder.closest(".roll") ?? document.documentElement).getBoundingClientRect();
  box.classList.toggle("above", box.getBoundingClientRect().bottom > Math.min(room.bottom, innerHeight));
  open = { area, box, found, at: 0, start: area.selectionStart - asked[1].length - 2 };
  area.setAttribute("aria-controls", "modules");
  area.setAttribute("aria-autocomplete", "list");
  if (found.length) markModule(0);
});
document.addEventListener(
  "keydown",
  (event) => {
    if (!open || event.target !== open.area) return;
    if (event.key === "Escape") closeModules();
    else if (!open.found.length) return;
    else if (event.key === "ArrowDown") markModule(open.at + 1);
    else if (event.key === "ArrowUp") markModule(open.at - 1);
    else if (event.key === "Enter" || event.key === "Tab") chooseModule(open.at);
    else return;
    event.preventDefault();
  },
  true,
);
document.addEventListener("focusout", (event) => {
  if (open && event.target === open.area) closeModules();
});

// Fresh lists: what others change shows in its place, new rows wait behind a bar, and nothing one may be about to
// press ever moves. An urgent row comes at once unless the pointer or focus is in the list; then the bar tells of it.

const FRESH_EVERY = 15;
const freshAt = new WeakMap();

const rowsById = (list) => new Map([...list.querySelectorAll("[data-row-id]")].map((row) => [row.dataset.rowId, row]));
const inUse = (list) => list.matches(":hover") || list.contains(document.activeElement);

function showNews(list, fresh, count, urgent) {
  const bar = document.querySelector(`[data-news-for="${list.id}"]`);
  if (!bar) return;
  bar.hidden = !count;
  bar.classList.toggle("urgent", urgent);
  bar.textContent = count === 1 ? say("newOne") : say("newMany", { n: count });
  bar.onclick = () => {
    const first = [...rowsById(fresh).keys()].find((id) => !rowsById(list).has(id));
    replaceRows(list, fresh);
    bar.hidden = true;
    list.querySelector(`[data-row-id="${first}"] a`)?.focus();
  };
}
function replaceRows(list, fresh) {
  list.replaceChildren(...fresh.cloneNode(true).childNodes);
}
async function freshen(list) {
  let fresh;
  try {
    const answer = await fetch(list.dataset.fresh, { headers: { "X-Koppi-Fragment": list.id }, redirect: "manual" });
    if (!answer.ok) return;
    fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(list.id);
  } catch {
    return; // the connection is away; the next round asks again
  }
  if (!fresh || !list.isConnected) return;
  const shown = rowsById(list);
  const coming = rowsById(fresh);
  for (const [id, row] of shown) {
    const now = coming.get(id);
    if (!now) row.classList.add("taken");
    else if (now.innerHTML !== row.innerHTML || now.className !== row.className) {
      const hadFocus = row.contains(document.activeElement);
      const current = row.querySelector("[aria-current]");
      row.innerHTML = now.innerHTML;
      row.className = now.className;
      if (current) row.querySelector("a")?.setAttribute("aria-current", "true");
      if (hadFocus) row.querySelector("a")?.focus({ preventScroll: true });
    }
  }
  const added = [...coming].filter(([id]) => !shown.has(id));
  const urgent = added.some(([, row]) => row.hasAttribute("data-urgent"));
  if (urgent && !inUse(list)) {
    replaceRows(list, fresh);
    showNews(list, fresh, 0, false);
  } else showNews(list, fresh, added.length, urgent);
}
setInterval(() => {
  if (document.hidden) return;
  for (const list of document.querySelectorAll("[data-fresh]")) {
    const due = freshAt.get(list);
    const now = Date.now();
    if (due && now < due) continue;
    freshAt.set(list, now + Number(list.dataset.freshEvery ?? FRESH_EVERY) * 1000);
    if (due) freshen(list);
  }
}, 1000);

// Sign-in about to end: say so in good time, and let one stay. The last moment of all cannot be moved.

const WARN_BEFORE = 5 * 60_000;
let warning = null;

function watchSession() {
  const idle = Date.parse(document.body.dataset.sessionExpires ?? "");
  const last = Date.parse(document.body.dataset.sessionEnds ?? "");
  if (!idle) return;
  const forGood = last <= idle;
  const left = (forGood ? last : idle) - Date.now();
  if (left > WARN_BEFORE) {
    warning?.remove();
    warning = null;
    return;
  }
  const text = left > 0 ? say(forGood ? "ends" : "expires", { n: Math.max(1, Math.round(left / 60_000)) }) : say("signedOut");
  if (!warning) {
    warning = make("div", { class: "session-warning notice yours", role: "alert" });
    warning.append(make("p", {}, text));
    if (document.body.dataset.sessionExtend && !forGood) {
      const stay = make("button", { class: "button", type: "button" }, say("stay"));
      stay.addEventListener("click", stayIn);
      warning.append(stay);
    }
    document.body.append(warning);
  }
  warning.firstElementChild.textContent = text;
  if (left <= 0 || forGood) warning.querySelector("button")?.remove();
}
async function stayIn() {
  const answer = await fetch(document.body.dataset.sessionExtend, {
    method: "POST",
    body: new URLSearchParams({ csrfmiddlewaretoken: csrf() }),
    headers: { Accept: "application/json" },
    redirect: "manual",
  }).catch(() => null);
  if (!answer?.ok) return;
  const { expires } = await answer.json();
  document.body.dataset.sessionExpires = expires;
  watchSession();
}
setInterval(watchSession, 15_000);
// A machine that slept, or a window that lay behind others, is told at once.
document.addEventListener("visibilitychange", () => document.hidden || watchSession());
watchSession();
