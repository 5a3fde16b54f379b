/* SM3 (GB/T 32905-2016) and HMAC written from the standard, to check the program's against. */

const rotate = (x: number, n: number) => ((x << (n % 32)) | (x >>> (32 - (n % 32 || 32)))) >>> 0;
const p0 = (x: number) => (x ^ rotate(x, 9) ^ rotate(x, 17)) >>> 0;
const p1 = (x: number) => (x ^ rotate(x, 15) ^ rotate(x, 23)) >>> 0;

/** SM3 of bytes. */
export function sm3(data: Uint8Array): Uint8Array {
  const padded = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  padded.set(data);
  padded[data.length] = 0x80;
  new DataView(padded.buffer).setUint32(padded.length - 4, data.length * 8);
  let v = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];
  for (let at = 0; at < padded.length; at += 64) {
    const view = new DataView(padded.buffer, at, 64);
    const w = Array.from({ length: 16 }, (_, i) => view.getUint32(i * 4));
    for (let j = 16; j < 68; j++)
      w.push((p1(w[j - 16]! ^ w[j - 9]! ^ rotate(w[j - 3]!, 15)) ^ rotate(w[j - 13]!, 7) ^ w[j - 6]!) >>> 0);
    let [a, b, c, d, e, f, g, h] = v as [number, number, number, number, number, number, number, number];
    for (let j = 0; j < 64; j++) {
      const t = j < 16 ? 0x79cc4519 : 0x7a879d8a;
      const ss1 = rotate((rotate(a, 12) + e + rotate(t, j)) >>> 0, 7);
      const ss2 = (ss1 ^ rotate(a, 12)) >>> 0;
      const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = ((ff >>> 0) + d + ss2 + ((w[j]! ^ w[j + 4]!) >>> 0)) >>> 0;
      const tt2 = ((gg >>> 0) + h + ss1 + w[j]!) >>> 0;
      [d, c, b, a] = [c, rotate(b, 9), a, tt1];
      [h, g, f, e] = [g, rotate(f, 19), e, p0(tt2)];
    }
    v = [a, b, c, d, e, f, g, h].map((x, i) => (x ^ v[i]!) >>> 0);
  }
  const out = new Uint8Array(32);
  v.forEach((x, i) => {
    new DataView(out.buffer).setUint32(i * 4, x);
  });
  return out;
}

/** HMAC-SM3 in hex. */
export function hmacSm3(key: Uint8Array, data: Uint8Array): string {
  const block = new Uint8Array(64);
  block.set(key.length > 64 ? sm3(key) : key);
  const with_ = (byte: number, rest: Uint8Array) => sm3(Buffer.concat([block.map((x) => x ^ byte), rest]));
  return Buffer.from(with_(0x5c, with_(0x36, data))).toString('hex');
}
