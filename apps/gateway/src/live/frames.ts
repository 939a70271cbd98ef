import type { Told } from './audience.ts';

/** What one audience is told goes to thousands: its bytes are made once, and every socket's queue holds the same ones. */
const socketFrames = new WeakMap<object, { id: string; frame: Buffer }>();
const eventFrames = new WeakMap<object, Buffer>();

const finalText = 0x81;

/** A WebSocket ping without a payload. */
export const pingFrame = Buffer.from([0x89, 0]);

/** A `next` message as a WebSocket frame (RFC 6455, 5.2; a server does not mask). @param id as JSON */
export function socketFrame(id: string, told: Pick<Told, 'payload'>): Buffer {
  const known = socketFrames.get(told);
  if (known?.id === id) return known.frame;
  const frame = framed(`{"id":${id},"type":"next","payload":${told.payload}}`);
  // Most clients give their only stream the same id; one with another is framed for itself.
  if (!known) socketFrames.set(told, { id, frame });
  return frame;
}

/** A `next` event of server-sent events. */
export function eventFrame(told: Pick<Told, 'payload'> & Partial<Told>): Buffer {
  let frame = eventFrames.get(told);
  if (!frame) eventFrames.set(told, (frame = Buffer.from(`event: next\n${told.cursor ? `id: ${told.cursor}\n` : ''}data: ${told.payload}\n\n`)));
  return frame;
}

function framed(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(head + length);
  frame[0] = finalText;
  if (head === 2) frame[1] = length;
  else if (head === 4) frame.writeUInt16BE(length, frame.writeUInt8(126, 1));
  else frame.writeBigUInt64BE(BigInt(length), frame.writeUInt8(127, 1));
  frame.write(text, head);
  return frame;
}
