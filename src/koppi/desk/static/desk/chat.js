// The chat at the desk: its list and the strip of the open talk follow the nudges, a soft sound tells of somebody
// new, and the client sees who is here and who writes. Everything works without it.

const list = document.querySelector("[data-chat-news]");
const strip = document.getElementById("chat-strip");
const wait = (name) => {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => window.htmx?.trigger(name === "chat-news" ? list : strip, name), 150);
  };
};
const askList = wait("chat-news");
const askStrip = wait("chat-strip");

document.addEventListener("koppi:nudge", ({ detail: { channel, kind } }) => {
  const own = channel === strip?.dataset.channel;
  if (strip && (own || channel.startsWith("visit:"))) askStrip();
  if (list && !(own && kind === "presence")) askList();
});
// Who writes says so again while it goes on; when nothing more is heard, it is asked.
const WRITES_FOR = 8_500;
let written = 0;
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (target.id !== "chat-typing") return;
  clearTimeout(written);
  if (target.textContent.trim()) written = setTimeout(askStrip, WRITES_FOR);
});
document.addEventListener("koppi:catch-up", () => {
  if (list) askList();
  if (strip) askStrip();
});

// What would say the same again stays, with the focus and what is about to be pressed. The queue does not move under
// a hand that is in it: it waits until the hand rests.

const RESTS_AFTER = 3_000;
let movedAt = 0;
let late = 0;
document.getElementById("chat-waiting")?.addEventListener("pointermove", () => (movedAt = performance.now()));
document.getElementById("chat-waiting")?.addEventListener("focusin", () => (movedAt = performance.now()));

const says = (element) => [element.textContent.trim(), ...[...element.querySelectorAll("[href], [action], [class]")].map((one) => `${one.getAttribute("href")} ${one.getAttribute("action")} ${one.className.baseVal ?? one.className}`)].join("|");
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (!target.id.startsWith("chat-") || target.id === "chat-facts") return;
  if (says(target) === says(fragment)) {
    event.detail.shouldSwap = false;
    return;
  }
  const rests = RESTS_AFTER - (performance.now() - movedAt);
  if (target.id === "chat-waiting" && movedAt && rests > 0) {
    event.detail.shouldSwap = false;
    clearTimeout(late);
    late = setTimeout(askList, rests);
    return;
  }
  const focused = target.contains(document.activeElement) ? document.activeElement.id : "";
  if (focused) requestAnimationFrame(() => document.getElementById(focused)?.focus({ preventScroll: true }));
});

// A soft sound and a word: somebody new waits, or a letter has come in another talk.

const silent = !list || list.hasAttribute("data-silent");
const hint = document.querySelector("[data-chat-silent]");
let audio = null;

function wake() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") audio.resume();
  if (hint) hint.hidden = true;
}
if (!silent && "AudioContext" in window) {
  if (navigator.userActivation?.hasBeenActive) wake();
  else if (hint) hint.hidden = false;
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { once: true });
}

function tone(pitch, from) {
  const sound = audio.createOscillator();
  const loudness = audio.createGain();
  sound.frequency.value = pitch;
  loudness.gain.setValueAtTime(0, from);
  loudness.gain.linearRampToValueAtTime(0.08, from + 0.03);
  loudness.gain.exponentialRampToValueAtTime(0.001, from + 0.5);
  sound.connect(loudness).connect(audio.destination);
  sound.start(from);
  sound.stop(from + 0.55);
}
function ring(pitches) {
  if (audio?.state === "running") pitches.forEach((pitch, number) => tone(pitch, audio.currentTime + number * 0.18));
}

const facts = () => {
  const { newest, newestUrgent, unread } = document.querySelector("#chat-facts [data-newest]").dataset;
  return { newest: Number(newest), urgent: Number(newestUrgent), unread: Number(unread) };
};
let known = list && facts();
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target.id !== "chat-facts") return;
  const now = facts();
  const said = document.getElementById("chat-said");
  let word = "";
  if (now.urgent > known.urgent) [word] = ["urgent", ring([660, 880, 660, 880])];
  else if (now.newest > known.newest) [word] = ["newcomer", ring([660, 880])];
  else if (now.unread > known.unread) [word] = ["letter", ring([880])];
  known = now;
  if (!word) return;
  const line = document.createElement("p");
  line.textContent = said.dataset[word];
  said.replaceChildren(line);
});

// Who is here and who writes, for the client's page. Going from one's own form to its answer is not leaving.

const presence = strip?.dataset.chatPresence;
const reply = document.getElementById("reply_body");
const HERE_EVERY = 25_000;
const WRITING_EVERY = 3_000;
const STOPPED_AFTER = 5_000;
let wroteAt = -WRITING_EVERY;
let idle = 0;
let sending = false;

function note(doing, keepalive = false) {
  const body = new URLSearchParams({ doing, csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value });
  fetch(presence, { method: "POST", body, keepalive, redirect: "manual", headers: { "X-Koppi-Fragment": "live" } }).catch(() => {});
}
if (presence) {
  const here = () => !document.hidden && note("here");
  here();
  setInterval(here, HERE_EVERY);
  document.addEventListener("visibilitychange", here);
  reply?.addEventListener("input", () => {
    clearTimeout(idle);
    idle = setTimeout(() => note("stopped"), STOPPED_AFTER);
    if (performance.now() - wroteAt < WRITING_EVERY) return;
    wroteAt = performance.now();
    note("writing");
  });
  document.addEventListener("submit", () => (sending = true));
  window.addEventListener("pagehide", () => note(sending ? "stopped" : "gone", true));
}

// A talk opens where it goes on, ready to write; Ctrl and Enter send.

if (presence && reply) {
  const written = document.querySelector("[data-live-list] [id^=letter-]");
  if (location.hash === "#reply_body") reply.focus({ preventScroll: true });
  if (written) document.getElementById("reply-form").scrollIntoView({ block: "end" });
  reply.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) reply.form.requestSubmit(document.getElementById("send"));
  });
}
