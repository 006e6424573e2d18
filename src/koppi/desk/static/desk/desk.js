// The desk's own habits. Everything works without them.

// A list keeps its place when a matter is opened or an action done: only a number is kept, and only in this tab.
for (const list of document.querySelectorAll("[data-keeps-place]")) {
  const key = `koppi-place-${new URLSearchParams(location.search).get("scope") ?? ""}`;
  const kept = sessionStorage.getItem(key);
  if (kept) list.scrollTop = Number(kept);
  list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => sessionStorage.setItem(key, String(list.scrollTop)));
}

// A fold that is opened to write in: the text area takes the focus.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.("details[data-write-inside]") && event.target.open) event.target.querySelector("textarea")?.focus();
  },
  true,
);

// A live region is read out when its words change. It stays where it is, and what would say the same again is left
// alone, or the page would read its news aloud at every look.
const says = (element) => `${element.textContent.trim()} ${element.querySelector("a")?.getAttribute("href") ?? ""}`;
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target, fragment } = event.detail;
  if (target.matches("[role=status]") && says(target) === says(fragment)) event.detail.shouldSwap = false;
});
