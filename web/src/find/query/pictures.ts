import { createStore, get, set } from "idb-keyval";

const SIDE = 640;
const QUALITY = 0.9;
const store = createStore("likewise", "pictures");

/** Keeps a picture in this browser and tells its name; it is made small, as no more is looked at. */
export async function keepPicture(file: Blob): Promise<string> {
  const name = [...crypto.getRandomValues(new Uint8Array(8))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
  await set(name, await dataUri(file), store);
  return name;
}

/** The data URI of a picture that this browser keeps; null if it does not. */
export async function keptPicture(name: string): Promise<string | null> {
  return (await get<string>(name, store)) ?? null;
}

/** The picture as the service takes it; one that the browser cannot open goes as it is. */
async function dataUri(file: Blob): Promise<string> {
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return await asRead(file);
  const scale = Math.min(1, SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) return await asRead(file);
  context.fillStyle = "white"; // behind what is transparent, as the networks have it
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL("image/jpeg", QUALITY);
}

async function asRead(file: Blob): Promise<string> {
  return await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === "string") resolve(reader.result);
    };
    reader.onerror = () => reject(reader.error ?? new Error("The file cannot be read"));
    reader.readAsDataURL(file);
  });
}
