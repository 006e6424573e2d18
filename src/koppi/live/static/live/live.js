// Hears the nudges of a page: <body data-live="address of its tickets">.
//
// What others may listen to, on document:
//   koppi:nudge     detail {channel, seq, kind}: something is new there; ask for what you have not got
//   koppi:catch-up  detail {}: anything may be new (the stream is new, or was away); ask for all that you show
//   koppi:live      detail {state}: "open", "away" (trying again) or "polling" (no stream; catch-up comes by the clock)
// A nudge carries no words and may be lost or come twice: whoever hears one asks for what comes after what they have.

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const SILENCE_AT_MOST = 50_000; // the process beats every 20 seconds
const POLL_EVERY = 15_000;
const POLL_AFTER = 3; // tries in a row that failed
const REST_AFTER = 5 * 60_000; // a tab that nobody has looked at for so long lets its stream go

const home = document.querySelector("[data-live]");
const tell = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`koppi:${name}`, { detail }));
const roughly = (milliseconds) => milliseconds * (0.5 + Math.random() / 2);

let source = null;
let failures = 0;
let retry = 0;
let watchdog = 0;
let polling = 0;
let resting = 0;
let stopped = false;

function say(state) {
  if (home.dataset.liveState === state) return;
  home.dataset.liveState = state;
  tell("live", { state });
}

function close() {
  source?.close();
  source = null;
  clearTimeout(retry);
  clearTimeout(watchdog);
}

function hear() {
  clearTimeout(watchdog);
  watchdog = setTimeout(again, SILENCE_AT_MOST);
}

function stopPolling() {
  clearTimeout(polling);
  polling = 0;
}
function poll() {
  polling = setTimeout(() => {
    tell("catch-up");
    poll();
  }, roughly(POLL_EVERY * 1.3));
}

// The stream is gone: try again after a pause that grows; after some tries ask by the clock meanwhile.
function again() {
  close();
  if (stopped) return;
  failures += 1;
  if (failures >= POLL_AFTER) {
    say("polling");
    if (!polling) poll();
  } else say("away");
  retry = setTimeout(open, roughly(Math.min(FIRST_PAUSE * 2 ** failures, LONGEST_PAUSE)));
}

async function ticket() {
  const answer = await fetch(home.dataset.live, { headers: { Accept: "application/json", "X-Koppi-Fragment": "live" }, redirect: "manual", cache: "no-store" });
  // Signed out, or no longer theirs: the page has nothing more to hear. The rest of the page says so when it is used.
  if (answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) throw new Error("no ticket");
  return answer.json();
}

async function open() {
  close();
  if (!("EventSource" in window)) {
    say("polling");
    if (!polling) poll();
    return;
  }
  let given;
  try {
    given = await ticket();
  } catch {
    again();
    return;
  }
  if (stopped || source) return;
  if (!given) {
    stop();
    return;
  }
  if (!given.address) {
    say("polling");
    if (!polling) poll();
    return;
  }
  const stream = new EventSource(`${given.address}?ticket=${encodeURIComponent(given.ticket)}`);
  source = stream;
  hear();
  stream.addEventListener("open", () => {
    hear();
    say("open");
    stopPolling();
  });
  stream.addEventListener("nudge", (event) => {
    hear();
    tell("nudge", JSON.parse(event.data));
  });
  stream.addEventListener("catch-up", (event) => {
    hear();
    failures = 0;
    // When everybody must ask at once, not all in the same moment.
    setTimeout(() => tell("catch-up"), Math.random() * (JSON.parse(event.data).within ?? 0));
  });
  stream.addEventListener("beat", hear);
  // The process lets us go kindly: its time is up, or it ends. Ask for a new ticket at once.
  stream.addEventListener("renew", () => {
    close();
    retry = setTimeout(open, Math.random() * FIRST_PAUSE);
  });
  // The browser would try again with the old ticket; a new one is always right.
  stream.addEventListener("error", () => {
    if (stream === source) again();
  });
}

function stop() {
  stopped = true;
  close();
  stopPolling();
}
function start() {
  stopped = false;
  failures = 0;
  stopPolling();
  open();
}

if (home) {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(resting);
    if (document.hidden) resting = setTimeout(stop, REST_AFTER);
    else if (stopped) start();
  });
  window.addEventListener("online", () => !stopped && source?.readyState !== EventSource.OPEN && start());
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", (event) => event.persisted && start());
  start();
}
