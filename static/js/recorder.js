// Films in the page: what to say on screen, again if one likes, start and end cut off; the video then goes the way of any chosen file.
const kinds = ["video/mp4;codecs=avc1.42E01E,mp4a.40.2", "video/mp4", "video/webm;codecs=vp9,opus", "video/webm;codecs=vp8,opus", "video/webm"];
const pace = 2_500_000;
const wished = { video: { facingMode: "user", width: { ideal: 1280 }, height: { ideal: 720 } }, audio: true };
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
const kind = () => kinds.find((one) => MediaRecorder.isTypeSupported(one));

function show(film, state) {
  film.dialog.dataset.state = state;
  for (const part of film.dialog.querySelectorAll("[data-in]")) part.hidden = !part.dataset.in.split(" ").includes(state);
  film.fault.hidden = state !== "fault";
}

const silence = (film) => { film.stream?.getTracks().forEach((track) => track.stop()); film.stream = null; };

async function live(film) {
  if (film.address) URL.revokeObjectURL(film.address);
  show(film, "opening");
  try {
    film.stream ??= await navigator.mediaDevices.getUserMedia(wished);
  } catch {
    return show(film, "fault");
  }
  if (!film.dialog.open) return silence(film);
  Object.assign(film.video, { srcObject: film.stream, muted: true, controls: false });
  await film.video.play().catch(() => {});
  return show(film, "live");
}

function record(film) {
  const chunks = [];
  film.recorder = new MediaRecorder(film.stream, { mimeType: kind(), videoBitsPerSecond: pace });
  film.recorder.ondataavailable = (event) => { if (event.data.size) chunks.push(event.data); };
  film.recorder.onstop = () => taken(film, new Blob(chunks, { type: film.recorder.mimeType.split(";")[0] }));
  film.began = performance.now();
  film.wake = navigator.wakeLock?.request("screen").catch(() => null);
  film.recorder.start(1000);
  film.timer = setInterval(() => tick(film), 250);
  tick(film);
  show(film, "recording");
  film.dialog.querySelector("[data-stop]").focus();
}

function tick(film) {
  film.seconds = Math.min(film.most, (performance.now() - film.began) / 1000);
  film.time.textContent = `${clock(film.seconds)} / ${clock(film.most)}`;
  if (film.seconds >= film.most) stop(film);
}

function stop(film) {
  clearInterval(film.timer);
  if (film.recorder?.state === "recording") film.recorder.stop();
}

// What was filmed stays until it is used or filmed again: a window closed by mistake opens with it.
function taken(film, blob) {
  silence(film);
  film.blob = blob;
  film.wake?.then((lock) => lock?.release());
  for (const cut of [film.from, film.to]) cut.max = film.seconds.toFixed(1);
  [film.from.value, film.to.value] = [0, film.seconds.toFixed(1)];
  if (film.dialog.open) review(film);
}

function review(film) {
  film.address = URL.createObjectURL(film.blob);
  Object.assign(film.video, { srcObject: null, src: film.address, muted: false, controls: true });
  told(film);
  show(film, "taken");
  film.dialog.querySelector("[data-use]").focus();
}

function told(film) {
  film.time.textContent = `${clock(film.from.value)} – ${clock(film.to.value)}`;
}

// The two ends never cross: at least a second stays between them.
function cut(film, moved) {
  const [from, to] = [Number(film.from.value), Number(film.to.value)];
  if (to - from < 1) moved.value = moved === film.from ? Math.max(0, to - 1) : Math.min(film.seconds, from + 1);
  film.video.pause();
  film.video.currentTime = Number(moved.value);
  told(film);
}

function use(film) {
  const [from, to] = [Number(film.from.value), Number(film.to.value)];
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const file = new File([film.blob], `video-${stamp}.${film.blob.type.split("/")[1]}`, { type: film.blob.type, lastModified: Date.now() });
  const trim = from > 0.05 || to < film.seconds - 0.15 ? `${from}-${to}` : "";
  film.root.dispatchEvent(new CustomEvent("vv:file", { bubbles: true, detail: { file, trim } }));
  film.blob = null;
  film.dialog.close();
}

function start(root) {
  const part = (name) => root.querySelector(`[data-${name}]`);
  const film = { root, dialog: root.querySelector("dialog"), video: root.querySelector("video"), time: part("time"), fault: part("fault"), from: part("from"), to: part("to"), most: Number(root.dataset.seconds) };
  const on = (name, act) => part(name).addEventListener("click", () => act(film));
  on("open", () => { film.dialog.showModal(); (film.blob ? review : live)(film); });
  on("record", record);
  on("stop", stop);
  on("again", live);
  on("use", use);
  on("close", () => film.dialog.close());
  film.from.addEventListener("input", () => cut(film, film.from));
  film.to.addEventListener("input", () => cut(film, film.to));
  film.dialog.addEventListener("close", () => { stop(film); silence(film); film.video.removeAttribute("src"); film.video.srcObject = null; if (film.address) URL.revokeObjectURL(film.address); film.address = ""; });
  root.hidden = false;
}

export function enhance(root = document) {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder || !kind()) return;
  root.querySelectorAll("[data-recorder]").forEach(start);
}
