// Keeps chosen files on this device until they are sent: whoever closed the tab finds them on the same page. Where a browser keeps nothing, they are chosen again.
const most = 48 * 3_600_000;
const here = () => location.pathname.replace(/\/thanks$/, "");
const isFresh = ({ at }) => at > Date.now() - most;
const below = (start) => IDBKeyRange.bound(start, `${start}\uffff`);
let opening;

function database() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("vv-files", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("files", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opening;
}

// `act` asks one thing of the store; a full device aborts the transaction, and so does a private window that takes no files.
async function within(mode, act) {
  const run = (await database()).transaction("files", mode);
  const request = act(run.objectStore("files"));
  return new Promise((resolve, reject) => {
    run.oncomplete = () => resolve(request.result);
    run.onabort = run.onerror = () => reject(run.error);
  });
}

async function fits(file) {
  const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
  return file.size < quota - usage;
}

// One transaction, so that what is forgotten meanwhile stays forgotten.
const change = (key, act) => within("readwrite", (files) => {
  const request = files.get(key);
  request.onsuccess = () => {
    const made = act(request.result);
    try { if (made) files.put(made); } catch { request.transaction.abort(); }
  };
  return request;
});

// The key under which the file is kept; "" where it cannot be, or must not (a tablet that strangers share).
export async function keep(form, file, trim) {
  const key = [here(), form, file.name, file.size, file.lastModified].join("|");
  const record = { key, form, trim, blob: file, name: file.name, type: file.type, made: file.lastModified, at: Date.now() };
  try {
    if (!form || document.querySelector("[data-kiosk-form]") || !(await fits(file))) return "";
    await change(key, (found) => (found?.blob ? null : record));
    return key;
  } catch {
    return "";
  }
}

// Adds to what is known of a kept file; once it is `done`, its bytes are let go.
export const note = (key, told) => change(key, (found) => found && { ...found, ...told, blob: told.done ? null : found.blob }).catch(() => {});

export const forget = (key) => within("readwrite", (files) => files.delete(key)).catch(() => {});

// What was kept of this form and not taken back, the oldest first: {key, file or null once it is done, id, isListed, trim, removeUrl}.
export async function recall(form) {
  const found = await within("readonly", (files) => files.getAll(below(`${here()}|${form}|`))).catch(() => []);
  return found.filter(isFresh).sort((one, other) => one.at - other.at).map(whole);
}

// Some browsers give a kept file another date; with it the server would not know it again.
const whole = (record) => ({ ...record, file: record.blob ? new File([record.blob], record.name, { type: record.type, lastModified: record.made }) : null });

export const known = (key) => within("readonly", (files) => files.get(key)).catch(() => null);

// Only one tab sends a kept file: resolves, when it is this one's turn, with the way to let the next one go on.
export function turn(key) {
  if (!navigator.locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    navigator.locks.request(`vv:file:${key}`, () => new Promise((release) => resolve(release))).catch(() => resolve(() => {}));
  });
}

// On each page: what is two days old goes, all of a form that was sent, and everything of whoever is forgotten.
export async function sweep() {
  const isForgotten = document.querySelector("[data-forgotten]");
  const sent = document.querySelector("[data-draft-done]") && here();
  const all = await within("readonly", (files) => files.getAll()).catch(() => []);
  const gone = all.filter((one) => isForgotten || !isFresh(one) || (sent && one.key.startsWith(sent)));
  await Promise.all(gone.map(({ key }) => forget(key)));
}
