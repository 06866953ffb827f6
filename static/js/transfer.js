// One file's way to storage: ask the server for a ticket, then post the file where the ticket says.
class Fault extends Error {
  constructor({ again = false, aborted = false, detail = "" } = {}) {
    super(detail || "The file could not be sent.");
    Object.assign(this, { again, aborted, detail });
  }
}

const passing = (status) => status === 0 || status === 408 || status === 429 || status >= 500;

async function ticket(url, file, type, signal) {
  const body = JSON.stringify({ name: file.name, type, bytes: file.size });
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

// Returns {done: a promise of {id, removeUrl}, abort}.
export function send(ticketUrl, file, type, onProgress) {
  const control = new AbortController();
  const done = (async () => {
    const granted = await ticket(ticketUrl, file, type, control.signal);
    await post(granted, file, control.signal, onProgress);
    await confirm(granted.done_url, control.signal);
    return { id: granted.media_id, removeUrl: granted.remove_url };
  })();
  return { done, abort: () => control.abort() };
}
