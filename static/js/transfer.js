// One file's way to storage: ask the server for a ticket, then send the file where and as the ticket says.
import { carry } from "./transfer-parts.js";

class Fault extends Error {
  constructor({ again = false, aborted = false, detail = "" } = {}) {
    super(detail || "The file could not be sent.");
    Object.assign(this, { again, aborted, detail });
  }
}

const passing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

async function ticket({ url, form }, file, type, signal) {
  const body = JSON.stringify({ name: file.name, type, bytes: file.size, form, made: file.lastModified });
  const answer = await fetch(url, { method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body, signal })
    .catch(() => { throw new Fault({ again: true, aborted: signal.aborted }); });
  if (answer.ok) return answer.json();
  const told = await answer.json().catch(() => ({}));
  throw new Fault({ again: passing(answer.status), detail: told.detail ?? "" });
}

// XMLHttpRequest and not fetch: only it reports how much has left.
function post({ url, fields }, file, signal, onProgress) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = (event) => event.lengthComputable && onProgress((100 * event.loaded) / event.total);
    request.onload = () => (request.status < 300 ? resolve() : reject(new Fault({ again: passing(request.status) })));
    request.onerror = () => reject(new Fault({ again: true }));
    request.onabort = () => reject(new Fault({ aborted: true }));
    signal.addEventListener("abort", () => request.abort());
    request.open("POST", url);
    request.send(form);
  });
}

// Says that the file is there; sending the form asks the store again, so a lost word costs nothing.
const confirm = (url, signal) => url && fetch(url, { method: "POST", signal }).catch(() => {});

// Takes back a file that was sent; nobody waits for the answer, and what stays is swept later.
export const discard = (url) => url && fetch(url, { method: "DELETE", keepalive: true }).catch(() => {});

// desk: {url, form}: where tickets are given, and on which form. hear: {known(sent), progress(percent), waiting(is it), pausable(toggle)}.
// Returns {done: a promise of {id, removeUrl}, abort}.
export function send(desk, file, type, hear) {
  const control = new AbortController();
  const refused = (detail) => new Fault({ detail });
  const done = (async () => {
    const granted = await ticket(desk, file, type, control.signal);
    const sent = { id: granted.media_id, removeUrl: granted.remove_url, isListed: Boolean(granted.parts_url) };
    if (!hear.known(sent)) throw new Fault({ aborted: true });
    if (granted.parts_url) await carry(granted, file, type, control.signal, hear, refused).catch((fault) => { throw control.signal.aborted ? new Fault({ aborted: true }) : fault; });
    else if (!granted.is_here) {
      await post(granted, file, control.signal, hear.progress);
      await confirm(granted.done_url, control.signal);
    }
    return sent;
  })();
  return { done, abort: () => control.abort() };
}
