/* The desk at a door. What is pressed is kept on this phone and sent until the server has answered, one after the other,
   each with the command id that the page made: however often it arrives, it counts once. Without this, forms are forms. */
(() => {
  const list = document.querySelector("[data-door]");
  const status = document.getElementById("door-status");
  if (!list || !status) return;
  const KEY = `door:${list.dataset.door}`;
  const AGAIN_MS = [500, 1000, 2000, 4000, 8000];
  const LIMIT_MS = 12000;
  let sending = false;
  let failures = 0;
  let timer = null;

  const kept = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const keep = (entries) => localStorage.setItem(KEY, JSON.stringify(entries));
  const forget = (id) => keep(kept().filter((entry) => entry.id !== id));

  function say() {
    const waiting = kept().length;
    const words = waiting ? list.dataset.waiting.replace("#", waiting) : list.dataset.sent;
    status.textContent = waiting && failures ? `${list.dataset.offline} ${words}` : words;
    status.classList.toggle("state-held", waiting > 0);
    status.classList.toggle("state-done", waiting === 0);
  }

  function mark(entry) {
    const row = document.getElementById(entry.guest);
    if (!row) return;
    row.setAttribute("aria-busy", "true");
    for (const button of row.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  }

  function put(text) {
    const parts = new DOMParser().parseFromString(text, "text/html").querySelectorAll("[data-part]");
    for (const part of parts) {
      const old = document.getElementById(part.id);
      if (!old) continue;
      const focused = old.contains(document.activeElement);
      old.replaceWith(part);
      if (focused) (part.querySelector("button") || part).focus();
    }
    return parts.length > 0;
  }

  async function send() {
    if (sending) return;
    sending = true;
    clearTimeout(timer);
    for (let entry = kept()[0]; entry; entry = kept()[0]) {
      const outcome = await post(entry);
      if (outcome === "stop") break;
      if (outcome === "again") {
        timer = setTimeout(send, AGAIN_MS[Math.min(failures, AGAIN_MS.length) - 1]);
        break;
      }
      forget(entry.id);
      failures = 0;
    }
    sending = false;
    say();
  }

  async function post(entry) {
    try {
      const answer = await fetch(entry.to, {
        method: "POST",
        body: new URLSearchParams(entry.body),
        signal: AbortSignal.timeout(LIMIT_MS),
        redirect: "error",
      });
      const text = await answer.text();
      if (answer.status === 401) {
        status.textContent = list.dataset.signIn;
        return "stop";
      }
      if (answer.status >= 500 || answer.status === 429 || answer.status === 408) throw new Error(answer.status);
      if (!put(text)) location.reload();
      return "done";
    } catch {
      failures += 1;
      say();
      return "again";
    }
  }

  list.addEventListener("submit", (event) => {
    const row = event.target.closest("[data-part]");
    if (!row) return;
    event.preventDefault();
    if (row.getAttribute("aria-busy") === "true") return;
    const fields = new FormData(event.target);
    const id = fields.get("command_id");
    fields.set("part", "1");
    const entry = { id, guest: row.id, to: event.target.getAttribute("action"), body: [...fields.entries()] };
    keep([...kept().filter((one) => one.id !== id), entry]);
    mark(entry);
    say();
    send();
  });
  addEventListener("online", () => { failures = 0; send(); });
  addEventListener("pageshow", () => { kept().forEach(mark); say(); send(); });
})();
