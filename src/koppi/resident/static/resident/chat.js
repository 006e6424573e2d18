// The chat's pages: one's place in the queue, or who is there and whether they write.
//
//   [data-chat-now="address"]  holds a fragment that is fetched anew on a nudge and, while somebody looks, every so often:
//     that is how the other side knows that one is here. In it:
//     [data-chat-state]  "waiting", "talking" or "ended"
//     [data-chat-said]   is read out by [data-live-announce], once for each change
//     [data-chat-go]     where to go now; not while somebody types in a field
//   form[data-chat-form="address"]  tells, at most every few seconds, that one is writing

const ASK_EVERY = 25_000;
const WRITING_EVERY = 3_000;
const WRITES_FOR = 8_500; // the other side says it again while it goes on
const SPREAD = 1_500;

const now = document.querySelector("[data-chat-now]");
let said = now?.querySelector("[data-chat-said]")?.dataset.chatSaid;
let asking = false;
let written = 0;
let more = false;

function isTyping() {
  return document.activeElement?.matches("textarea, input:not([type=radio]), select") || document.querySelector("dialog[open]") !== null;
}
function announce(words) {
  const region = document.querySelector("[data-live-announce]");
  if (!region || !words || words === said) return;
  const line = document.createElement("p");
  line.textContent = words;
  region.replaceChildren(line);
  said = words;
}
function take(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-chat-state]");
  const shown = now.querySelector("[data-chat-state]");
  if (!fresh || !shown) return;
  const { chatGo, chatSaid, chatState } = fresh.dataset;
  if (fresh.outerHTML !== shown.outerHTML && !shown.contains(document.activeElement)) shown.replaceWith(document.importNode(fresh, true));
  clearTimeout(written);
  if (fresh.querySelector(".typing")) written = setTimeout(ask, WRITES_FOR);
  for (const part of document.querySelectorAll("[data-chat-only]")) part.hidden = part.dataset.chatOnly !== chatState;
  announce(chatSaid);
  if (chatGo && !isTyping()) location.assign(chatGo);
}
async function ask() {
  if (document.hidden) return;
  if (asking) {
    more = true;
    return;
  }
  asking = true;
  try {
    const answer = await fetch(now.dataset.chatNow, { headers: { "X-Koppi-Fragment": "live" }, redirect: "manual", cache: "no-store" });
    if (answer.ok) take(await answer.text());
  } catch {
    // The next one comes by the clock.
  }
  asking = false;
  if (more) {
    more = false;
    ask();
  }
}

if (now) {
  document.addEventListener("koppi:nudge", ({ detail }) => {
    if (detail.channel.startsWith("queue:")) setTimeout(ask, Math.random() * SPREAD);
    else ask();
  });
  document.addEventListener("koppi:catch-up", ask);
  document.addEventListener("visibilitychange", ask);
  setInterval(ask, ASK_EVERY);
}

let told = -WRITING_EVERY;
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.chatForm || event.timeStamp - told < WRITING_EVERY || !event.target.value) return;
  told = event.timeStamp;
  const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value });
  fetch(form.dataset.chatForm, { method: "POST", body, headers: { "X-Koppi-Fragment": "live" }, redirect: "manual" }).catch(() => {});
});
