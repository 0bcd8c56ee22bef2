import { crc32 } from 'node:zlib'

/**
 * A file of exchanges is this head and then frames. A frame is a mark of 4 bytes, the length of the payload and the
 * payload's CRC-32 (both 32 bits, little endian), and the payload, whose first byte says of which kind it is.
 */
export const fileHead = Buffer.from('DOPPELR\x01', 'latin1')
const frameHeadBytes = 12

/** A delivery has the payload of an exchange; readers skip kinds that they don't know. */
export const frameKinds = { info: 1, exchange: 2, delivery: 3 } as const

const mark = 0x45585046

/** Collects frames for one write. Grows as needed and is used again after `clear`. */
export class FrameBuffer {
  #buffer = Buffer.allocUnsafe(256 * 1024)
  #used = 0

  /** What was collected, valid until the next call. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#used)
  }

  get length(): number {
    return this.#used
  }

  clear(): void {
    this.#used = 0
    if (this.#buffer.length > 8 * 1024 * 1024) this.#buffer = Buffer.allocUnsafe(256 * 1024)
  }

  /** Takes back everything after the first `length` bytes. */
  cutTo(length: number): void {
    this.#used = length
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#buffer.set(bytes, this.#used)
    this.#used += bytes.length
  }

  /** One frame: kind, length of `text` in UTF-8 bytes, `text`, and the bodies one after the other. */
  frame(kind: number, text: string, bodies: readonly Uint8Array[] = []): void {
    let bodyBytes = 0
    for (const body of bodies) bodyBytes += body.length
    this.#reserve(frameHeadBytes + 5 + text.length * 3 + bodyBytes)
    const start = this.#used
    const payload = start + frameHeadBytes
    const textBytes = this.#buffer.write(text, payload + 5, 'utf8')
    this.#buffer[payload] = kind
    this.#buffer.writeUInt32LE(textBytes, payload + 1)
    let end = payload + 5 + textBytes
    for (const body of bodies) {
      this.#buffer.set(body, end)
      end += body.length
    }
    this.#buffer.writeUInt32LE(mark, start)
    this.#buffer.writeUInt32LE(end - payload, start + 4)
    this.#buffer.writeUInt32LE(crc32(this.#buffer.subarray(payload, end)), start + 8)
    this.#used = end
  }

  #reserve(bytes: number): void {
    if (this.#used + bytes <= this.#buffer.length) return
    const grown = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#used + bytes))
    this.#buffer.copy(grown, 0, 0, this.#used)
    this.#buffer = grown
  }
}

export interface Frame {
  readonly kind: number
  readonly text: string
  /** All bodies, one after the other. */
  readonly bodies: Uint8Array
}

/** What stands at `offset`: a whole frame and where it ends, too few bytes to tell, or no frame. */
export type FrameAt =
  | { readonly state: 'frame'; readonly frame: Frame; readonly end: number }
  | { readonly state: 'short' }
  | { readonly state: 'damaged' }

export function readFrame(bytes: Buffer, offset: number): FrameAt {
  if (bytes.length - offset < frameHeadBytes) return { state: 'short' }
  const length = bytes.readUInt32LE(offset + 4)
  if (bytes.readUInt32LE(offset) !== mark || length < 5) return { state: 'damaged' }
  const start = offset + frameHeadBytes
  const end = start + length
  if (end > bytes.length) return { state: 'short' }
  const payload = bytes.subarray(start, end)
  if (crc32(payload) !== bytes.readUInt32LE(offset + 8)) return { state: 'damaged' }
  const textEnd = 5 + payload.readUInt32LE(1)
  if (textEnd > length) return { state: 'damaged' }
  const frame = { kind: payload[0] as number, text: payload.toString('utf8', 5, textEnd), bodies: payload.subarray(textEnd) }
  return { state: 'frame', frame, end }
}

/** Where the next frame may begin at or after `offset`, -1 when nowhere in these bytes. */
export function findMark(bytes: Buffer, offset: number): number {
  return bytes.indexOf(markBytes, offset)
}

const markBytes = Buffer.alloc(4)
markBytes.writeUInt32LE(mark)
