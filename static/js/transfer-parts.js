// A large file's way: in parts, through Uppy, which sends again what a cut connection lost. It goes on for as long as the page is open.
const slowest = 30;
// The row tells its reader what is wrong; the page's console is not for that.
const quiet = { debug() {}, warn() {}, error() {} };

// Waits until the browser is online again, or a while has passed: whichever comes first.
const pause = (seconds, signal) => new Promise((resolve) => {
  const go = () => { clearTimeout(timer); removeEventListener("online", go); signal.removeEventListener("abort", go); resolve(); };
  const timer = setTimeout(go, 1000 * seconds);
  addEventListener("online", go);
  signal.addEventListener("abort", go);
});

// Whether the server still waits for this file: a lost connection says nothing about that.
async function refusal(url, signal) {
  const answer = await fetch(url, { headers: { Accept: "application/json" }, signal }).catch(() => null);
  if (!answer || answer.ok || answer.status === 429 || answer.status >= 500) return null;
  return (await answer.json().catch(() => ({}))).detail ?? "";
}

// hear: {progress(percent), waiting(is it)}. Resolves once all parts are joined; `refused(detail)` makes the error for good.
export async function carry({ media_id: ref, parts_url: place, part_bytes: bytes }, file, type, signal, hear, refused) {
  const { AwsS3, Uppy } = await import("../vendor/uppy.js");
  signal.throwIfAborted();
  const uppy = new Uppy({ id: ref, allowMultipleUploadBatches: true, logger: quiet });
  uppy.use(AwsS3, { companionEndpoint: place, shouldUseMultipart: true, getChunkSize: () => bytes, limit: 1 });
  const id = uppy.addFile({ name: file.name, type, data: file, source: "form" });
  // The server began the upload: Uppy asks what of it is there, and goes on from that.
  uppy.setFileState(id, { s3Multipart: { uploadId: ref, key: ref } });
  uppy.on("upload-progress", (_file, { bytesUploaded, bytesTotal }) => { hear.waiting(false); hear.progress((100 * bytesUploaded) / bytesTotal); });
  hear.pausable(() => uppy.pauseResume(id));
  addEventListener("offline", () => hear.waiting(true), { signal });
  signal.addEventListener("abort", () => uppy.cancelAll());
  let result = await uppy.upload();
  for (let wait = 2; result?.failed?.length && !signal.aborted; wait = Math.min(slowest, 2 * wait)) {
    hear.waiting(true);
    const detail = await refusal(`${place}/s3/multipart/${ref}`, signal);
    if (detail !== null) throw refused(detail);
    await pause(wait, signal);
    if (!signal.aborted) result = await uppy.retryAll();
  }
  signal.throwIfAborted();
  hear.pausable(null);
  uppy.destroy();
}
