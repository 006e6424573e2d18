// A list that grows by what is new, without a reload: <ol data-live-list="channel" data-live-from="address" data-live-after="12">.
//
// On a nudge of that channel, or on catch-up, it asks for `address?after=12` and gets a fragment: an element of
// [data-live-after="14"] with new <li>s. Those that are not there yet (by id) go to the end; nothing else on the page
// moves, and what is being typed stays. [data-live-said] on each new item is read out once, by the one polite region
// [data-live-announce] of the page. A hidden tab asks when it is looked at again, so that "read" means read. The input
// [data-live-seen] gets the number of the last new item that has been in sight. A fragment may give another address in
// its own data-live-from.
//   koppi:list      on the list, detail {added: [elements]}, when something has been added

const lists = () => document.querySelectorAll("[data-live-list]");
const asking = new WeakMap(); // list -> whether to ask once more when the answer is there
const late = new WeakSet();
const ASK_AGAIN_AFTER = 3_000;

function announce(words) {
  const region = document.querySelector("[data-live-announce]");
  if (!region || !words.length) return;
  const line = document.createElement("p");
  line.textContent = words.join(" ");
  region.replaceChildren(line);
}

// The form carries the number of the last item that its writer has had before their eyes.
const seeing = new IntersectionObserver((found) => {
  for (const one of found) {
    const form = document.querySelector("[data-live-seen]");
    if (!one.isIntersecting) continue;
    seeing.unobserve(one.target);
    if (form && Number(one.target.dataset.liveAt) > Number(form.value)) form.value = one.target.dataset.liveAt;
  }
});

function isAtEnd(list) {
  const last = list.lastElementChild?.getBoundingClientRect();
  return !last || last.top < window.innerHeight;
}

function take(list, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").querySelector("[data-live-after]");
  if (!fresh) return;
  const added = [...fresh.children].filter((item) => !item.id || !document.getElementById(item.id));
  if (Number(fresh.dataset.liveAfter) > Number(list.dataset.liveAfter)) list.dataset.liveAfter = fresh.dataset.liveAfter;
  if (fresh.dataset.liveFrom) list.dataset.liveFrom = fresh.dataset.liveFrom;
  const followed = isAtEnd(list) && !list.contains(document.activeElement);
  list.append(...added);
  for (const item of added) item.dataset.liveAt = fresh.dataset.liveAfter;
  if (added.length) seeing.observe(added.at(-1));
  announce(added.map((item) => item.dataset.liveSaid).filter(Boolean));
  if (!added.length) return;
  if (followed && !document.activeElement?.matches("textarea, input")) added.at(-1).scrollIntoView({ block: "nearest" });
  list.dispatchEvent(new CustomEvent("koppi:list", { bubbles: true, detail: { added } }));
}

async function ask(list) {
  if (document.hidden) {
    late.add(list);
    return;
  }
  if (asking.has(list)) {
    asking.set(list, true);
    return;
  }
  asking.set(list, false);
  try {
    const address = new URL(list.dataset.liveFrom, location.href);
    address.searchParams.set("after", list.dataset.liveAfter);
    const answer = await fetch(address, { headers: { "X-Koppi-Fragment": "live" }, redirect: "manual", cache: "no-store" });
    if (answer.ok) take(list, await answer.text());
    else if (answer.status >= 500 || answer.status === 429) throw new Error("later");
  } catch {
    setTimeout(() => list.isConnected && ask(list), ASK_AGAIN_AFTER * (1 + Math.random()));
  }
  const more = asking.get(list);
  asking.delete(list);
  if (more) ask(list);
}

document.addEventListener("koppi:nudge", ({ detail }) => {
  for (const list of lists()) {
    const known = detail.seq !== null && detail.seq <= Number(list.dataset.liveAfter);
    if (list.dataset.liveList === detail.channel && detail.kind === "new" && !known) ask(list);
  }
});
document.addEventListener("koppi:catch-up", () => lists().forEach(ask));
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const list of lists()) if (late.delete(list)) ask(list);
});
